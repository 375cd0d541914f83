"""All writes of the catalogue.

Each runs in one transaction, leaves its rows in the change feed, and says what happened.
"""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

import msgspec
from django.db import transaction

from licensing.selectors.rulings import UNDECIDED, Held, Rulings, find_rulings
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
    "license_json",
    "decision_id",
    "statement_key",
    "source_sets",
    "stated_on",
)
OVERWRITTEN = (
    "metadata_json",
    "digest",
    "title",
    "license_id",
    "license_class",
    "datestamp",
    "is_withdrawn",
    "license_json",
    "decision_id",
    "statement_key",
    "source_sets",
    "stated_on",
)
KNOWN_COLUMNS = (
    "source_identifier",
    "digest",
    "is_withdrawn",
    "statement_key",
    "source_sets",
    "decision_id",
    "stated_on",
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

    The licence that a decision of a curator gives holds from the start. An equal record is left
    untouched, datestamp included; so are records that are merely in other sets of their source,
    unless a decision about a set makes a difference. A deletion of a record never seen before
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
    rows = bulk.fetch_rows(LearningResource, KNOWN_COLUMNS, ids.values())
    known = {identifier: Known(*rest) for identifier, *rest in rows}
    writes = Writes(known.copy())
    stored = []
    for deposit in deposits:
        key = deposit.source_identifier
        before = known.get(key)
        outcome = outcome_of(deposit, before)
        if outcome is not Outcome.UNCHANGED:
            known[key] = writes.add(deposit, before)
        elif before is not None and is_regrouped(deposit, before):
            writes.regrouped[key] = deposit
        stored.append(Stored(ids[key], outcome))
    write(provider, writes, ids)
    return stored


def identifiers_of(deposits: Sequence[Deposit]) -> dict[str, None]:
    """Give the identifiers of a page, once each, in the order in which every writer writes.

    One order for all, so that writers cannot block each other in a circle.
    """
    return dict.fromkeys(sorted(deposit.source_identifier for deposit in deposits))


class Known(NamedTuple):
    """What is stored of a record, in the order of ``KNOWN_COLUMNS``."""

    digest: str
    is_withdrawn: bool
    statement_key: uuid.UUID
    source_sets: str = ""
    decision_id: int = 0
    stated_on: date | None = None


def outcome_of(deposit: Deposit, before: Known | None) -> Outcome:
    """Name what storing a deposit does, given what is stored."""
    if deposit.is_deleted:
        return Outcome.UNCHANGED if before is not None and before.is_withdrawn else Outcome.DELETED
    if before is None:
        return Outcome.CREATED
    is_equal = before.digest == deposit.digest and not before.is_withdrawn
    return Outcome.UNCHANGED if is_equal else Outcome.UPDATED


def is_regrouped(deposit: Deposit, before: Known) -> bool:
    """Tell whether a record that is as it was is in other sets of its source than before."""
    return not deposit.is_deleted and before.source_sets != deposit.source_sets


class Writes:
    """What a page has to write, by identifier."""

    def __init__(self, before: dict[str, Known]) -> None:
        """Nothing yet; ``before`` is what is stored of the records that there are already."""
        self.before = before
        self.new: dict[str, Deposit] = {}
        self.changed: dict[str, Deposit] = {}
        self.withdrawn: dict[str, None] = {}
        self.regrouped: dict[str, Deposit] = {}
        """Records that are in other sets than before, and otherwise as they were."""

    def add(self, deposit: Deposit, before: Known | None) -> Known:
        """Take up a record that has changed; give what is stored of it from now on."""
        key = deposit.source_identifier
        if deposit.is_deleted and before is not None:
            self.withdrawn[key] = None
            return before._replace(is_withdrawn=True)
        (self.changed if key in self.before else self.new)[key] = deposit
        self.withdrawn.pop(key, None)
        return Known(deposit.digest, deposit.is_deleted, deposit.statement_key, deposit.source_sets)

    def rulings(self, provider: Provider, ids: dict[str, uuid.UUID]) -> Rulings:
        """Give what is decided for the records; new ones have no decision of their own yet."""
        old = {**self.changed, **self.regrouped}
        return find_rulings(
            provider.id,
            statement_keys={each.statement_key for each in (*self.new.values(), *old.values())},
            resource_ids=[ids[identifier] for identifier in old],
        )

    def left_key(self, identifier: str) -> uuid.UUID | None:
        """Give the key of the statement that a record no longer states; None where it does."""
        deposit, before = self.changed.get(identifier), self.before.get(identifier)
        if deposit is None or before is None or before.statement_key == deposit.statement_key:
            return None
        return before.statement_key

    def stated_on(self, identifier: str) -> date | None:
        """Give since when a record is known to state what it states now; None: since today."""
        deposit, before = self.changed.get(identifier), self.before.get(identifier)
        if deposit is None or before is None or before.statement_key != deposit.statement_key:
            return None
        return before.stated_on


def write(provider: Provider, writes: Writes, ids: dict[str, uuid.UUID]) -> None:
    """Write rows, withdrawals and the change feed, in the order of ``ids``."""
    if not (writes.new or writes.changed or writes.withdrawn or writes.regrouped):
        return
    now = clock.stamp()
    rulings = writes.rulings(provider, ids)
    regroup(writes, rulings, ids)
    written = {*writes.new, *writes.changed, *writes.withdrawn}
    new, changed = (
        [
            row(
                provider,
                ids[identifier],
                deposits[identifier],
                rulings,
                now,
                writes.stated_on(identifier) or now.date(),
            )
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
    changes = [(ids[each], writes.left_key(each)) for each in ids if each in written]
    bulk.insert_rows(Change, ("resource_id", "left_statement_key"), changes)


def regroup(writes: Writes, rulings: Rulings, ids: dict[str, uuid.UUID]) -> None:
    """Note the new sets of records; those whose licence depends on it are changed records."""
    for identifier, deposit in writes.regrouped.items():
        if identifier in writes.changed or identifier in writes.withdrawn:
            continue
        key = ids[identifier]
        if held_for(key, deposit, rulings).decision_id != writes.before[identifier].decision_id:
            writes.changed[identifier] = deposit
        else:
            LearningResource.objects.filter(id=key).update(source_sets=deposit.source_sets)


def held_for(key: uuid.UUID, deposit: Deposit, rulings: Rulings) -> Held:
    """Give the licence that holds for a record by a decision."""
    return rulings.held(
        resource_id=key,
        statement_key=deposit.statement_key,
        sets=deposit.source_sets,
        kind=deposit.license_kind,
    )


def row(
    provider: Provider,
    key: uuid.UUID,
    deposit: Deposit,
    rulings: Rulings,
    now: datetime,
    stated_on: date,
) -> tuple[object, ...]:
    """Give the values of ``COLUMNS``."""
    held = UNDECIDED
    if rulings and not deposit.is_deleted:
        held = held_for(key, deposit, rulings)
    decided = held.verdict if held.decision_id else None
    return (
        key,
        provider.id,
        deposit.source_identifier,
        deposit.document,
        deposit.digest,
        deposit.title,
        decided.id if decided else deposit.license_id,
        decided.license_class if decided else deposit.license_class,
        now,
        deposit.is_deleted,
        now,
        held.finding_json,
        held.decision_id,
        deposit.statement_key,
        deposit.source_sets,
        stated_on,
    )
