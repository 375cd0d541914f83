"""Store one page: the catalogue, the raw records and what was rejected.

The caller holds the transaction. Knows rows and values; knows nothing of the network or of metadata
formats.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from harvester.models import HarvestedRecord, HarvestRun, RecordIssue, record_key
from harvester.records import CROSSWALK_VERSION, StorableRecord, UnusableRecord
from repository import bulk
from repository.deposits import deposit_of
from repository.services import store_resources

KEPT_COLUMNS = (
    "key",
    "endpoint_id",
    "identifier",
    "resource_id",
    "digest",
    "payload",
    "source_datestamp",
    "is_deleted",
    "rejected_because",
    "issues_json",
    "harvested_at",
    "validator",
    "crosswalk_version",
    "missing_since",
)
OVERWRITTEN = KEPT_COLUMNS[3:]
MAPPED_AGAIN = ("resource_id", "rejected_because", "issues_json", "crosswalk_version")
"""What a replay overwrites: the rest is what the source sent, and when."""


class Known(msgspec.Struct, frozen=True, gc=False):
    """What is kept of a record from earlier harvests."""

    digest: str
    resource_id: UUID | None
    rejected_because: str


class Lookup(NamedTuple):
    """Where the records of a page are kept, and what is kept of those that were seen before."""

    keys: dict[str, UUID]
    known: dict[str, Known]


def look_up(run: HarvestRun, identifiers: Sequence[str]) -> Lookup:
    """Find out what is kept of these records of the run's endpoint."""
    keys = {each: record_key(run.endpoint_id, each) for each in identifiers}
    columns = ("identifier", "digest", "resource_id", "rejected_because")
    rows = bulk.fetch_rows(HarvestedRecord, columns, keys.values())
    return Lookup(keys, {identifier: Known(*rest) for identifier, *rest in rows})


def store_page(
    run: HarvestRun,
    *,
    storable: Sequence[StorableRecord],
    unusable: Sequence[UnusableRecord],
    found: Lookup,
) -> Counter[str]:
    """Write one page inside the caller's transaction.

    A record that was good before and is unusable now keeps its resource as it was.

    Args:
        run: The harvest.
        storable: Records to store.
        unusable: Records to keep with the reason why they are not used.
        found: What ``look_up`` gave for all of them.

    Raises:
        django.db.IntegrityError: A record became known since; look again and store anew.

    Returns:
        How many records came to each outcome: created, updated, unchanged, deleted, failed.
    """
    stored = store_resources(
        provider=run.endpoint.provider, deposits=[record.deposit for record in storable]
    )
    now = datetime.now(UTC)
    rows: dict[str, tuple[object, ...]] = {}
    for refused in unusable:
        if refused.identifier:
            before = found.known.get(refused.identifier)
            resource_id = before.resource_id if before else None
            rows[refused.identifier] = kept_row(
                run, found.keys[refused.identifier], refused, resource_id, now
            )
    for record, result in zip(storable, stored, strict=True):
        identifier = record.deposit.source_identifier
        rows[identifier] = stored_row(run, found.keys[identifier], record, result.resource_id, now)
    new = [row for identifier, row in rows.items() if identifier not in found.known]
    changed = [row for identifier, row in rows.items() if identifier in found.known]
    bulk.insert_rows(HarvestedRecord, KEPT_COLUMNS, new)
    update = MAPPED_AGAIN if run.kind == HarvestRun.Kind.REPLAY else OVERWRITTEN
    bulk.upsert_rows(HarvestedRecord, KEPT_COLUMNS, changed, conflict=("key",), update=update)
    RecordIssue.objects.bulk_create(issue_of(run, refused) for refused in unusable)
    return Counter(result.outcome.value for result in stored) + Counter(failed=len(unusable))


def note_repairs(run: HarvestRun, mended: Sequence[UnusableRecord]) -> None:
    """Keep what had to be repaired, so that it is seen; what holds for every page, once a run."""
    known = set()
    if any(not each.identifier for each in mended):
        known = set(run.issues.filter(identifier="").values_list("reason", flat=True))
    RecordIssue.objects.bulk_create(
        issue_of(run, each) for each in mended if each.identifier or each.reason not in known
    )


def issue_of(run: HarvestRun, record: UnusableRecord) -> RecordIssue:
    """Make the row by which people see what was wrong with a record."""
    return RecordIssue(
        run=run,
        identifier=record.identifier,
        stage=record.stage,
        reason=record.reason,
        payload=record.payload,
    )


def withdraw_unlisted(run: HarvestRun, keys: Mapping[str, UUID]) -> Counter[str]:
    """Withdraw records that their source lists no more, inside the caller's transaction.

    The raw record stays as it was last served, in case it comes back; digest and validator go, so
    that it is then met as something new.

    Args:
        run: The comparison that found it.
        keys: Where the records are kept, by identifier.
    """
    if not keys:
        return Counter()
    deposits = [deposit_of(identifier, None) for identifier in keys]
    stored = store_resources(provider=run.endpoint.provider, deposits=deposits)
    kept = HarvestedRecord.objects.filter(pk__in=list(keys.values()))
    kept.update(is_deleted=True, digest="", validator="")
    return Counter(result.outcome.value for result in stored)


def stored_row(
    run: HarvestRun, key: UUID, record: StorableRecord, resource_id: UUID, now: datetime
) -> tuple[object, ...]:
    """Give the values of ``KEPT_COLUMNS`` for a record that was used."""
    deposit = record.deposit
    return (
        key,
        run.endpoint_id,
        deposit.source_identifier,
        resource_id,
        record.digest,
        record.payload,
        record.datestamp,
        deposit.is_deleted,
        "",
        record.issues_json,
        now,
        record.validator,
        CROSSWALK_VERSION,
        None,
    )


def kept_row(
    run: HarvestRun, key: UUID, refused: UnusableRecord, resource_id: UUID | None, now: datetime
) -> tuple[object, ...]:
    """Give the values of ``KEPT_COLUMNS`` for a record that was not used."""
    return (
        key,
        run.endpoint_id,
        refused.identifier,
        resource_id,
        refused.digest,
        refused.payload,
        refused.datestamp,
        False,
        f"{refused.stage}: {refused.reason}",
        "",
        now,
        "",
        CROSSWALK_VERSION,
        None,
    )
