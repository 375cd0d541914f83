"""Bringing the openings of days to the totals, now and then.

A total that has grown leaves a row in the change feed, marked as being about use: the index and the
counts of statements follow it, datestamps do not move, and a work that is opened a thousand times
in an hour is written there once.
"""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, QuerySet

from repository import bulk, clock
from repository.models import Change, DownloadDay, DownloadTotal

EVERY = timedelta(hours=1)
BATCH = 200
"""Rows a transaction: some milliseconds, which a reader's click may have to wait for."""


def sum_up_downloads(*, every: timedelta = EVERY) -> int:
    """Bring the totals up to the days, unless that was done less than ``every`` ago.

    Running it twice changes nothing, and of two workers each does a part. Days that are older than
    ``COMMONLOOM_DOWNLOAD_DAYS`` are forgotten; they stay in the totals.

    Returns:
        How many resources have another total now, each time one had.
    """
    forget_days()
    if not is_due(every):
        return 0
    changed = 0
    while found := sum_batch():
        changed += found
    return changed


def is_due(every: timedelta) -> bool:
    """Tell whether there is anything to sum up, and the last time is long enough ago."""
    if not list_unsummed().exists():
        return False
    times = DownloadTotal.objects.order_by("-counted_at").values_list("counted_at", flat=True)
    last = times.first()
    return last is None or last <= datetime.now(UTC) - every


def list_unsummed() -> QuerySet[DownloadDay]:
    """Give the days of which the total does not have all yet, in the order of all writers."""
    return DownloadDay.objects.filter(count__gt=F("summed_count")).order_by("resource_id", "day")


@transaction.atomic
def sum_batch() -> int:
    """Sum up some days; give how many resources they were of."""
    now = clock.stamp()
    days = list_unsummed()
    if connection.features.has_select_for_update_skip_locked:
        days = days.select_for_update(skip_locked=True)
    rows = list(days[:BATCH])
    added: Counter[object] = Counter()
    for row in rows:
        added[row.resource_id] += row.count - row.summed_count
    bulk.add_to_rows(
        DownloadTotal,
        ("resource_id", "count", "counted_at"),
        [(key, count, now) for key, count in added.items()],
        conflict=("resource_id",),
        added=("count",),
        update=("counted_at",),
    )
    DownloadDay.objects.filter(id__in=[row.id for row in rows]).update(summed_count=F("count"))
    bulk.insert_rows(Change, ("resource_id", "is_about_use"), [(key, True) for key in added])
    return len(added)


def forget_days() -> int:
    """Remove the days that are too old to be kept; give how many there were."""
    old = DownloadDay.objects.filter(day__lt=oldest_kept(), summed_count=F("count"))
    return old.delete()[0] if old.exists() else 0


def oldest_kept() -> date:
    """Give the first day that is kept."""
    return datetime.now(UTC).date() - timedelta(days=settings.DOWNLOAD_DAYS)
