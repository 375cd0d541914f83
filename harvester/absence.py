"""Find what a source no longer lists, where it does not say so itself.

A complete list of identifiers is compared with what is kept. What is lacking for the first time is
marked; what a later list lacks again is set aside to be withdrawn, and ``held`` decides whether
that is done at once. What is listed again is unmarked, or brought back in place. A list that is not
complete changes nothing. Source: OAI-PMH 2.0, sections 2.5.1 and 4.3.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from harvester import runs, store
from harvester.errors import EndpointError
from harvester.fetch import is_stale_end
from harvester.models import (
    Endpoint,
    HarvestedRecord,
    HarvestRun,
    HeldChange,
    ListedIdentifier,
    record_key,
)
from harvester.oaipmh.client import Client
from harvester.parking import read_standing
from harvester.parse import parse_headers
from harvester.reading import ListRequest
from harvester.records import ListedRecord, PageBody, PageHead, StorableRecord, UnusableRecord
from harvester.replay import understand_again

DELETED = "deleted"
"""Stands for the digest of a header that says so: the record is listed and yet is not there."""
Report = Callable[[HarvestRun], object]


def everything(identifiers: Sequence[str]) -> set[str]:
    """Take every record for gone that two lists lack."""
    return set(identifiers)


RETRY_AFTER = timedelta(days=1)
"""A comparison that failed is not tried again before; nothing is urgent about it."""


class Check(NamedTuple):
    """How to make sure that a record is gone that two lists lack."""

    gone_of: Callable[[Sequence[str]], Collection[str]] = everything
    """Gives those of some identifiers that are gone for good; the others are there after all."""
    batch_size: int = 500
    limit: int | None = None
    """Records a run; the next run goes on with the others."""


LISTS_DECIDE = Check()


def is_due(endpoint: Endpoint) -> bool:
    """Whether it is time to look for what a source has lost.

    One that keeps tombstones says so itself; one that keeps them for a while is compared as often
    as everything is asked for anew.
    """
    if endpoint.deleted_record == "persistent":
        return False
    days = settings.HARVEST_COMPARE_DAYS
    if endpoint.deleted_record == "transient":
        days = endpoint.full_interval_days
        if not days:
            return False
    now = datetime.now(UTC)
    last = endpoint.last_identifiers_at or endpoint.created_at
    tried = HarvestRun.objects.filter(
        endpoint=endpoint,
        kind=HarvestRun.Kind.IDENTIFIERS,
        started_at__gt=now - min(RETRY_AFTER, timedelta(days=days)),
    )
    return last <= now - timedelta(days=days) and not tried.exists()


class HeaderReader:
    """Gives the pages of a list of identifiers; takes the place of ``reading.Reader``."""

    def __init__(self, client: Client, request: ListRequest) -> None:
        """Ask for nothing yet."""
        self.client, self.request = client, request
        self.token: str | None = request.token

    def head(self) -> PageHead | None:
        """Fetch the next page of headers; None behind the last one.

        Raises:
            EndpointError: As ``Client.list_identifiers_page``.
        """
        if self.token is None:
            return None
        request = self.request
        envelope = self.client.list_identifiers_page(
            metadata_prefix=request.metadata_prefix,
            since=request.since,
            set_spec=request.set_spec,
            token=self.token,
        )
        page = parse_headers(envelope)
        token = "" if is_stale_end(page, len(page.headers), asked=self.token) else page.token
        self.token = token or None
        return PageHead(
            listed=tuple(
                ListedRecord(each.identifier, each.datestamp, DELETED if each.is_deleted else "")
                for each in page.headers
            ),
            token=token,
            response_date=page.response_date,
            complete_list_size=page.complete_list_size,
        )

    def ask(self, wanted: Sequence[int]) -> None:
        """Nothing: headers are all there is."""

    def body(self) -> PageBody:
        """Give no record."""
        return PageBody()


def note_listed(run: HarvestRun, head: PageHead) -> None:
    """Keep which records a page lists, inside the caller's transaction."""
    keys = {
        record_key(run.endpoint_id, each.identifier)
        for each in head.listed
        if each.digest != DELETED
    }
    ListedIdentifier.objects.bulk_create(
        [ListedIdentifier(run_id=run.pk, key=key) for key in keys], ignore_conflicts=True
    )


