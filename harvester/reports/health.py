"""How each endpoint is doing, the ones that need somebody first."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import msgspec
from django.db.models import OuterRef, Subquery
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from harvester.models import Endpoint, HarvestRun

LATE_AFTER = timedelta(hours=1)
"""A due endpoint that nobody has begun to harvest by then waits for a worker in vain."""


class Health(msgspec.Struct, frozen=True):
    """A state of health: its name, its badge and how urgent it is (0 first)."""

    code: str
    label: str | Promise
    badge: str
    urgency: int


FAILED = Health("failed", pgettext_lazy("health", "Failed"), "closed", 0)
LATE = Health("late", pgettext_lazy("health", "Overdue"), "closed", 1)
INTERRUPTED = Health("interrupted", pgettext_lazy("health", "Interrupted"), "view-only", 2)
TROUBLED = Health("troubled", pgettext_lazy("health", "Needs attention"), "view-only", 3)
RUNNING = Health("running", pgettext_lazy("health", "Running"), "open-with-nc", 4)
NEW = Health("new", pgettext_lazy("health", "Not harvested yet"), "unknown", 5)
GOOD = Health("good", pgettext_lazy("health", "Good"), "open", 6)
PAUSED = Health("paused", pgettext_lazy("health", "Paused"), "unknown", 7)


class EndpointHealth(msgspec.Struct, frozen=True, kw_only=True):
    """One endpoint with its newest run."""

    endpoint: Endpoint
    run: HarvestRun | None
    health: Health

    @property
    def failed_percent(self) -> int:
        """Rejected records of the newest run, in percent, rounded up: 0 means none."""
        return percent_up(self.run.failed_count, self.run.seen_count) if self.run else 0

    @property
    def is_running(self) -> bool:
        """Whether a worker is at it."""
        return self.health is RUNNING


def percent_up(part: int, whole: int) -> int:
    """Give a share in whole percent, rounded up, so that only nothing is 0."""
    return -(-100 * part // whole) if whole else 0


def list_health() -> list[EndpointHealth]:
    """Give the health of every endpoint, the most urgent first, then by the provider's name."""
    newest = HarvestRun.objects.filter(endpoint=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    endpoints = list(
        Endpoint.objects.select_related("provider").annotate(newest_run=Subquery(newest))
    )
    found = HarvestRun.objects.in_bulk([each.newest_run for each in endpoints if each.newest_run])
    listed = [health_of(each, found.get(each.newest_run)) for each in endpoints]
    return sorted(
        listed,
        key=lambda each: (each.health.urgency, each.endpoint.provider.name, each.endpoint.pk),
    )


def find_health(endpoint: Endpoint, recent: Iterable[HarvestRun]) -> EndpointHealth:
    """Give the health of one endpoint, its runs given newest first."""
    return health_of(endpoint, next(iter(recent), None))


def health_of(endpoint: Endpoint, run: HarvestRun | None) -> EndpointHealth:
    """Judge an endpoint by its newest run and its time."""
    return EndpointHealth(endpoint=endpoint, run=run, health=judge(endpoint, run))


def judge(endpoint: Endpoint, run: HarvestRun | None) -> Health:
    """Give the state of health."""
    now = datetime.now(UTC)
    if run and run.state == HarvestRun.State.RUNNING:
        return RUNNING if run.lease_until and run.lease_until > now else INTERRUPTED
    if not endpoint.is_active:
        return PAUSED
    if run and run.state == HarvestRun.State.FAILED:
        return FAILED
    if endpoint.due_at and endpoint.due_at < now - LATE_AFTER:
        return LATE
    if run is None:
        return NEW
    return GOOD if run.state == HarvestRun.State.COMPLETED else TROUBLED
