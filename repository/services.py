"""All writes of the catalogue.

Each runs in one transaction, leaves its rows in the change feed, and says what happened.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b

import msgspec
from django.db import transaction

from repository import bulk, clock
from repository.metadata.record import EMPTY, ResourceMetadata, to_json
from repository.models import Change, LearningResource, Provider

COLUMNS = (
    "id",
    "provider_id",
    "source_identifier",
    "metadata_json",
    "digest",
    "title",
    "license_id",
    "license_class",
    "datestamp",
    "is_withdrawn",
    "created_at",
)
OVERWRITTEN = (
    "metadata_json",
    "digest",
    "title",
    "license_id",
    "license_class",
    "datestamp",
    "is_withdrawn",
)


class Outcome(StrEnum):
    """What storing one record did."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DELETED = "deleted"


class Deposit(msgspec.Struct, frozen=True, gc=False):
    """One record to store; metadata None means that the source has deleted it."""

    source_identifier: str
    metadata: ResourceMetadata | None


class Stored(msgspec.Struct, frozen=True, gc=False):
    """Which resource a deposit became, and what happened to it."""

    resource_id: uuid.UUID
    outcome: Outcome


def resource_id(provider: Provider, source_identifier: str) -> uuid.UUID:
    """Give the id of a provider's record: the same for ever, whether or not it is stored."""
    return uuid.uuid5(provider.id, source_identifier)


@transaction.atomic
def store_resources(*, provider: Provider, deposits: Sequence[Deposit]) -> list[Stored]:
    """Create, update or withdraw records of one provider.

    An equal record is left untouched, datestamp included.

    A deletion of a record never seen before leaves a tombstone, so that it can be passed on. A
    withdrawn record that comes back is the same row again, and counts as updated.

    Args:
        provider: Whose records.
        deposits: A page of them; the same identifier may occur twice, the later one wins.

    Returns:
        One entry for each deposit, in their order.
    """
    ids = [resource_id(provider, deposit.source_identifier) for deposit in deposits]
    known = {
        key: (digest, is_withdrawn)
        for key, digest, is_withdrawn in LearningResource.objects.filter(id__in=ids).values_list(
            "id", "digest", "is_withdrawn"
        )
    }
    rows: dict[uuid.UUID, tuple[object, ...]] = {}
    withdrawn: dict[uuid.UUID, None] = {}
    stored = []
    now: datetime | None = None
    for key, deposit in zip(ids, deposits, strict=True):
        before = known.get(key)
        if deposit.metadata is None and before is not None:
            outcome = Outcome.UNCHANGED if before[1] else Outcome.DELETED
            if outcome is Outcome.DELETED:
                withdrawn[key] = None
                known[key] = (before[0], True)
        else:
            document = to_json(deposit.metadata or EMPTY)
            digest = blake2b(document, digest_size=16).hexdigest()
            if before == (digest, False):
                outcome = Outcome.UNCHANGED
            else:
                now = now or clock.stamp()
                rows[key] = row(key, provider, deposit, document.decode(), digest, now)
                withdrawn.pop(key, None)
                known[key] = (digest, deposit.metadata is None)
                outcome = outcome_of(deposit, is_known=before is not None)
        stored.append(Stored(key, outcome))
    write(rows, withdrawn, now)
    return stored


def outcome_of(deposit: Deposit, *, is_known: bool) -> Outcome:
    """Name what writing this deposit does."""
    if deposit.metadata is None:
        return Outcome.DELETED
    return Outcome.UPDATED if is_known else Outcome.CREATED


def row(
    key: uuid.UUID, provider: Provider, deposit: Deposit, document: str, digest: str, now: datetime
) -> tuple[object, ...]:
    """Give the values of ``COLUMNS``."""
    metadata = deposit.metadata or EMPTY
    title = next((texts[0] for texts in metadata.titles.values() if texts), "")
    found = metadata.license
    return (
        key,
        provider.id,
        deposit.source_identifier,
        document,
        digest,
        title,
        found.id,
        found.license_class,
        now,
        deposit.metadata is None,
        now,
    )


def write(
    rows: dict[uuid.UUID, tuple[object, ...]],
    withdrawn: dict[uuid.UUID, None],
    now: datetime | None,
) -> None:
    """Write new and changed rows, withdrawals, and the change feed.

    In the order of ids, so that writers cannot deadlock.
    """
    if not rows and not withdrawn:
        return
    now = now or clock.stamp()
    bulk.upsert_rows(
        LearningResource,
        COLUMNS,
        [rows[key] for key in sorted(rows)],
        conflict=("id",),
        update=OVERWRITTEN,
    )
    if withdrawn:
        gone = LearningResource.objects.filter(id__in=sorted(withdrawn))
        gone.update(is_withdrawn=True, datestamp=now)
    bulk.insert_rows(
        Change, ("resource_id",), [(key,) for key in sorted(rows.keys() | withdrawn.keys())]
    )
