"""Set changes aside that take something away from readers, until the whole list is read.

A harvest cannot know on its first page that its source is about to lose everything. So a change
that takes away waits as a ``HeldChange``, with the page's transaction; the kept record stays as it
was, so that whatever becomes of this run, the next one meets the change again. ``held`` decides.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

import msgspec

from harvester.losses import loses_license
from harvester.models import HarvestRun, HeldChange
from harvester.normalize import NO_TITLE
from harvester.records import StorableRecord, UnusableRecord
from harvester.store import Lookup
from licensing.selectors.rulings import find_rulings
from repository import bulk
from repository.models import LearningResource
from repository.services import held_for

COLUMNS = ("run_id", "key", "identifier", "kind", "before", "after", "payload")
Record = StorableRecord | UnusableRecord


class Standing(NamedTuple):
    """What readers have of a resource, or would have."""

    title: str
    license_id: str
    license_class: str

    @property
    def license(self) -> str:
        """The licence in one word."""
        return self.license_id or self.license_class


class Loss(NamedTuple):
    """What a record would take away."""

    kind: HeldChange.Kind
    before: str
    after: str


class Aside(NamedTuple):
    """What is left of a page to be stored, and how the counts of the run move."""

    storable: Sequence[StorableRecord]
    unusable: Sequence[UnusableRecord]
    counts: Counter[str]


def set_aside(
    run: HarvestRun,
    *,
    storable: Sequence[StorableRecord],
    unusable: Sequence[UnusableRecord],
    found: Lookup,
) -> Aside:
    """Keep back what takes something away, inside the caller's transaction.

    What an earlier page of the run said of a record no longer counts. Costs nothing while a source
    is harvested for the first time.

    Args:
        run: The harvest.
        storable: Records of a page that differ from what is kept.
        unusable: Those that cannot be used.
        found: What ``store.look_up`` gave for all records of the page, changed or not.
    """
    counts = Counter[str]()
    if run.held_count:
        again = HeldChange.objects.filter(run=run, key__in=found.keys.values()).delete()[0]
        counts.update(held=-again, unchanged=again)
    standing = find_standing(found, storable, unusable)
    if not standing:
        return Aside(storable, unusable, counts)
    coming = find_coming(run, found, standing, storable)
    losses: dict[str, tuple[Loss, Record]] = {}
    left_unusable: list[UnusableRecord] = []
    for refused in unusable:
        kept = found.known.get(refused.identifier)
        before = standing.get(refused.identifier)
        if before is None or kept is None or kept.rejected_because:
            left_unusable.append(refused)
        else:
            losses[refused.identifier] = (loss_by_refusal(before, refused), refused)
    left: list[StorableRecord] = []
    for record in storable:
        identifier = record.deposit.source_identifier
        before = standing.get(identifier)
        loss = find_loss(before, coming.get(record.digest)) if before else None
        if loss is None:
            losses.pop(identifier, None)
            left.append(record)
        else:
            losses[identifier] = (loss, record)
    park(run, found.keys, losses)
    taken = len(storable) - len(left) + len(unusable) - len(left_unusable)
    counts.update(held=len(losses), unchanged=taken - len(losses))
    return Aside(left, left_unusable, counts)


def find_standing(
    found: Lookup, storable: Iterable[StorableRecord], unusable: Iterable[UnusableRecord]
) -> dict[str, Standing]:
    """Give what readers have of the resources that these records are about, by identifier."""
    if not found.known:
        return {}
    identifiers = [record.deposit.source_identifier for record in storable]
    identifiers += [refused.identifier for refused in unusable]
    kept = ((each, found.known.get(each)) for each in identifiers)
    ids = {known.resource_id: each for each, known in kept if known and known.resource_id}
    return {ids[key]: each for key, each in read_standing(ids).items()}


def read_standing(ids: Collection[UUID]) -> dict[UUID, Standing]:
    """Give what readers have of these resources, those that are not withdrawn."""
    if not ids:
        return {}
    columns = ("id", "is_withdrawn", *Standing._fields)
    rows = bulk.fetch_rows(LearningResource, columns, ids)
    return {key: Standing(*rest) for key, is_withdrawn, *rest in rows if not is_withdrawn}


def find_coming(
    run: HarvestRun,
    found: Lookup,
    standing: Mapping[str, Standing],
    storable: Iterable[StorableRecord],
) -> dict[str, Standing]:
    """Give what readers would have of the records that state another licence, by record digest.

    A decision of a curator may hold for what is stated now, as it may have held for what was. One
    query, and none where every licence is as it was.
    """
    changed: dict[UUID, StorableRecord] = {}
    coming = {}
    for record in storable:
        deposit = record.deposit
        before = standing.get(deposit.source_identifier)
        if before is None or deposit.is_deleted:
            continue
        coming[record.digest] = Standing(deposit.title, deposit.license_id, deposit.license_class)
        resource_id = found.known[deposit.source_identifier].resource_id
        if resource_id and loses_license(before[1:], coming[record.digest][1:]):
            changed[resource_id] = record
    if not changed:
        return coming
    rulings = find_rulings(
        run.endpoint.provider_id,
        statement_keys={record.deposit.statement_key for record in changed.values()},
        resource_ids=changed,
    )
    for resource_id, record in changed.items():
        decided = held_for(resource_id, record.deposit, rulings)
        if decided.decision_id:
            verdict = decided.verdict
            coming[record.digest] = Standing(
                record.deposit.title, verdict.id, verdict.license_class
            )
    return coming


def find_loss(before: Standing, after: Standing | None) -> Loss | None:
    """Say what storing a record would take away from readers; None when it is nothing.

    Args:
        before: What readers have.
        after: What they would have; None when the record is deleted.
    """
    if after is None:
        return Loss(HeldChange.Kind.WITHDRAWAL, before.title, "")
    if loses_license(before[1:], after[1:]):
        return Loss(HeldChange.Kind.LICENSE, before.license, after.license)
    return None


def loss_by_refusal(before: Standing, refused: UnusableRecord) -> Loss:
    """Say what it means that a record which was good cannot be used any more."""
    if refused.reason == NO_TITLE:
        return Loss(HeldChange.Kind.BLANK_TITLE, before.title, "")
    return Loss(HeldChange.Kind.UNUSABLE, before.title, refused.reason)


def park(run: HarvestRun, keys: dict[str, UUID], losses: dict[str, tuple[Loss, Record]]) -> None:
    """Write the rows."""
    encode = msgspec.msgpack.encode
    rows = [
        (run.pk, keys[identifier], identifier, loss.kind.value, loss.before, loss.after, encode(to))
        for identifier, (loss, to) in losses.items()
    ]
    bulk.insert_rows(HeldChange, COLUMNS, rows)
