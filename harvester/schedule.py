"""When an endpoint is harvested: at once, at its interval, or not for now.

What is to be done becomes a row, a queued run; whoever does the work looks for rows. See
``harvester.claims``.
"""

from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from harvester import leases
from harvester.models import Endpoint, HarvestRun

State, Kind = HarvestRun.State, HarvestRun.Kind

INTERVALS_HOURS = (1, 6, 24, 168, 720)
"""Hourly, every six hours, daily, weekly, every thirty days."""
UNDECIDED = (State.QUEUED, State.RUNNING, State.WAITING)
"""A scheduled run does not begin while one of its kind is in one of these states, or any is held.

One that is asked for does; it takes the place of what is held.
"""
RESUMABLE_FOR = timedelta(days=1)
"""A run that stopped on the way is continued for so long; then its list is asked for anew."""


@transaction.atomic
def request_run(endpoint: Endpoint, *, is_full: bool, kind: str = Kind.HARVEST) -> HarvestRun:
    """Put a run of an endpoint into the queue; one that waits there already is not doubled.

    A full harvest stays asked for until one was read to its end.

    Returns:
        The run that will do it.
    """
    if kind == Kind.HARVEST:
        fields: dict[str, object] = {"due_at": datetime.now(UTC)}
        change(endpoint, fields | ({"is_full_due": True} if is_full else {}))
    Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    return queued(endpoint, is_full=is_full, kind=kind)


def queue_due_runs() -> int:
    """Put a harvest of every endpoint whose time has come into the queue; give how many."""
    undecided = HarvestRun.objects.filter(
        Q(kind=Kind.HARVEST, state__in=UNDECIDED) | Q(state=State.HELD), endpoint=OuterRef("pk")
    )
    due = Endpoint.objects.filter(
        ~Exists(undecided), is_active=True, due_at__lte=datetime.now(UTC)
    ).order_by("due_at")
    for endpoint in due:
        with transaction.atomic():
            Endpoint.objects.select_for_update().get(pk=endpoint.pk)
            if due.filter(pk=endpoint.pk).exists():  # still: another worker may have been faster
                queued(endpoint, is_full=is_full_due(endpoint), kind=Kind.HARVEST)
    return len(due)


def is_full_due(endpoint: Endpoint) -> bool:
    """Whether the next harvest is to ask for everything: it was asked for, or it is time again."""
    if endpoint.is_full_due or not endpoint.full_interval_days:
        return endpoint.is_full_due
    last = endpoint.last_full_at or endpoint.created_at
    return last < datetime.now(UTC) - timedelta(days=endpoint.full_interval_days)


def queued(endpoint: Endpoint, *, is_full: bool, kind: str) -> HarvestRun:
    """Give the queued run that does what is asked for: one that is there, one continued, or a new.

    The caller has locked the endpoint.
    """
    of_kind = HarvestRun.objects.filter(endpoint=endpoint, kind=kind)
    for run in of_kind.filter(state__in=(State.QUEUED, State.WAITING)):
        if run.is_full or not is_full:
            return run
        if not run.page_number and run.state == State.QUEUED:
            run.is_full = True
            run.save(update_fields=["is_full"])
            return run
    last = of_kind.first()
    if last is not None and last.is_full == is_full and may_continue(last):
        last.state, last.finished_at = State.QUEUED, None
        last.save(update_fields=["state", "finished_at"])
        return last
    return HarvestRun.objects.create(endpoint=endpoint, kind=kind, is_full=is_full)


def may_continue(run: HarvestRun) -> bool:
    """Whether a run that ended on the way can go on from its last complete page."""
    stopped = (
        run.state in {State.FAILED, State.CANCELLED}
        and run.is_resumable
        and (run.token or run.is_read)
    )
    return bool(stopped) and run.started_at > datetime.now(UTC) - RESUMABLE_FOR


@transaction.atomic
def cancel_run(run: HarvestRun) -> None:
    """Stop a run: at once when nobody is at it, else within the page that is being read.

    What it stored stays, the checkpoint does not move, and the endpoint is due again after its
    interval. A run that has ended, or is held for somebody's decision, stays as it is.
    """
    Endpoint.objects.select_for_update().get(pk=run.endpoint_id)
    run.refresh_from_db()
    if run.state == State.RUNNING and leases.is_held(run):
        HarvestRun.objects.filter(pk=run.pk).update(is_cancel_wanted=True)
    elif run.state in {State.QUEUED, State.RUNNING, State.WAITING}:
        run.state, run.finished_at, run.message = State.CANCELLED, datetime.now(UTC), "cancelled"
        run.lease_until, run.is_resumable = None, False
        run.save()
        put_off(run)


def put_off(run: HarvestRun) -> None:
    """Let the endpoint of a cancelled harvest be due after its interval; a full list is not."""
    if run.kind == Kind.HARVEST:
        later = datetime.now(UTC) + timedelta(hours=run.endpoint.interval_hours)
        Endpoint.objects.filter(pk=run.endpoint_id, due_at__isnull=False).update(
            due_at=later, is_full_due=False
        )


def set_active(endpoint: Endpoint, *, is_active: bool) -> None:
    """Pause an endpoint, or let it go on; one that never had a time is then due at once.

    What is queued or waiting stays so until it goes on; a run that somebody is at goes on.
    """
    fields: dict[str, object] = {"is_active": is_active}
    if is_active and endpoint.due_at is None:
        fields["due_at"] = datetime.now(UTC)
    change(endpoint, fields)


def renew_partner_key(endpoint: Endpoint) -> None:
    """Give the partner a new private link; the old one ends."""
    change(endpoint, {"partner_key": token_urlsafe(12)})


def revoke_partner_key(endpoint: Endpoint) -> None:
    """End the partner's private link."""
    change(endpoint, {"partner_key": ""})


def change(endpoint: Endpoint, fields: dict[str, object]) -> None:
    """Write these fields alone: a worker may be writing others at this moment."""
    Endpoint.objects.filter(pk=endpoint.pk).update(**fields)
    for name, value in fields.items():
        setattr(endpoint, name, value)
