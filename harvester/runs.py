"""The life of a run: taken, advanced page by page, ended. Every step is one short transaction."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from django.db import transaction

from harvester import leases
from harvester.errors import EndpointBusy
from harvester.models import Endpoint, HarvestRun
from harvester.records import PageHead

OVERLAP = {"YYYY-MM-DD": timedelta(days=1)}
DEFAULT_OVERLAP = timedelta(minutes=5)
"""The window of a run starts this much before the checkpoint.

Records met again are unchanged and cost nothing.
"""
RESUMABLE_FOR = timedelta(days=1)
RETRY_AFTER_FAILURE = timedelta(hours=1)
MAX_FAILED_SHARE = 0.05
"""A complete list of which more than this share had to be rejected is partial, not completed."""


@transaction.atomic
def take_run(
    endpoint: Endpoint, *, is_full: bool, kind: str = HarvestRun.Kind.HARVEST
) -> HarvestRun:
    """Give the run to work on: the unfinished one if it can be continued, else a new one.

    Its lease is ours.

    Raises:
        EndpointBusy: Another living process holds the lease.
    """
    Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    last = HarvestRun.objects.filter(endpoint=endpoint).first()
    if last is not None and last.state == HarvestRun.State.RUNNING and leases.is_held(last):
        raise EndpointBusy(
            f"{endpoint} is being harvested by {last.lease_owner}",
            advice="wait until that run has ended, or stop that process",
            code="busy",
        )
    if last is not None and may_continue(last, is_full=is_full, kind=kind):
        run = last
    else:
        if last is not None and last.state == HarvestRun.State.RUNNING:
            end_run(last, HarvestRun.State.FAILED, "given up for a new run")
        run = HarvestRun(endpoint=endpoint, kind=kind, is_full=is_full)
        if kind == HarvestRun.Kind.HARVEST:
            run.window_from = window(endpoint, is_full=is_full)
    run.endpoint = endpoint
    run.state = HarvestRun.State.RUNNING
    run.message, run.finished_at = "", None
    run.lease_owner, run.lease_until = leases.own_name(), leases.renewed_until()
    run.save()
    return run


def may_continue(run: HarvestRun, *, is_full: bool, kind: str) -> bool:
    """Whether a run that stopped on the way can go on from its last complete page."""
    stopped = run.state == HarvestRun.State.RUNNING or (
        run.state == HarvestRun.State.FAILED and run.is_resumable and run.token
    )
    return (
        bool(stopped)
        and (run.is_full, run.kind) == (is_full, kind)
        and run.started_at > datetime.now(UTC) - RESUMABLE_FOR
    )


def window(endpoint: Endpoint, *, is_full: bool) -> datetime | None:
    """Give the ``from`` of a new run; None asks for everything."""
    if is_full or endpoint.checkpoint_at is None:
        return None
    return endpoint.checkpoint_at - OVERLAP.get(endpoint.granularity, DEFAULT_OVERLAP)


def advance(run: HarvestRun, page: PageHead, counts: Counter[str], *, busy_seconds: float) -> None:
    """Take note of a stored page, in the transaction of its records; the last page ends the run.

    Raises:
        EndpointBusy: The lease was lost to another worker; the caller's transaction must not
            commit.
    """
    for outcome, count in counts.items():
        name = f"{outcome}_count"
        setattr(run, name, getattr(run, name) + count)
    datestamps = [record.datestamp for record in page.listed]
    if datestamps:
        run.is_ordered = run.is_ordered and [run.last_datestamp, *datestamps] == sorted(
            [run.last_datestamp, *datestamps]
        )
        run.last_datestamp = datestamps[-1]
    if run.page_number == 0:
        run.first_response_at = page.response_date
    run.page_number += 1
    run.token = page.token
    run.complete_list_size = page.complete_list_size or run.complete_list_size
    run.busy_seconds += busy_seconds
    if page.token:
        run.lease_until = leases.renewed_until()
        keep(run)
    else:
        complete(run)


def keep(run: HarvestRun) -> None:
    """Write the run if its lease is still ours."""
    fields = {
        field.attname: getattr(run, field.attname)
        for field in HarvestRun._meta.concrete_fields  # noqa: SLF001 - documented Meta API
        if not field.primary_key
    }
    kept = HarvestRun.objects.filter(
        pk=run.pk, state=HarvestRun.State.RUNNING, lease_owner=run.lease_owner
    ).update(**fields)
    if not kept:
        raise EndpointBusy(f"run {run.pk} was taken over by another worker", code="busy")


def complete(run: HarvestRun) -> None:
    """End a run whose list was read to its end, and move the endpoint's checkpoint."""
    failed, seen = run.failed_count, run.seen_count
    state, message = HarvestRun.State.COMPLETED, ""
    if failed:
        message = f"{failed} of {seen} records were rejected"
    if failed > seen * MAX_FAILED_SHARE:
        state = HarvestRun.State.PARTIAL
    run.finished_at, run.lease_until, run.message = datetime.now(UTC), None, message
    run.state = state
    keep(run)
    if run.kind == HarvestRun.Kind.REPLAY:
        return
    endpoint = run.endpoint
    endpoint.checkpoint_at = run.first_response_at or endpoint.checkpoint_at
    endpoint.due_at = run.finished_at + timedelta(hours=endpoint.interval_hours)
    endpoint.save(update_fields=["checkpoint_at", "due_at"])


def end_run(run: HarvestRun, state: str, message: str, *, is_resumable: bool = False) -> None:
    """End a run before its list was complete.

    What was stored stays, the checkpoint does not move.
    """
    run.state, run.message, run.is_resumable = state, message, is_resumable
    run.finished_at, run.lease_until = datetime.now(UTC), None
    run.save(update_fields=["state", "message", "is_resumable", "finished_at", "lease_until"])
    if run.kind == HarvestRun.Kind.REPLAY:
        return
    Endpoint.objects.filter(pk=run.endpoint_id, due_at__isnull=False).update(
        due_at=run.finished_at + RETRY_AFTER_FAILURE
    )


def release(run: HarvestRun) -> None:
    """Give the lease back without ending the run, so that it can be continued at once."""
    HarvestRun.objects.filter(pk=run.pk, lease_owner=run.lease_owner).update(lease_until=None)
