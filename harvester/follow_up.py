"""What comes after a run has ended: its quality is kept, and whoever has to know is told.

A run of which no quality is kept was not followed up yet, so that a worker that dies in between
costs a delay and no letter.
"""

from datetime import UTC, datetime, timedelta

from django.db import transaction

from harvester.letters import tell_of_run
from harvester.models import HarvestRun
from harvester.reports.trend import keep_quality

State = HarvestRun.State
ENDED = (State.COMPLETED, State.PARTIAL, State.FAILED, State.CANCELLED, State.HELD)
REMEMBERED_FOR = timedelta(days=2)
"""What ended longer ago is nobody's news any more."""


def follow_up(run: HarvestRun) -> None:
    """Do what is to be done after a run; nothing where it goes on, or was followed up already."""
    with transaction.atomic():
        found = (
            HarvestRun.objects.select_for_update(of=("self",))
            .select_related("endpoint__provider")
            .filter(pk=run.pk, state__in=ENDED, quality_json="")
            .first()
        )
        if found is not None:
            tell_of_run(found)
            keep_quality(found)


def follow_up_ended_runs() -> int:
    """Follow up what others have left undone; give how many runs that were."""
    since = datetime.now(UTC) - REMEMBERED_FOR
    missed = HarvestRun.objects.filter(state__in=ENDED, quality_json="", finished_at__gte=since)
    found = list(missed.order_by("pk"))
    for run in found:
        follow_up(run)
    return len(found)
