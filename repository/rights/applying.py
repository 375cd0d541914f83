"""Bringing decisions to the records: a job goes through its targets in short transactions.

Every batch moves datestamps and writes the change feed with the records, so that the index and
partners follow. A batch compares what is stored with what the decisions say now and writes what
differs: running it again changes nothing, and undoing is the same work.
"""

import os
import socket
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from licensing.models import RightsJob, RightsTarget
from licensing.services import jobs
from licensing.statements import ANY
from repository import bulk, clock
from repository.models import Change, LearningResource, Provider
from repository.rights.holding import PLACE, find_held, read_licenses

BATCH = 500
"""Records a transaction: some hundredths of a second, so that nobody waits for it."""


class Batch(NamedTuple):
    """What one transaction did; ``last`` is the last record looked at, None if there was none."""

    seen: int
    changed: int
    last: uuid.UUID | None


class Outcome(NamedTuple):
    """What is written to a record; equal for all that a decision holds for."""

    license_id: str
    license_class: str
    license_json: str
    decision_id: int


def run_job(job_id: uuid.UUID) -> None:
    """Bring a job to its end; nothing is done while another worker is at it.

    Records that a harvest was rewriting when their turn came are passed over, and so may be those
    that it was about to write. The second pass, behind everything that was under way when the
    decision was made, finds them.

    Raises:
        django.db.Error: The database did not do as asked; the job goes on when it is run again.
    """
    job = jobs.take_job(job_id, owner=f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex}")
    if job is None:
        return
    try:
        for target in job.targets.filter(is_done=False):
            walk(job, target, is_second=False)
            jobs.finish_target(job, target)
        clock.settled_now()
        for target in job.targets.all():
            walk(job, target, is_second=True)
        jobs.end_job(job, RightsJob.State.DONE)
    except jobs.JobTaken:
        return
    except (msgspec.MsgspecError, ValueError, LookupError) as error:
        jobs.end_job(job, RightsJob.State.FAILED, f"{type(error).__name__}: {error}")
    except BaseException:
        jobs.release(job)
        raise


def walk(job: RightsJob, target: RightsTarget, *, is_second: bool) -> None:
    """Go through the records of a target, from where the job stopped."""
    after = None if is_second else job.position
    for records in iter_selections(target):
        is_more = True
        while is_more:
            with transaction.atomic():
                batch = apply_batch(records, after=after)
                after = batch.last
                is_more = batch.seen == BATCH
                jobs.advance(
                    job,
                    position=None if is_second else after,
                    seen=0 if is_second else batch.seen,
                    changed=batch.changed,
                )
        after = None


def iter_selections(target: RightsTarget) -> Iterator[QuerySet[LearningResource]]:
    """Yield what a target means, one source at a time: each is a range of the index."""
    resources = LearningResource.objects.filter(is_withdrawn=False)
    if target.resource_id != ANY:
        yield resources.filter(id=target.resource_id)
        return
    if target.statement_key == ANY:
        # a default: records of which a licence was read are none of its business
        yield resources.filter(Q(license_id="") | ~Q(decision_id=0), provider=target.source_id)
        return
    sources = [target.source_id]
    if target.source_id == ANY:
        sources = list(Provider.objects.order_by("pk").values_list("pk", flat=True))
    for source_id in sources:
        yield resources.filter(provider=source_id, statement_key=target.statement_key)


def apply_batch(records: QuerySet[LearningResource], *, after: uuid.UUID | None) -> Batch:
    """Bring the next records up to the decisions, inside the caller's transaction.

    Records that somebody else is writing are left to the second pass: waiting for them could make
    two writers wait for each other.
    """
    now = clock.stamp()
    if after is not None:
        records = records.filter(id__gt=after)
    if connection.features.has_select_for_update_skip_locked:
        records = records.select_for_update(skip_locked=True)
    rows = list(records.only(*PLACE).order_by("id")[:BATCH])
    if not rows:
        return Batch(0, 0, None)
    outcomes = find_outcomes(rows)
    for outcome, ids in outcomes.items():
        LearningResource.objects.filter(id__in=ids).update(**outcome._asdict(), datestamp=now)
    changed = sorted(key for ids in outcomes.values() for key in ids)
    bulk.insert_rows(Change, ("resource_id",), [(key,) for key in changed])
    return Batch(len(rows), len(changed), rows[-1].id)


def find_outcomes(rows: Sequence[LearningResource]) -> dict[Outcome, list[uuid.UUID]]:
    """Give what has to be written to those records that lag behind the decisions."""
    held = find_held(rows)
    lagging = [row.id for row in rows if held[row.id].decision_id != row.decision_id]
    freed = read_licenses([key for key in lagging if not held[key].decision_id])
    outcomes = defaultdict(list)
    for key in lagging:
        decision_id, finding_json, verdict = held[key]
        license_ = verdict if decision_id else freed[key]
        outcome = Outcome(license_.id, license_.license_class, finding_json, decision_id)
        outcomes[outcome].append(key)
    return outcomes
