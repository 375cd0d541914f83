"""Which run is worked on next, and by whom. The database is all that workers share.

No two runs are worked on at once whose endpoints are of the same host and port, nor is one begun
while somebody else asks that host (``hosts``): a source gets one request at a time, however many
workers there are. The run that has waited longest goes first.
"""

from datetime import UTC, datetime

from django.db import transaction
from django.db.models.functions import Coalesce

from harvester import hosts, leases, runs
from harvester.errors import EndpointBusy
from harvester.models import Endpoint, HarvestRun
from harvester.schedule import RESUMABLE_FOR, queued

State, Kind = HarvestRun.State, HarvestRun.Kind


def list_ready() -> list[HarvestRun]:
    """Give the runs that may be taken now, at most one of each host, the longest waiting first."""
    since = Coalesce("lease_until", "started_at")
    listed = (
        HarvestRun.objects.filter(state__in=(State.QUEUED, State.WAITING, State.RUNNING))
        .select_related("endpoint__provider")
        .order_by(since, "pk")
    )
    at_work = [run for run in listed if is_at_work(run)]
    taken = hosts.list_taken().union(*map(places_of, at_work))
    ready = []
    for run in listed:
        if run not in at_work and not is_asleep(run) and taken.isdisjoint(places_of(run)):
            ready.append(run)
            taken.update(places_of(run))
    return ready


def is_at_work(run: HarvestRun) -> bool:
    """Whether a living worker is at a run."""
    return run.state == State.RUNNING and leases.is_held(run)


def is_asleep(run: HarvestRun) -> bool:
    """Whether a run has to wait, because its endpoint is paused or asked to be left alone."""
    endpoint = run.endpoint
    if run.kind in HarvestRun.ASKS_NOTHING:
        return False
    until = endpoint.waiting_until
    return not endpoint.is_active or bool(until and until > datetime.now(UTC))


def places_of(run: HarvestRun) -> set[str]:
    """Name what only one run at a time may work at: its endpoint, and the hosts it asks."""
    return {f"endpoint {run.endpoint_id}"} | hosts.hosts_of(run)


def take_next() -> HarvestRun | None:
    """Take the run that has waited longest; None when there is nothing to do.

    Its lease is this thread's, which now works on it.
    """
    for candidate in list_ready():
        with transaction.atomic():
            lock_hosts(candidate.endpoint)
            run = next((each for each in list_ready() if each.pk == candidate.pk), None)
            if run is not None:  # nobody was faster
                return begin(run)
    return None


@transaction.atomic
def take_run(endpoint: Endpoint, *, is_full: bool, kind: str = Kind.HARVEST) -> HarvestRun:
    """Take the run that does what is asked for: one that waits, one continued, or a new one.

    Where the source asked to be left alone for a while, the run is given as one that waits.

    Raises:
        EndpointBusy: Another worker is at this endpoint, or at another one of its host.
    """
    lock_hosts(endpoint)
    endpoint.refresh_from_db()
    mine = HarvestRun(endpoint=endpoint, kind=kind)
    for other in HarvestRun.objects.filter(state=State.RUNNING).select_related("endpoint"):
        if is_at_work(other) and not places_of(other).isdisjoint(places_of(mine)):
            raise EndpointBusy(
                f"{other.endpoint} is being harvested by {other.lease_owner}",
                advice="wait until that run has ended, or stop that process",
                code="busy",
            )
    if kind not in HarvestRun.ASKS_NOTHING and not hosts.list_taken().isdisjoint(
        hosts.hosts_of(mine)
    ):
        raise EndpointBusy(
            f"{endpoint} is being looked at", advice="try again in a minute", code="busy"
        )
    dead = HarvestRun.objects.filter(endpoint=endpoint, state=State.RUNNING)
    dead.update(state=State.QUEUED)
    run = queued(endpoint, is_full=is_full, kind=kind)
    run.endpoint = endpoint
    if endpoint.is_active and is_asleep(run):
        run.state = State.WAITING
        run.message = f"the source is left alone until {endpoint.waiting_until:%Y-%m-%d %H:%M} UTC"
        run.save(update_fields=["state", "message"])
        return run
    return begin(run)


def lock_hosts(endpoint: Endpoint) -> None:
    """Let nobody else take a run of this endpoint or of its hosts until the transaction ends.

    The endpoint is one of those of its hosts; all are locked in one order, so that nobody waits for
    somebody who waits for them.
    """
    hosts.lock(hosts.hosts_of(HarvestRun(endpoint=endpoint)))


def begin(run: HarvestRun) -> HarvestRun:
    """Make a run this thread's; the caller has locked its host."""
    now = datetime.now(UTC)
    if run.lease_until and run.lease_until < now - RESUMABLE_FOR and run.kind != Kind.REPLAY:
        run.token = ""  # tokens are not kept for so long; the list goes on from the last record
    if run.page_number == 0:
        run.started_at = now
        if run.kind == Kind.HARVEST:
            run.window_from = runs.window(run.endpoint, is_full=run.is_full)
    run.state, run.is_cancel_wanted = State.RUNNING, False
    run.message, run.error_code, run.quality_json, run.finished_at = "", "", "", None
    run.lease_owner, run.lease_until = leases.own_name(), leases.renewed_until()
    run.save()
    return run
