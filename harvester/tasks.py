"""Background work of the harvester. A task says that there is work; what it is stands in rows.

Running one twice changes nothing.
"""

import logging
from time import monotonic

from celery import shared_task

from harvester import claims, hosts, schedule
from harvester.errors import EndpointBusy, TurnOver
from harvester.evidence.queue import look_at_next
from harvester.follow_up import follow_up, follow_up_ended_runs
from harvester.mail import send_due_letters
from harvester.models import HarvestRun
from harvester.pipeline import Report, ignore, work_on

logger = logging.getLogger(__name__)

WAKING_SECONDS = 10.0
"""How often somebody looks for work; a call for a worker is worth nothing after that."""
TURN_SECONDS = 600.0
"""After so long a run is put back into the queue where others wait, to go on when it is its turn
again."""


def harvest_next(report: Report = ignore) -> HarvestRun | None:
    """Work on the run that has waited longest; give it as it then is, None when there is none.

    Args:
        report: Called with the run after every page; may raise ``TurnOver``.
    """
    run = claims.take_next()
    if run is None:
        return None
    ends_at = monotonic() + TURN_SECONDS

    def report_until_turn_is_over(run: HarvestRun) -> None:
        report(run)
        if hosts.is_wanted(run) or (monotonic() > ends_at and claims.list_ready()):
            raise TurnOver

    try:
        work_on(run, report_until_turn_is_over)
    except EndpointBusy as error:
        logger.warning("%s", error)
    else:
        follow_up(run)
    logger.info("run %s of %s: %s %s", run.pk, run.endpoint, run.state, run.message)
    return run


@shared_task
def harvest() -> None:
    """Work on one run; if more wait, call for a worker again."""
    if harvest_next() is not None and claims.list_ready():
        harvest.apply_async(expires=WAKING_SECONDS)


@shared_task
def harvest_due_endpoints() -> None:
    """Queue what is due, and call for one worker for each run that may be taken."""
    schedule.queue_due_runs()
    for _ in claims.list_ready():
        harvest.apply_async(expires=WAKING_SECONDS)


@shared_task
def look_for_evidence() -> None:
    """Look at the next works for a licence, for at most half a minute."""
    look_at_next()


@shared_task
def send_letters() -> None:
    """Write what a worker that died has left unwritten, and send what is due."""
    follow_up_ended_runs()
    send_due_letters()
