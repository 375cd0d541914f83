"""Background work of the catalogue. A task carries ids and delegates.

Running it twice changes nothing.
"""

import logging
from uuid import UUID

from celery import shared_task
from django.db import DatabaseError

from licensing.services.jobs import list_due_jobs
from repository.downloads.summing import sum_up_downloads
from repository.rights.applying import run_job
from repository.rights.counting import count_statements

logger = logging.getLogger(__name__)


@shared_task
def run_rights_job(job_id: str) -> None:
    """Bring a decision to its records; one that the database stops goes on in the next round."""
    try:
        run_job(UUID(job_id))
    except DatabaseError as error:
        logger.warning("licence job %s goes on later: %s", job_id, error)


@shared_task
def run_due_rights_jobs() -> bool:
    """Bring all waiting decisions to their records; tell whether there were any."""
    due = list_due_jobs()
    for job_id in due:
        run_rights_job(str(job_id))
    return bool(due)


@shared_task
def count_rights_statements() -> int:
    """Bring the list of statements up to the change feed; give how many changes were read."""
    return count_statements()


@shared_task
def sum_up_due_downloads() -> int:
    """Sum up how often works were opened, once an hour; give how many totals have changed."""
    return sum_up_downloads()