def compare(run: HarvestRun, report: Report, check: Check = LISTS_DECIDE) -> None:
    """Compare a list that was read to its end with what is kept.

    Every step may be done again, so a run that was killed begins here anew.

    Args:
        run: Of this worker.
        report: Called with the run after every batch.
        check: Asked about what two lists lack.

    Raises:
        EndpointError: The list is not complete.
        EndpointBusy: The run is another worker's now.
    """
    if runs.is_cut_short(run) and not runs.is_usual(run):
        raise EndpointError(
            f"the list of identifiers breaks off: {run.seen_count:,} of {run.complete_list_size:,}",
            advice="nothing was changed; tell the partner",
            code="incomplete-list",
        )
    live = HarvestedRecord.objects.filter(
        endpoint=run.endpoint_id, resource__isnull=False, is_deleted=False
    )
    missing = live.filter(missing_since__isnull=False)
    missing.filter(is_listed(run)).update(missing_since=None)
    if run.endpoint.protocol == Endpoint.Protocol.OAI_PMH:
        bring_back(run, report)
    marked = live.filter(~is_listed(run), missing_since=None).update(
        missing_since=datetime.now(UTC)
    )
    if marked:
        told = f"{marked:,} records are missing for the first time"
        run.message = "; ".join(filter(None, [run.message, told]))
    again = missing.filter(~is_listed(run), missing_since__lt=run.started_at)
    for rows in batches(again, check.batch_size, check.limit):
        set_aside(run, rows, check.gone_of([row.identifier for row in rows]))
        report(run)


def is_listed(run: HarvestRun) -> Exists:
    """Give the condition that the list names a record."""
    return Exists(ListedIdentifier.objects.filter(run=run, key=OuterRef("pk")))


def batches(
    rows: QuerySet[HarvestedRecord], size: int, limit: int | None = None
) -> Iterator[list[HarvestedRecord]]:
    """Yield rows in the order of their keys, about ``limit``; they may be changed meanwhile."""
    after, count = UUID(int=0), 0
    while batch := list(rows.filter(key__gt=after).order_by("key")[:size]):
        yield batch
        after, count = batch[-1].key, count + len(batch)
        if limit is not None and count >= limit:
            return


def bring_back(run: HarvestRun, report: Report) -> None:
    """Bring back what was withdrawn as missing and is listed again, as it was last served.

    What has changed since comes with the next harvest, or with the next full list.
    """
    gone = HarvestedRecord.objects.filter(
        endpoint=run.endpoint_id, is_deleted=True, missing_since__isnull=False
    )
    for rows in batches(gone.filter(is_listed(run)), LISTS_DECIDE.batch_size):
        understood = [understand_again(row, protocol=run.endpoint.protocol) for row in rows]
        with transaction.atomic():
            counts = store.store_page(
                run,
                storable=[each for each in understood if isinstance(each, StorableRecord)],
                unusable=[each for each in understood if isinstance(each, UnusableRecord)],
                found=store.look_up(run, [row.identifier for row in rows]),
            )
            counts.update(unchanged=-len(rows))  # as what they were counted when they were listed
            runs.count(run, counts)
            runs.keep(run)
        report(run)


@transaction.atomic
def set_aside(run: HarvestRun, rows: Sequence[HarvestedRecord], gone: Collection[str]) -> None:
    """Set the withdrawal of what is gone aside; what is not gone is there after all.

    A record that another endpoint of the provider has as well is left to that one.
    """
    there = [row.key for row in rows if row.identifier not in gone]
    HarvestedRecord.objects.filter(pk__in=there).update(missing_since=None)
    standing = read_standing({row.resource_id for row in rows if row.resource_id})
    elsewhere = kept_elsewhere(run.endpoint, [row.identifier for row in rows])
    lost = [
        (row, standing[row.resource_id].title)
        for row in rows
        if row.identifier in gone
        and row.identifier not in elsewhere
        and row.resource_id in standing
    ]
    before = HeldChange.objects.filter(run=run, key__in=[row.key for row, _ in lost]).count()
    HeldChange.objects.bulk_create(
        [
            HeldChange(
                run_id=run.pk,
                key=row.key,
                identifier=row.identifier,
                kind=HeldChange.Kind.WITHDRAWAL,
                before=title,
                payload=b"",
            )
            for row, title in lost
        ],
        ignore_conflicts=True,
    )
    runs.count(run, Counter(held=len(lost) - before))
    runs.keep(run)


def kept_elsewhere(endpoint: Endpoint, identifiers: Iterable[str]) -> set[str]:
    """Give the identifiers of which another endpoint of the same provider has a live record."""
    others = Endpoint.objects.filter(provider=endpoint.provider_id).exclude(pk=endpoint.pk)
    ids = list(others.values_list("pk", flat=True))
    if not ids:
        return set()
    keys = [record_key(pk, identifier) for pk in ids for identifier in identifiers]
    kept = HarvestedRecord.objects.filter(
        pk__in=keys, resource__isnull=False, is_deleted=False, missing_since=None
    )
    return set(kept.values_list("identifier", flat=True))
