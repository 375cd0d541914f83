"""A run that a worker has taken, page by page to the end of its list.

Every step is part of one short transaction, and fails when the run is no longer this worker's. How
a run is taken stands in ``claims``, how it comes to be in ``schedule``, how it ends before its list
does in ``endings``.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta

from harvester import leases
from harvester.errors import EndpointBusy, RunCancelled
from harvester.models import Endpoint, HarvestRun
from harvester.oaipmh.messages import parse_datestamp
from harvester.records import PageHead
from repository import bulk

State, Kind = HarvestRun.State, HarvestRun.Kind

OVERLAP = {"YYYY-MM-DD": timedelta(days=1)}
DEFAULT_OVERLAP = timedelta(minutes=5)
"""The window of a run starts this much before the checkpoint.

Records met again are unchanged and cost nothing.
"""
MAX_FAILED_SHARE = 0.05
"""A complete list of which more than this share had to be rejected is partial, not completed."""
MAX_MISSING_SHARE = 0.05
"""A list that ends with more than this share of what the source announced lacking is cut short.

Less may have been deleted while it was read, and sizes may be estimates. Source: OAI-PMH 2.0, 3.5.
"""
SAME_SHARE = 0.01
"""Two lists lack the same, when the shares of what was announced differ by no more than this."""
MIN_SENT_SHARE = 0.5
"""A list of which less came broke off, however often it does so."""
NEVER_WRITTEN = frozenset({"id", "is_cancel_wanted"})
"""Columns of a run that its worker leaves alone."""


def window(endpoint: Endpoint, *, is_full: bool) -> datetime | None:
    """Give the ``from`` of a new run; None asks for everything."""
    if is_full or endpoint.checkpoint_at is None:
        return None
    since = endpoint.checkpoint_at - OVERLAP.get(endpoint.granularity, DEFAULT_OVERLAP)
    earliest = parse_datestamp(endpoint.earliest_datestamp)
    # a source that was made anew, with all its datestamps, has nothing from before
    is_all = earliest is not None and since <= earliest <= datetime.now(UTC)
    return None if is_all else since


def advance(run: HarvestRun, page: PageHead, counts: Counter[str], *, busy_seconds: float) -> None:
    """Take note of a stored page, in the transaction of its records; the last page ends the run.

    One that has set changes aside, or that looks for what is lacking, has more to do then.

    Raises:
        EndpointBusy: The lease was lost to another worker; the caller's transaction must not
            commit.
        RunCancelled: Likewise, because somebody asked the run to stop.
    """
    count(run, counts)
    datestamps = [record.datestamp for record in page.listed]
    if datestamps:
        run.is_ordered = run.is_ordered and [run.last_datestamp, *datestamps] == sorted(
            [run.last_datestamp, *datestamps]
        )
        run.first_datestamp = run.first_datestamp or datestamps[0]
        run.last_datestamp = datestamps[-1]
    if run.page_number == 0:
        run.first_response_at = page.response_date
    run.page_number += 1
    run.token, run.is_read = page.token, not page.token
    run.complete_list_size = page.complete_list_size or run.complete_list_size
    run.busy_seconds += busy_seconds
    if page.token or run.held_count or run.kind == Kind.IDENTIFIERS:
        run.lease_until = leases.renewed_until()
        keep(run)
    else:
        complete(run)


def count(run: HarvestRun, counts: Counter[str]) -> None:
    """Add to the outcomes of a run; what moves from one to another is less there and more here."""
    for outcome, change in counts.items():
        name = f"{outcome}_count"
        setattr(run, name, getattr(run, name) + change)


def keep(run: HarvestRun) -> None:
    """Write the run if it is still ours and still wanted.

    Raises:
        EndpointBusy: It is another worker's.
        RunCancelled: Somebody asked it to stop.
    """
    fields = {
        field.attname: getattr(run, field.attname)
        for field in HarvestRun._meta.concrete_fields  # noqa: SLF001 - documented Meta API
        if field.attname not in NEVER_WRITTEN
    }
    ours = {"id": run.pk, "state": State.RUNNING, "lease_owner": run.lease_owner}
    if not bulk.update_row(HarvestRun, fields, expected={**ours, "is_cancel_wanted": False}):
        run.state = State.RUNNING  # as far as is known here: what was to be written is not
        stop_if_cancelled(run)
        raise taken_over(run)


def stop_if_cancelled(run: HarvestRun) -> None:
    """See why a run is not to go on.

    Raises:
        RunCancelled: Somebody asked it to stop, and nobody else is at it.
    """
    found = HarvestRun.objects.filter(pk=run.pk, lease_owner=run.lease_owner)
    if found.filter(state=State.CANCELLED).exists() or found.filter(is_cancel_wanted=True).exists():
        raise RunCancelled


def taken_over(run: HarvestRun) -> EndpointBusy:
    """Give the error of a worker that is too late."""
    return EndpointBusy(f"run {run.pk} was taken over by another worker", code="busy")


def complete(run: HarvestRun) -> None:
    """End a run whose list was read to its end, and move the endpoint's checkpoint."""
    failed, seen = run.failed_count, run.seen_count
    told = [f"{failed} of {seen} records were rejected"] if failed else []
    is_short = is_cut_short(run)
    is_overstated = is_short and is_usual(run)
    if is_short:
        usual = ", as before: its sizes are not believed" if is_overstated else ""
        told.append(f"the source announced {run.complete_list_size} records and sent {seen}{usual}")
    is_partial = failed > seen * MAX_FAILED_SHARE or (is_short and not is_overstated)
    run.state = State.PARTIAL if is_partial else State.COMPLETED
    run.message = "; ".join(filter(None, [*told, run.message]))
    run.finished_at, run.lease_until = datetime.now(UTC), None
    endpoint = Endpoint.objects.select_for_update().get(pk=run.endpoint_id)
    keep(run)
    fields: dict[str, object] = {}
    if run.kind == Kind.HARVEST:
        fields = fields_of_list_read(endpoint)
        if is_overstated or not is_short:
            fields |= fields_of_complete_list(run, endpoint, is_overstated=is_overstated)
    elif run.kind == Kind.IDENTIFIERS:
        fields = {"last_identifiers_at": run.finished_at}
    if fields:
        Endpoint.objects.filter(pk=endpoint.pk).update(**fields)


