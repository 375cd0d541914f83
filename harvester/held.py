"""Make the changes that a run has set aside, or hold them for a person who makes or discards them.

A run whose list was read to its end is judged: few losses of each kind are made at once, and the
run completes; many hold it, and the checkpoint stays. Changes are made a batch at a time, each in
one transaction with its counts: a worker that dies leaves what is still to be made, and the next
one goes on.
"""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import cast
from uuid import UUID

import msgspec
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Count, Q

from harvester import runs, store
from harvester.audit import record_event
from harvester.losses import asks_first
from harvester.models import (
    Endpoint,
    EndpointEvent,
    HarvestedRecord,
    HarvestRun,
    HeldChange,
    ListedIdentifier,
)
from harvester.records import StorableRecord, UnusableRecord

logger = logging.getLogger(__name__)

State, Kind = HarvestRun.State, HeldChange.Kind
BATCH = 500
WAITS = "waits for a decision: "
REFUSALS = frozenset({Kind.BLANK_TITLE, Kind.UNUSABLE})
IN_WORDS = {
    Kind.WITHDRAWAL: "would be withdrawn",
    Kind.BLANK_TITLE: "have lost their title",
    Kind.UNUSABLE: "can no longer be used",
    Kind.LICENSE: "would change their licence",
}


class KindSummary(msgspec.Struct, frozen=True, kw_only=True):
    """The changes of one kind."""

    kind: HeldChange.Kind
    count: int
    percent: int
    """Of the source's resources that readers have, rounded up."""
    asks: bool
    """So many that they hold the run."""


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What a run has set aside."""

    live_count: int
    """Resources of the source that readers have."""
    kinds: tuple[KindSummary, ...]
    """Those that there are, in the order of ``HeldChange.Kind``."""

    @property
    def count(self) -> int:
        """All changes."""
        return sum(each.count for each in self.kinds)

    def __str__(self) -> str:
        """Give it in one line for the operator."""
        told = (f"{each.count:,} {IN_WORDS[each.kind]}" for each in self.kinds)
        return f"of {self.live_count:,} resources {', '.join(told)}"


def summary(run: HarvestRun) -> Summary:
    """Count what a run has set aside, and weigh it against its source."""
    counted = HeldChange.objects.filter(run=run).order_by().values_list("kind")
    counts = dict(counted.annotate(count=Count("pk")))
    live = count_live(run.endpoint_id)
    return Summary(
        live_count=live,
        kinds=tuple(
            KindSummary(
                kind=kind,
                count=counts[kind],
                percent=-(-100 * counts[kind] // max(live, 1)),
                asks=asks_first(counts[kind], live, percent=settings.HARVEST_HOLD_PERCENT),
            )
            for kind in Kind
            if counts.get(kind)
        ),
    )


def count_live(endpoint_id: int) -> int:
    """Count the records of an endpoint that readers have."""
    kept = HarvestedRecord.objects.filter(endpoint=endpoint_id, resource__isnull=False)
    return kept.filter(is_deleted=False).count()


@transaction.atomic
def supersede(run: HarvestRun) -> None:
    """Let a run that begins take the place of what earlier ones left behind.

    Whatever they had set aside, this one meets it again if it still stands.
    """
    Endpoint.objects.select_for_update().get(pk=run.endpoint_id)
    earlier = HarvestRun.objects.filter(endpoint=run.endpoint_id).exclude(pk=run.pk)
    undone = Q(state=State.HELD) | Q(state=State.QUEUED, is_approved=True)
    earlier.filter(undone).update(
        state=State.CANCELLED,
        finished_at=datetime.now(UTC),
        is_resumable=False,
        message=f"its held changes gave way to run {run.pk}",
    )
    HeldChange.objects.filter(run__in=earlier).delete()
    ListedIdentifier.objects.filter(run__in=earlier).delete()


def settle(run: HarvestRun, report: Callable[[HarvestRun], object]) -> None:
    """End a run whose list was read to its end: make what it has set aside, or hold it.

    Args:
        run: Of this worker.
        report: Called with the run after every batch.

    Raises:
        EndpointBusy: The run is another worker's now.
    """
    if not run.is_approved and run.held_count:
        found = summary(run)
        if any(each.asks for each in found.kinds):
            hold(run, f"{WAITS}{found}")
            return
        run.is_approved = True
    while apply_next(run):
        report(run)
    with transaction.atomic():
        ListedIdentifier.objects.filter(run=run).delete()
        runs.complete(run)


@transaction.atomic
def hold(run: HarvestRun, message: str) -> None:
    """Let a run wait for a person; the checkpoint of its endpoint stays where it is."""
    run.state = State.HELD
    run.message = "; ".join(filter(None, [message, run.message]))
    run.finished_at, run.lease_until = datetime.now(UTC), None
    runs.keep(run)
    ListedIdentifier.objects.filter(run=run).delete()
    put_off(run)
    logger.warning("run %s of %s is held: %s", run.pk, run.endpoint, message)


def put_off(run: HarvestRun) -> None:
    """Let the endpoint of a harvest be due after its interval."""
    if run.kind != HarvestRun.Kind.HARVEST:
        return
    later = datetime.now(UTC) + timedelta(hours=run.endpoint.interval_hours)
    Endpoint.objects.filter(pk=run.endpoint_id, due_at__isnull=False).update(due_at=later)


@transaction.atomic
def apply_next(run: HarvestRun) -> bool:
    """Make the next changes of those set aside; False when there are none left."""
    changes = list(HeldChange.objects.filter(run=run).order_by("pk")[:BATCH])
    if not changes:
        return False
    storable, unusable, unlisted = read_changes(changes)
    found = store.look_up(run, [change.identifier for change in changes])
    counts = Counter(held=-len(changes))
    counts.update(store.store_page(run, storable=storable, unusable=unusable, found=found))
    counts.update(store.withdraw_unlisted(run, unlisted))
    HeldChange.objects.filter(pk__in=[change.pk for change in changes]).delete()
    runs.count(run, counts)
    runs.keep(run)
    return True


def read_changes(
    changes: list[HeldChange],
) -> tuple[list[StorableRecord], list[UnusableRecord], dict[str, UUID]]:
    """Give what is to be stored, what is to be kept as unusable, and what its source lists no more.

    The last by identifier, with the key of the kept record.
    """
    storable: list[StorableRecord] = []
    unusable: list[UnusableRecord] = []
    unlisted: dict[str, UUID] = {}
    for change in changes:
        payload = bytes(change.payload)
        if not payload:
            unlisted[change.identifier] = change.key
        elif change.kind in REFUSALS:
            unusable.append(msgspec.msgpack.decode(payload, type=UnusableRecord))
        else:
            storable.append(msgspec.msgpack.decode(payload, type=StorableRecord))
    return storable, unusable, unlisted


class NotHeld(Exception):
    """The run is not held, or not any more: somebody else has decided, or a newer run began."""


@transaction.atomic
def approve(run: HarvestRun, *, by: AbstractBaseUser, why: str) -> None:
    """Let a worker make the changes of a held run; then its list counts as read.

    Raises:
        NotHeld: There is nothing to decide.
    """
    taken = take(run)
    taken.state, taken.is_approved = State.QUEUED, True
    taken.finished_at, taken.quality_json = None, ""  # it ends once more, to be followed up
    taken.save(update_fields=["state", "is_approved", "finished_at", "quality_json"])
    note(taken, by, EndpointEvent.What.HELD_APPLIED, why)


@transaction.atomic
def discard(run: HarvestRun, *, by: AbstractBaseUser, why: str) -> None:
    """Make no change of a held run. As its list counts as unread, the next run asks again.

    What was missing from a list counts as listed: it takes two more lists to be asked about.

    Raises:
        NotHeld: There is nothing to decide.
    """
    taken = take(run)
    held = HeldChange.objects.filter(run=taken)
    if taken.kind == HarvestRun.Kind.IDENTIFIERS:
        HarvestedRecord.objects.filter(pk__in=held.values("key")).update(missing_since=None)
    note(taken, by, EndpointEvent.What.HELD_DISCARDED, why)
    taken.state, taken.is_resumable = State.CANCELLED, False
    taken.message = f"discarded: {taken.message.removeprefix(WAITS)}"
    taken.save(update_fields=["state", "is_resumable", "message"])
    held.delete()
    put_off(taken)


def take(run: HarvestRun) -> HarvestRun:
    """Give a held run for a decision, locked.

    Raises:
        NotHeld: It is none any more.
    """
    Endpoint.objects.select_for_update().get(pk=run.endpoint_id)
    taken = HarvestRun.objects.select_related("endpoint").get(pk=run.pk)
    if taken.state != State.HELD:
        raise NotHeld
    return taken


def note(run: HarvestRun, by: AbstractBaseUser, what: str, why: str) -> None:
    """Remember who decided, and over what."""
    act = cast("EndpointEvent.What", what)
    record_event(
        run.endpoint, by, act, why, after=f"run {run.pk}: {run.message.removeprefix(WAITS)}"
    )
