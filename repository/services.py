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
    ids = {each: resource_id(provider, each) for each in identifiers_of(deposits)}
    columns = ("source_identifier", "digest", "is_withdrawn")
    known = {key: rest for key, *rest in bulk.fetch_rows(LearningResource, columns, ids.values())}
    existing = frozenset(known)
    writes = Writes()
    stored = []
    for deposit in deposits:
        key = deposit.source_identifier
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
        stored.append(Stored(ids[key], outcome))
    write(provider, writes, ids)
    return stored


def identifiers_of(deposits: Sequence[Deposit]) -> dict[str, None]:
    """Give the identifiers of a page, once each, in the order in which every writer writes.

    One order for all, so that writers cannot block each other in a circle.
    """
    return dict.fromkeys(sorted(deposit.source_identifier for deposit in deposits))


def outcome_of(deposit: Deposit, before: list[Any] | None) -> Outcome:
    """Name what storing a deposit does, given digest and withdrawal of what is stored."""
    if deposit.is_deleted:
        return Outcome.UNCHANGED if before is not None and before[1] else Outcome.DELETED
    if before is None:
        return Outcome.CREATED
    return Outcome.UNCHANGED if before == [deposit.digest, False] else Outcome.UPDATED


class Writes:
    """What a page has to write, by identifier: new rows, changed ones, and mere withdrawals."""

    def __init__(self) -> None:
        self.new: dict[str, Deposit] = {}
        self.changed: dict[str, Deposit] = {}
        self.withdrawn: dict[str, None] = {}


def write(provider: Provider, writes: Writes, ids: dict[str, uuid.UUID]) -> None:
    """Write rows, withdrawals and the change feed, in the order of ``ids``."""
    written = {*writes.new, *writes.changed, *writes.withdrawn}
    if not written:
        return
    now = clock.stamp()
    new, changed = (
        [
            row(provider, ids[identifier], deposits[identifier], now)
            for identifier in ids
            if identifier in deposits
        ]
        for deposits in (writes.new, writes.changed)
    )
    bulk.insert_rows(LearningResource, COLUMNS, new)
    bulk.upsert_rows(LearningResource, COLUMNS, changed, conflict=("id",), update=OVERWRITTEN)
    if writes.withdrawn:
        gone = LearningResource.objects.filter(id__in=[ids[each] for each in writes.withdrawn])
        gone.update(is_withdrawn=True, datestamp=now)
    bulk.insert_rows(Change, ("resource_id",), [(ids[each],) for each in ids if each in written])


def row(provider: Provider, key: uuid.UUID, deposit: Deposit, now: datetime) -> tuple[object, ...]:
    """Give the values of ``COLUMNS``."""
    return (
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
