"""Background work of the harvester. A task carries ids and delegates.

Running it twice changes nothing.
"""

import logging
from datetime import UTC, datetime

from celery import shared_task

from harvester.errors import EndpointBusy
from harvester.models import Endpoint, HarvestRun
from harvester.pipeline import run_harvest
from harvester.schedule import note_run

logger = logging.getLogger(__name__)

READ_TO_THE_END = frozenset({HarvestRun.State.COMPLETED, HarvestRun.State.PARTIAL})


@shared_task
def harvest_endpoint(endpoint_id: int) -> None:
    """Harvest one endpoint from its checkpoint, or in full where that was asked for.

    Nothing is done while another worker is at it.
    """
    endpoint = Endpoint.objects.select_related("provider").get(pk=endpoint_id)
    try:
        run = run_harvest(endpoint, is_full=endpoint.is_full_due)
    except EndpointBusy:
        return
    note_run(endpoint, was_full=run.is_full, is_complete=run.state in READ_TO_THE_END)
    logger.info("run %s of %s: %s %s", run.pk, endpoint, run.state, run.message)


def list_due_endpoints() -> list[int]:
    """Give the ids of the active endpoints whose time has come, the longest waiting first."""
    due = Endpoint.objects.filter(is_active=True, due_at__lte=datetime.now(UTC))
    return list(due.order_by("due_at").values_list("pk", flat=True))


@shared_task
def harvest_due_endpoints() -> None:
    """Wake one worker for each endpoint that is due."""
    for endpoint_id in list_due_endpoints():
        harvest_endpoint.delay(endpoint_id)
