"""All writes of the catalogue.

Each runs in one transaction, leaves its rows in the change feed, and says what happened.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from django.db import transaction

from repository import bulk, clock
from repository.deposits import Deposit
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


class Stored(msgspec.Struct, frozen=True, gc=False):
    """Which resource a deposit became, and what happened to it."""

    resource_id: uuid.UUID
    outcome: Outcome


def resource_id(provider: Provider, source_identifier: str) -> uuid.UUID:
    """Give the id of a provider's record: the same for ever, whether or not it is stored."""
    return uuid.uuid5(provider.id, source_identifier)


@transaction.atomic(savepoint=False)
def store_resources(*, provider: Provider, deposits: Sequence[Deposit]) -> list[Stored]:
    """Create, update or withdraw records of one provider.

    An equal record is left untouched, datestamp included. A deletion of a record never seen before
    leaves a tombstone, so that it can be passed on. A withdrawn record that comes back is the same
    row again, and counts as updated.

    Args:
        provider: Whose records.
        deposits: A page of them; the same identifier may occur twice, the later one wins.

    Returns:
        One entry for each deposit, in their order.

    Raises:
        django.db.IntegrityError: Somebody else created one of these records at the same moment;
            in a new transaction the same call will find it.
    """
    ids = [resource_id(provider, deposit.source_identifier) for deposit in deposits]
    columns = ("id", "digest", "is_withdrawn")
    known = {key: rest for key, *rest in bulk.fetch_rows(LearningResource, columns, ids)}
    existing = frozenset(known)
    writes = Writes()
    stored = []
    for key, deposit in zip(ids, deposits, strict=True):
        before = known.get(key)
        outcome = outcome_of(deposit, before)
        if outcome is not Outcome.UNCHANGED:
            known[key] = [deposit.digest, deposit.is_deleted]
            if deposit.is_deleted and before is not None:
                known[key] = [before[0], True]
                writes.withdrawn[key] = None
            else:
                rows = writes.changed if key in existing else writes.new
                rows[key] = deposit
                writes.withdrawn.pop(key, None)
        stored.append(Stored(key, outcome))
    write(provider, writes)
    return stored


def outcome_of(deposit: Deposit, before: list[Any] | None) -> Outcome:
    """Name what storing a deposit does, given digest and withdrawal of what is stored."""
    if deposit.is_deleted:
        return Outcome.UNCHANGED if before is not None and before[1] else Outcome.DELETED
    if before is None:
        return Outcome.CREATED
    return Outcome.UNCHANGED if before == [deposit.digest, False] else Outcome.UPDATED


class Writes:
    """What a page has to write: new rows, changed rows, and rows that are only to be withdrawn."""

    def __init__(self) -> None:
        self.new: dict[uuid.UUID, Deposit] = {}
        self.changed: dict[uuid.UUID, Deposit] = {}
        self.withdrawn: dict[uuid.UUID, None] = {}

    @property
    def keys(self) -> dict[uuid.UUID, None]:
        """Everything that is written, once each."""
        return dict.fromkeys((*self.new, *self.changed, *self.withdrawn))


def write(provider: Provider, writes: Writes) -> None:
    """Write rows, withdrawals and the change feed."""
    if not writes.keys:
        return
    now = clock.stamp()
    bulk.insert_rows(LearningResource, COLUMNS, rows_of(provider, writes.new, now))
    changed = rows_of(provider, writes.changed, now)
    bulk.upsert_rows(LearningResource, COLUMNS, changed, conflict=("id",), update=OVERWRITTEN)
    if writes.withdrawn:
        gone = LearningResource.objects.filter(id__in=sorted(writes.withdrawn))
        gone.update(is_withdrawn=True, datestamp=now)
    bulk.insert_rows(Change, ("resource_id",), [(key,) for key in writes.keys])


def rows_of(
    provider: Provider, deposits: dict[uuid.UUID, Deposit], now: datetime
) -> list[tuple[object, ...]]:
    """Give the values of ``COLUMNS``, by id: so writers cannot block each other in a circle."""
    return [
        (
            key,
            provider.id,
            deposit.source_identifier,
            deposit.document,
            deposit.digest,
            deposit.title,
            deposit.license_id,
            deposit.license_class,
            now,
            deposit.is_deleted,
            now,
        )
        for key, deposit in sorted(deposits.items(), key=lambda item: item[0].bytes)
    ]