def is_cut_short(run: HarvestRun) -> bool:
    """Whether the list ended long before the size that the source announced."""
    return run.seen_count < (run.complete_list_size or 0) * (1 - MAX_MISSING_SHARE)


def is_usual(run: HarvestRun) -> bool:
    """Whether a list that was cut short is so because its source announces too much, always.

    So it is when the same list lacked the same the last time. What comes of a window, of a source
    known to do so, says nothing more.
    """
    if sent_share(run) < MIN_SENT_SHARE:
        return False
    if run.window_from is not None and run.endpoint.overstates_size:
        return True
    earlier = HarvestRun.objects.filter(
        endpoint=run.endpoint_id, kind=run.kind, window_from=run.window_from, is_read=True
    )
    last = earlier.exclude(pk=run.pk).first()
    return (
        last is not None
        and is_cut_short(last)
        and abs(sent_share(last) - sent_share(run)) <= SAME_SHARE
    )


def sent_share(run: HarvestRun) -> float:
    """Give the share of what was announced that came; 1 where nothing was announced."""
    return run.seen_count / run.complete_list_size if run.complete_list_size else 1


def fields_of_list_read(endpoint: Endpoint) -> dict[str, object]:
    """Give what a harvest whose list ended changes of its endpoint, whether or not all came."""
    due_at = datetime.now(UTC) + timedelta(hours=endpoint.interval_hours)
    return {"due_at": due_at, "failure_count": 0}


def fields_of_complete_list(
    run: HarvestRun, endpoint: Endpoint, *, is_overstated: bool
) -> dict[str, object]:
    """Give what a harvest that was read to its end changes of its endpoint.

    The checkpoint stays behind a list that was cut short, so that the next run asks for it again.
    """
    fields: dict[str, object] = {"checkpoint_at": run.first_response_at or endpoint.checkpoint_at}
    if is_overstated:
        fields["overstates_size"] = True
    if run.window_from is None:
        fields |= {"last_full_at": run.finished_at, "overstates_size": is_overstated}
    if run.is_full:
        fields["is_full_due"] = False
    return fields
