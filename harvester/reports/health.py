"""How each endpoint is doing, the ones that need somebody first."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import msgspec
from django.db.models import OuterRef, Q, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from harvester.models import Endpoint, HarvestRun
from harvester.reports.causes import Cause
from harvester.reports.failures import failure_cause

State, Kind = HarvestRun.State, HarvestRun.Kind
LATE_AFTER = timedelta(hours=1)
"""A due endpoint that nobody has begun to harvest by then waits for a worker in vain."""
UNENDED = frozenset({State.QUEUED, State.RUNNING, State.WAITING, State.HELD})


class Health(msgspec.Struct, frozen=True):
    """A state of health: its name, its badge, how urgent it is (0 first), and in a sentence."""

    code: str
    label: str | Promise
    badge: str
    urgency: int
    sentence: str | Promise


FAILED = Health(
    "failed",
    pgettext_lazy("health", "Failed"),
    "closed",
    0,
    _("The last run failed. What was harvested before stays; it is tried again by itself."),
)
FAILED_FOR_NOW = msgspec.structs.replace(
    FAILED,
    sentence=_("The last run failed. What was harvested before stays. No other run is planned."),
)
HELD = Health(
    "held",
    pgettext_lazy("health", "Waits for a decision"),
    "closed",
    1,
    _("A run would change so much at once that somebody has to look at it first."),
)
LATE = Health(
    "late",
    pgettext_lazy("health", "Overdue"),
    "closed",
    2,
    _("A run is due, and no worker has begun it. See that a worker runs."),
)
INTERRUPTED = Health(
    "interrupted",
    pgettext_lazy("health", "Interrupted"),
    "view-only",
    3,
    _("The worker that was at it is gone. The next one goes on from the last complete page."),
)
TROUBLED = Health(
    "troubled",
    pgettext_lazy("health", "Needs attention"),
    "view-only",
    4,
    _("The last list was read to its end, but too many of its records are lacking or rejected."),
)
WAITING = Health(
    "waiting",
    pgettext_lazy("health", "Waiting"),
    "open-with-nc",
    5,
    _("The source asked to be left alone for a while. Then the run goes on by itself."),
)
RUNNING = Health(
    "running", pgettext_lazy("health", "Running"), "open-with-nc", 6, _("A run is under way.")
)
QUEUED = Health(
    "queued",
    pgettext_lazy("health", "Queued"),
    "open-with-nc",
    7,
    _("A run begins as soon as a worker is free and the host is not being asked already."),
)
CANCELLED = Health(
    "cancelled",
    pgettext_lazy("health", "Cancelled"),
    "unknown",
    8,
    _("The last run was stopped by somebody. What it had stored stays."),
)
NEW = Health(
    "new",
    pgettext_lazy("health", "Not harvested yet"),
    "unknown",
    9,
    _("No run has ended yet."),
)
GOOD = Health(
    "good", pgettext_lazy("health", "Good"), "open", 10, _("The last list was read to its end.")
)
PAUSED = Health(
    "paused",
    pgettext_lazy("health", "Paused"),
    "unknown",
    11,
    _("No new run begins before it is resumed."),
)
BY_STATE = {
    State.QUEUED: QUEUED,
    State.WAITING: WAITING,
    State.HELD: HELD,
    State.COMPLETED: GOOD,
    State.PARTIAL: TROUBLED,
    State.FAILED: FAILED,
    State.CANCELLED: CANCELLED,
}


class EndpointHealth(msgspec.Struct, frozen=True, kw_only=True):
    """One endpoint with the run it is judged by."""

    endpoint: Endpoint
    run: HarvestRun | None
    """The one that has not ended, else the newest that asked the source."""
    health: Health

    @property
    def failed_percent(self) -> int:
        """Rejected records of the run, in percent, rounded up: 0 means none."""
        return percent_up(self.run.failed_count, self.run.seen_count) if self.run else 0

    @property
    def is_running(self) -> bool:
        """Whether a worker is at it."""
        return self.health is RUNNING

    @property
    def is_under_way(self) -> bool:
        """Whether a run has begun or is to begin, so that the page changes by itself."""
        return self.health in {RUNNING, QUEUED, WAITING, INTERRUPTED}

    @property
    def is_message_news(self) -> bool:
        """Whether what the run noted says more than the health does."""
        return self.health not in {RUNNING, QUEUED, INTERRUPTED, CANCELLED}

    @property
    def is_held(self) -> bool:
        """Whether a run waits for somebody's decision."""
        return self.run is not None and self.run.state == State.HELD

    @property
    def failure(self) -> Cause | None:
        """Why the run failed, in words; None when it did not."""
        if self.run is None or self.run.state != State.FAILED:
            return None
        return failure_cause(self.run.error_code)

    @property
    def waits_until(self) -> datetime | None:
        """Until when the source is left alone; None when it is not, or no run waits for it."""
        until = self.endpoint.waiting_until
        is_to_come = until is not None and until > datetime.now(UTC)
        return until if is_to_come and self.health in {WAITING, QUEUED} else None


def percent_up(part: int, whole: int) -> int:
    """Give a share in whole percent, rounded up, so that only nothing is 0."""
    return -(-100 * part // whole) if whole else 0


def list_health() -> list[EndpointHealth]:
    """Give the health of every endpoint, the most urgent first, then by the provider's name."""
    of_endpoint = HarvestRun.objects.filter(endpoint=OuterRef("pk")).order_by("-pk").values("pk")
    endpoints = list(
        Endpoint.objects.select_related("provider").annotate(
            unended=Subquery(of_endpoint.filter(state__in=UNENDED)[:1]),
            newest=Subquery(of_endpoint.filter(~Q(kind__in=HarvestRun.ASKS_NOTHING))[:1]),
        )
    )
    chosen = {each.pk: each.unended or each.newest for each in endpoints}
    found = HarvestRun.objects.in_bulk([pk for pk in chosen.values() if pk])
    listed = [health_of(each, found.get(chosen[each.pk])) for each in endpoints]
    return sorted(
        listed,
        key=lambda each: (each.health.urgency, each.endpoint.provider.name, each.endpoint.pk),
    )


def find_health(endpoint: Endpoint, recent: Iterable[HarvestRun]) -> EndpointHealth:
    """Give the health of one endpoint, its runs given newest first."""
    runs = list(recent)
    unended = (run for run in runs if run.state in UNENDED)
    newest = (run for run in runs if run.kind not in HarvestRun.ASKS_NOTHING)
    return health_of(endpoint, next(unended, None) or next(newest, None))


def health_of(endpoint: Endpoint, run: HarvestRun | None) -> EndpointHealth:
    """Judge an endpoint by a run and its time."""
    return EndpointHealth(endpoint=endpoint, run=run, health=judge(endpoint, run))


def judge(endpoint: Endpoint, run: HarvestRun | None) -> Health:
    """Give the state of health."""
    now = datetime.now(UTC)
    if run and run.state == State.RUNNING:
        return RUNNING if run.lease_until and run.lease_until > now else INTERRUPTED
    if run and run.state == State.HELD:
        return HELD
    if not endpoint.is_active:
        return PAUSED
    if run and run.state in {State.FAILED, State.WAITING}:
        is_last = run.state == State.FAILED and not endpoint.due_at
        return FAILED_FOR_NOW if is_last else BY_STATE[State(run.state)]
    if endpoint.due_at and endpoint.due_at < now - LATE_AFTER:
        return LATE
    return BY_STATE[State(run.state)] if run else NEW
