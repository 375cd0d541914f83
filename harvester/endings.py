"""How a run is left: ended by an error, put to sleep with its endpoint, or given back to the queue.

Every step is one short transaction, and fails when the run is no longer this worker's.
"""

import logging
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.db import transaction

from harvester import leases
from harvester.errors import (
    EndpointBusy,
    EndpointError,
    HarvestError,
    RetryLater,
    RunCancelled,
    TurnOver,
)
from harvester.models import Endpoint, HarvestRun
from harvester.runs import stop_if_cancelled, taken_over
from harvester.schedule import put_off

logger = logging.getLogger(__name__)

State, Kind = HarvestRun.State, HarvestRun.Kind

FIRST_BACK_OFF = timedelta(minutes=5)
LONGEST_BACK_OFF = timedelta(days=1)
"""A failed run is tried again after the first, doubled with each failure in a row, less a jitter.

No source is waited for longer than the longest, whatever it asks for.
"""
MAX_WAITS = 10
"""In a row, none of which brought a page; then the run has failed."""


@contextmanager
def at_work(run: HarvestRun) -> Iterator[leases.Heartbeat]:
    """Hold the lease of a run while the block works on it, and end the run as the block ends.

    Errors of the source, a cancel and defects of this program all become the state of the run.

    Raises:
        EndpointBusy: The run is another worker's now, and was left alone.
    """
    pages = run.page_number
    with leases.Heartbeat(run) as heartbeat:
        try:
            yield heartbeat
        except EndpointBusy:
            raise
        except BaseException as error:
            is_open = run.state == State.RUNNING  # otherwise it had ended by itself just before
            if is_open and heartbeat.is_stopped:
                stop(run)
            elif is_open:
                conclude(run, error, has_got_on=run.page_number > pages)
            if not isinstance(error, Exception if is_open else HarvestError):
                raise


def conclude(run: HarvestRun, error: BaseException, *, has_got_on: bool) -> None:
    """Bring a run to the state that an error means.

    Args:
        run: Of this worker.
        error: What it broke off with.
        has_got_on: It stored a page since it was taken.
    """
    match error:
        case RunCancelled():
            end_run(run, State.CANCELLED, "cancelled")
        case KeyboardInterrupt():
            end_run(run, State.CANCELLED, "stopped from the terminal", is_resumable=True)
        case RetryLater():
            wait(run, error, has_got_on=has_got_on)
        case EndpointError():
            run.error_code = error.code
            has_got_on = has_got_on and error.is_temporary
            fail(run, str(error), is_resumable=error.is_temporary, has_got_on=has_got_on)
        case TurnOver() | SystemExit() | GeneratorExit():
            put_back(run)
        case _:
            logger.error("run %s broke off", run.pk, exc_info=error)
            run.error_code = "defect"
            what = f"a defect of this program: {type(error).__name__}: {error}"
            fail(run, " ".join(what.split())[:1000], is_resumable=True)


@transaction.atomic
def end_run(run: HarvestRun, state: str, message: str, *, is_resumable: bool = False) -> None:
    """End a run before its list was complete.

    What was stored stays, the checkpoint does not move.

    Raises:
        EndpointBusy: It is another worker's now.
    """
    Endpoint.objects.select_for_update().get(pk=run.endpoint_id)
    run.state, run.is_resumable = state, is_resumable
    run.message = "; ".join(filter(None, [message, run.message]))
    run.finished_at, run.lease_until = datetime.now(UTC), None
    put_aside(run)
    if state == State.CANCELLED:
        put_off(run)


@transaction.atomic
def fail(run: HarvestRun, message: str, *, is_resumable: bool, has_got_on: bool = False) -> None:
    """End a run that cannot go on, and let its endpoint be tried again after a while.

    Args:
        run: Of this worker.
        message: Why, in one line.
        is_resumable: Going on with its token may help.
        has_got_on: It stored a page since it was taken, and goes on behind it the next time.
    """
    end_run(run, State.FAILED, message, is_resumable=is_resumable)
    if run.kind == Kind.HARVEST:
        count = count_failure(run.endpoint, has_got_on=has_got_on)
        Endpoint.objects.filter(pk=run.endpoint_id, due_at__isnull=False).update(
            due_at=datetime.now(UTC) + back_off(count)
        )


@transaction.atomic
def wait(run: HarvestRun, error: RetryLater, *, has_got_on: bool) -> None:
    """Put the endpoint to sleep because its source asks for patience; the run goes on after that.

    A source that has been asked ``MAX_WAITS`` times in vain has failed.
    """
    count = count_failure(run.endpoint, has_got_on=has_got_on)
    if count > MAX_WAITS:
        fail(run, f"given up after {MAX_WAITS} waits: {error}", is_resumable=True)
        return
    asked = timedelta(seconds=min(error.retry_after_seconds, LONGEST_BACK_OFF.total_seconds()))
    until = datetime.now(UTC) + (asked if error.is_stated else back_off(count))
    Endpoint.objects.filter(pk=run.endpoint_id).update(waiting_until=until)
    run.endpoint.waiting_until = until
    run.state, run.lease_until = State.WAITING, None
    run.message = f"{error}; it is left alone until {until:%Y-%m-%d %H:%M:%S} UTC"
    put_aside(run)


def count_failure(endpoint: Endpoint, *, has_got_on: bool) -> int:
    """Take note of a try that failed, the first one in a row when it ``has_got_on``.

    Returns:
        How many there have been in a row.
    """
    row = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    endpoint.failure_count = 1 if has_got_on else min(row.failure_count + 1, 1000)
    Endpoint.objects.filter(pk=endpoint.pk).update(failure_count=endpoint.failure_count)
    return endpoint.failure_count


def back_off(count: int) -> timedelta:
    """Give how long to leave a source alone that has failed ``count`` times in a row."""
    longest = min(FIRST_BACK_OFF * 2 ** min(count - 1, 20), LONGEST_BACK_OFF)
    return longest * random.uniform(0.75, 1)  # noqa: S311 - jitter, not a secret


def put_back(run: HarvestRun) -> None:
    """Give a run back to the queue, behind those that wait there, to go on from its last page."""
    run.state, run.lease_until = State.QUEUED, datetime.now(UTC)
    put_aside(run)


def put_aside(run: HarvestRun) -> None:
    """Write the state of a run that this worker leaves.

    Raises:
        EndpointBusy: It is another worker's now.
    """
    names = ("state", "message", "error_code", "is_resumable", "finished_at", "lease_until")
    ours = HarvestRun.objects.filter(pk=run.pk, lease_owner=run.lease_owner)
    if not ours.filter(state__in=(State.RUNNING, State.CANCELLED)).update(
        **{name: getattr(run, name) for name in names}
    ):
        raise taken_over(run)


def stop(run: HarvestRun) -> None:
    """End a run that was interrupted because it was cancelled, or because it was lost."""
    try:
        stop_if_cancelled(run)
    except RunCancelled:
        end_run(run, State.CANCELLED, "cancelled")
    else:
        raise taken_over(run)
