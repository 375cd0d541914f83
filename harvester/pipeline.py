"""The flow of a harvest: fetch -> parse -> crosswalk -> normalise -> store, a page at a time.

A page is the unit of a transaction, of a checkpoint and of speed. This is the one place that
strings the stages together.
"""

from collections import Counter
from collections.abc import Callable, Generator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from time import perf_counter
from typing import NamedTuple

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
SortedRecords = tuple[list[Understood], list[Rejected], int]
"""The records of a page: to be stored, rejected, and how many are just as they were."""


class Work(NamedTuple):
    """A page on its way from the source to the catalogue."""

    page: Page
    known: dict[str, Known]
    sorted_records: Future[SortedRecords]


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
            harvest_pages(run, client, report)
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


def harvest_pages(run: HarvestRun, client: Client, report: Report) -> None:
    """Store page after page; while one waits for the database, the next is being understood."""
    with (
        ThreadPoolExecutor(max_workers=1, thread_name_prefix="understand") as thread,
        closing(iter_pages(run, client)) as pages,
    ):
        coming: Work | None = None
        for page in pages:
            following = begin_page(run, page, thread) if page is not None else None
            if coming is not None:
                store_page(run, coming)
                report(run)
            coming = following


def iter_pages(run: HarvestRun, client: Client) -> Generator[Page | None, None, None]:
    """Yield the pages that the run has not stored yet; a dead token begins the list anew.

    When the source lists by datestamp, "anew" is from the last record stored, else from the run's
    window. None stands before every break, and at the end: store what was yielded before.

    Raises:
        SourceLoop: The list would never end.
        EndpointError: No usable answer.
    """
    since, token = run.window_from, run.token
    restarts = 0
    while True:
        try:
            yield from iter_list(run, client, since, token)
        except BadResumptionToken:
            yield None
            before, since, token = since, resume_point(run), ""
            restarts = restarts + 1 if since == before else 1
            if not run.token or restarts > MAX_RESTARTS:
                raise
        except EndpointError:
            yield None
            raise
        else:
            yield None
            return


def iter_list(
    run: HarvestRun, client: Client, since: datetime | None, token: str
) -> Generator[Page, None, None]:
    """Yield the pages of one list, from its beginning or behind ``token``."""
    guard = LoopGuard(token=token)
    pages = fetch_pages(
        client,
        parse=parse_envelope,
        metadata_prefix=run.endpoint.metadata_prefix,
        since=since,
        set_spec=run.endpoint.set_spec,
        token=token,
    )
    with closing(pages):
        for page in pages:
            guard.check(page)
            yield page


def resume_point(run: HarvestRun) -> datetime | None:
    """Give the ``from`` that loses nothing when the token of a run has died."""
    if run.is_ordered and run.last_datestamp:
        try:
            last = datetime.fromisoformat(run.last_datestamp)
        except ValueError:
            return run.window_from
        return last if last.tzinfo else last.replace(tzinfo=UTC)
    return run.window_from


def begin_page(run: HarvestRun, page: Page, thread: Executor) -> Work:
    """Look up what is known of a page's records, and have the page understood in the thread."""
    identifiers = [record.header.identifier for record in page.records]
    identifiers += [record.identifier for record in page.rejected]
    known = store.find_known(run, identifiers)
    return Work(page, known, thread.submit(understand_page, page, known))


def store_page(run: HarvestRun, work: Work) -> None:
    """Store a page with the run's checkpoint in one transaction."""
    begun = perf_counter()
    understood, rejected, unchanged = work.sorted_records.result()
    with transaction.atomic():
        bulk.commit_without_waiting()
        counts = Counter(unchanged=unchanged)
        if understood or rejected:
            counts += store.store_page(
                run, understood=understood, rejected=rejected, known=work.known
            )
        runs.advance(run, work.page, counts, busy_seconds=perf_counter() - begun)


def understand_page(page: Page, known: dict[str, Known]) -> SortedRecords:
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
