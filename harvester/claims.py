"""Which run is worked on next, and by whom. The database is all that workers share.

No two runs are worked on at once whose endpoints are of the same host and port: a source gets one
request at a time, however many workers there are. The one that has waited longest goes first.
"""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models.functions import Coalesce

from harvester import leases, runs
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
    taken = {place for run in at_work for place in places_of(run)}
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
    """Name what only one run at a time may work at: its endpoint, and the host it asks."""
    own = {f"endpoint {run.endpoint_id}"}
    return own if run.kind in HarvestRun.ASKS_NOTHING else own | {host_of(run.endpoint.base_url)}


def host_of(url: str) -> str:
    """Give host and port of an address."""
    parts = urlsplit(url)
    usual = 443 if parts.scheme == "https" else 80
    return f"{parts.hostname or ''}:{parts.port or usual}"


def take_next() -> HarvestRun | None:
    """Take the run that has waited longest; None when there is nothing to do.

    Its lease is this thread's, which now works on it.
    """
    for candidate in list_ready():
        with transaction.atomic():
            lock_host(candidate.endpoint)
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
    lock_host(endpoint)
    endpoint.refresh_from_db()
    for other in HarvestRun.objects.filter(state=State.RUNNING).select_related("endpoint"):
        mine = HarvestRun(endpoint=endpoint, kind=kind)
        if is_at_work(other) and not places_of(other).isdisjoint(places_of(mine)):
            raise EndpointBusy(
                f"{other.endpoint} is being harvested by {other.lease_owner}",
                advice="wait until that run has ended, or stop that process",
                code="busy",
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


def lock_host(endpoint: Endpoint) -> None:
    """Let nobody else take a run of this host until the transaction ends."""
    host = host_of(endpoint.base_url)
    like = Endpoint.objects.filter(base_url__icontains=urlsplit(endpoint.base_url).hostname or "")
    found = [pk for pk, url in like.values_list("pk", "base_url") if host_of(url) == host]
    list(Endpoint.objects.select_for_update().filter(pk__in=found).order_by("pk"))


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
