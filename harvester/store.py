"""Store one page: the catalogue, the raw records and what was rejected.

The caller holds the transaction.

Knows rows and values; knows nothing of the network or of metadata formats.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from uuid import UUID

import msgspec
import zstandard

from harvester.models import HarvestedRecord, HarvestRun, RecordIssue, record_key
from harvester.records import Header, NormalizedRecord, ParsedRecord
from repository import bulk
from repository.services import Deposit, store_resources

MAX_ISSUE_BYTES = 64 * 1024
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
)
OVERWRITTEN = KEPT_COLUMNS[3:]


class Known(msgspec.Struct, frozen=True, gc=False):
    """What is kept of a record from earlier harvests."""

    digest: str
    resource_id: UUID | None
    rejected_because: str


class Understood(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A record on its way into the catalogue.

    ``normalized`` is None when the source has deleted it.
    """

    record: ParsedRecord
    digest: str
    normalized: NormalizedRecord | None


class Rejected(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A record that cannot be used, the stage that said so, and why."""

    identifier: str
    payload: bytes
    stage: str
    reason: str
    header: Header | None = None


def payload_digest(payload: bytes) -> str:
    """Give the digest by which an unchanged raw record is known."""
    return blake2b(payload, digest_size=16).hexdigest()


def find_known(run: HarvestRun, identifiers: Sequence[str]) -> dict[str, Known]:
    """Give what is kept of these records of the run's endpoint."""
    keys = [record_key(run.endpoint_id, identifier) for identifier in identifiers]
    rows = HarvestedRecord.objects.filter(key__in=keys).values_list(
        "identifier", "digest", "resource_id", "rejected_because"
    )
    return {identifier: Known(*rest) for identifier, *rest in rows}


def store_page(
    run: HarvestRun,
    *,
    understood: Sequence[Understood],
    rejected: Sequence[Rejected],
    known: Mapping[str, Known],
) -> Counter[str]:
    """Write one page inside the caller's transaction.

    A record that was good before and is rejected now keeps its resource as it was.

    Returns:
        How many records came to each outcome: created, updated, unchanged, deleted, failed.
    """
    deposits = [
        Deposit(item.record.header.identifier, item.normalized and item.normalized.metadata)
        for item in understood
    ]
    stored = store_resources(provider=run.endpoint.provider, deposits=deposits)
    now = datetime.now(UTC)
    compress = zstandard.ZstdCompressor().compress
    rows: dict[str, tuple[object, ...]] = {}
    for item in rejected:
        if item.identifier:
            rows[item.identifier] = rejected_row(run, item, known, compress(item.payload), now)
    for item, result in zip(understood, stored, strict=True):
        payload = compress(item.record.payload)
        header = item.record.header
        rows[header.identifier] = kept_row(run, item, result.resource_id, payload, now)
    bulk.upsert_rows(
        HarvestedRecord,
        KEPT_COLUMNS,
        list(rows.values()),
        conflict=("key",),
        update=OVERWRITTEN,
    )
    RecordIssue.objects.bulk_create(
        RecordIssue(
            run=run,
            identifier=item.identifier,
            stage=item.stage,
            reason=item.reason,
            payload=compress(item.payload[:MAX_ISSUE_BYTES]),
        )
        for item in rejected
    )
    return Counter(result.outcome.value for result in stored) + Counter(failed=len(rejected))


def kept_row(
    run: HarvestRun, item: Understood, resource_id: UUID, payload: bytes, now: datetime
) -> tuple[object, ...]:
    """Give the values of ``KEPT_COLUMNS`` for a record that was used."""
    issues = item.normalized.issues if item.normalized else ()
    header = item.record.header
    return (
        record_key(run.endpoint_id, header.identifier),
        run.endpoint_id,
        header.identifier,
        resource_id,
        item.digest,
        payload,
        header.datestamp,
        header.is_deleted,
        "",
        msgspec.json.encode(issues).decode() if issues else "",
        now,
    )


def rejected_row(
    run: HarvestRun, item: Rejected, known: Mapping[str, Known], payload: bytes, now: datetime
) -> tuple[object, ...]:
    """Give the values of ``KEPT_COLUMNS`` for a record that was not used."""
    before = known.get(item.identifier)
    return (
        record_key(run.endpoint_id, item.identifier),
        run.endpoint_id,
        item.identifier,
        before and before.resource_id,
        payload_digest(item.payload),
        payload,
        item.header.datestamp if item.header else "",
        False,
        f"{item.stage}: {item.reason}",
        "",
        now,
    )
