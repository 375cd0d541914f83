"""The flow of a harvest: fetch -> parse -> crosswalk -> normalise -> store, a page at a time.

A page is the unit of a transaction, of a checkpoint and of speed. This is the one place that
strings the stages together.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from time import perf_counter

from django.db import transaction

from harvester import runs, store
from harvester.crosswalks import crosswalk
from harvester.errors import BadResumptionToken, EndpointError, RecordError
from harvester.fetch import fetch_pages, open_client, policy_from_settings
from harvester.guards import LoopGuard
from harvester.models import Endpoint, HarvestRun
from harvester.normalize import normalize
from harvester.oaipmh.client import Client
from harvester.oaipmh.messages import Identify
from harvester.parse import parse_envelope
from harvester.records import Page, ParsedRecord
from harvester.store import Known, Rejected, Understood
from repository import bulk

Report = Callable[[HarvestRun], None]
MAX_RESTARTS = 3
"""Times that a list is begun anew from the same point because its token died."""


def ignore(_run: HarvestRun) -> None:
    """Report to nobody."""


def run_harvest(
    endpoint: Endpoint, *, is_full: bool = False, report: Report = ignore
) -> HarvestRun:
    """Harvest one endpoint from its checkpoint, or go on where an unfinished run stopped.

    Args:
        endpoint: What to harvest.
        is_full: Ask for everything instead of what has changed since the last complete run.
        report: Called with the run after every page.

    Returns:
        The run as it ended: completed, partial or failed, with its message.

    Raises:
        EndpointBusy: Another process is at work on this endpoint; nothing was done.
    """
    run = runs.take_run(endpoint, is_full=is_full)
    try:
        with open_client(endpoint.base_url, policy_from_settings()) as client:
            remember_identify(endpoint, client.identify())
            for page in iter_pages(run, client):
                harvest_page(run, page)
                report(run)
    except EndpointError as error:
        runs.end_run(run, HarvestRun.State.FAILED, str(error), is_resumable=error.is_temporary)
    except BaseException:
        runs.release(run)
        raise
    return run


def remember_identify(endpoint: Endpoint, identify: Identify) -> None:
    """Keep what the source says of itself, as it last said it."""
    endpoint.granularity = identify.granularity
    endpoint.deleted_record = identify.deleted_record
    endpoint.earliest_datestamp = identify.earliest_datestamp
    endpoint.stated_base_url = identify.base_url
    endpoint.save(
        update_fields=["granularity", "deleted_record", "earliest_datestamp", "stated_base_url"]
    )


def iter_pages(run: HarvestRun, client: Client) -> Iterator[Page]:
    """Yield the pages that the run has not stored yet; a dead token begins the list anew.

    When the source lists by datestamp, "anew" is from the last record stored, else from the run's
    window.

    Raises:
        SourceLoop: The list would never end.
        EndpointError: No usable answer.
    """
    since, token = run.window_from, run.token
    restarts = 0
    while True:
        guard = LoopGuard(token=token)
        pages = fetch_pages(
            client,
            parse=parse_envelope,
            metadata_prefix=run.endpoint.metadata_prefix,
            since=since,
            set_spec=run.endpoint.set_spec,
            token=token,
        )
        try:
            with closing(pages):
                for page in pages:
                    guard.check(page)
                    yield page
        except BadResumptionToken:
            before, since, token = since, resume_point(run), ""
            restarts = restarts + 1 if since == before else 1
            if not run.token or restarts > MAX_RESTARTS:
                raise
        else:
            return


def resume_point(run: HarvestRun) -> datetime | None:
    """Give the ``from`` that loses nothing when the token of a run has died."""
    if run.is_ordered and run.last_datestamp:
        try:
            last = datetime.fromisoformat(run.last_datestamp)
        except ValueError:
            return run.window_from
        return last if last.tzinfo else last.replace(tzinfo=UTC)
    return run.window_from


def harvest_page(run: HarvestRun, page: Page) -> None:
    """Understand a page and store it with the run's checkpoint in one transaction."""
    begun = perf_counter()
    identifiers = [record.header.identifier for record in page.records]
    identifiers += [record.identifier for record in page.rejected]
    known = store.find_known(run, identifiers)
    understood, rejected, unchanged = understand_page(page, known)
    with transaction.atomic():
        bulk.commit_without_waiting()
        counts = Counter(unchanged=unchanged)
        if understood or rejected:
            counts += store.store_page(run, understood=understood, rejected=rejected, known=known)
        runs.advance(run, page, counts, busy_seconds=perf_counter() - begun)


def understand_page(
    page: Page, known: dict[str, Known]
) -> tuple[list[Understood], list[Rejected], int]:
    """Sort the records of a page: to be stored, rejected, and how many are just as they were."""
    understood: list[Understood] = []
    unchanged = 0
    rejected = [
        Rejected(
            identifier=item.identifier, payload=item.payload, stage="parse", reason=item.reason
        )
        for item in page.rejected
    ]
    digests = {key: kept.digest for key, kept in known.items() if not kept.rejected_because}
    for record in page.records:
        digest = store.payload_digest(record.payload)
        if digests.get(record.header.identifier) == digest:
            unchanged += 1
            continue
        item = understand(record, digest)
        if isinstance(item, Rejected):
            rejected.append(item)
        else:
            digests[record.header.identifier] = digest
            understood.append(item)
    return understood, rejected, unchanged


def understand(record: ParsedRecord, digest: str) -> Understood | Rejected:
    """Map one record to the canonical form, or say why that cannot be done."""
    try:
        normalized = None if record.header.is_deleted else normalize(crosswalk(record))
    except RecordError as error:
        return Rejected(
            identifier=record.header.identifier,
            payload=record.payload,
            stage=error.stage,
            reason=str(error),
            header=record.header,
        )
    return Understood(record=record, digest=digest, normalized=normalized)
