"""The life of a job: queued, taken, advanced batch by batch, ended. Each step is short."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from licensing.models import RightsJob, RightsTarget
from licensing.statements import ANY

LEASE_SECONDS = 30
Target = tuple[UUID, UUID, UUID]
"""(source, statement key, resource); ``ANY`` stands for all."""
OPEN = (RightsJob.State.QUEUED, RightsJob.State.RUNNING, RightsJob.State.FAILED)


class JobTaken(Exception):
    """Another worker has the lease; what was begun must not be committed."""


def queue_job(
    *, title: str, targets: Iterable[Target], user: Any, record_count: int, job_id: UUID
) -> RightsJob:
    """Write a job, in the transaction of its decisions."""
    job = RightsJob.objects.create(
        id=job_id,
        title=title[:500],
        created_by=user if user is not None and user.pk else None,
        record_count=record_count,
    )
    RightsTarget.objects.bulk_create(
        [
            RightsTarget(job=job, source_id=source, statement_key=key, resource_id=resource)
            for source, key, resource in dict.fromkeys(targets)
        ],
        batch_size=1000,
    )
    return job


def list_due_jobs() -> list[UUID]:
    """Give the open jobs that nobody is at, the oldest first."""
    free = Q(lease_until=None) | Q(lease_until__lte=datetime.now(UTC))
    jobs = RightsJob.objects.filter(free, state__in=OPEN[:2])
    return list(jobs.order_by("created_at", "id").values_list("pk", flat=True))


@transaction.atomic
def take_job(job_id: UUID, *, owner: str) -> RightsJob | None:
    """Take the lease of a job; None when it is done or somebody else is at it."""
    job = RightsJob.objects.select_for_update().filter(pk=job_id).first()
    now = datetime.now(UTC)
    if job is None or job.state not in OPEN:
        return None
    if job.lease_until is not None and job.lease_until > now and job.lease_owner != owner:
        return None
    job.state, job.message = RightsJob.State.RUNNING, ""
    job.started_at = job.started_at or now
    job.lease_owner, job.lease_until = owner, now + timedelta(seconds=LEASE_SECONDS)
    job.save()
    return job


def advance(job: RightsJob, *, position: UUID | None, seen: int, changed: int) -> None:
    """Note a batch in its own transaction, and renew the lease.

    Raises:
        JobTaken: The lease was lost; the caller's transaction must not commit.
    """
    job.position = position
    job.seen_count += seen
    job.changed_count += changed
    job.lease_until = datetime.now(UTC) + timedelta(seconds=LEASE_SECONDS)
    keep(job)


def finish_target(job: RightsJob, target: RightsTarget) -> None:
    """Note that all records of a target were gone through."""
    with transaction.atomic():
        RightsTarget.objects.filter(pk=target.pk).update(is_done=True)
        advance(job, position=None, seen=0, changed=0)


def end_job(job: RightsJob, state: RightsJob.State, message: str = "") -> None:
    """End a job, done or failed."""
    job.state, job.message, job.lease_until = state, message[:2000], None
    job.finished_at = datetime.now(UTC)
    keep(job)


def release(job: RightsJob) -> None:
    """Give a job back, so that another worker can go on at once."""
    RightsJob.objects.filter(pk=job.pk, lease_owner=job.lease_owner).update(lease_until=None)


def retry_job(job_id: UUID) -> None:
    """Queue a failed job anew; it goes on where it stopped."""
    RightsJob.objects.filter(pk=job_id, state=RightsJob.State.FAILED).update(
        state=RightsJob.State.QUEUED, lease_until=None, finished_at=None
    )


def keep(job: RightsJob) -> None:
    """Write the job if its lease is still ours."""
    kept = RightsJob.objects.filter(
        pk=job.pk, state=RightsJob.State.RUNNING, lease_owner=job.lease_owner
    ).update(
        state=job.state,
        position=job.position,
        seen_count=job.seen_count,
        changed_count=job.changed_count,
        record_count=job.record_count,
        message=job.message,
        lease_until=job.lease_until,
        finished_at=job.finished_at,
    )
    if not kept:
        raise JobTaken


def target_of_statement(source_id: UUID, statement_key: UUID) -> Target:
    """Give the target of all records with a statement; ``ANY`` source for every source."""
    return (source_id, statement_key, ANY)
