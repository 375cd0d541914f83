"""The flow of a harvest: fetch -> parse -> crosswalk -> normalise -> store, a page at a time.

This file chooses what is read, by the kind of the run and the protocol of its source. How a page is
read stands in ``reading``, how it is stored in ``pages``.
"""

from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec
from django.conf import settings

from harvester import absence, ahead, claims, held, removal
from harvester.endings import at_work
from harvester.errors import BadResumptionToken, TurnOver
from harvester.fetch import policy_from_settings
from harvester.guards import LoopGuard
from harvester.http import HttpClient, HttpPolicy
from harvester.identify import begin_list
from harvester.leases import Heartbeat
from harvester.models import Endpoint, HarvestRun
from harvester.oaipmh.client import Client
from harvester.oaipmh.messages import parse_datestamp
from harvester.pages import Report, harvest_list
from harvester.reading import ListRequest, Reader
from harvester.remote import ListReader
from harvester.replay import KeptReader
from harvester.schedule import request_run
from harvester.sitemap.fetch import fetch_sitemap_pages
from harvester.sitemap.presence import CHECKS_AT_ONCE, MAX_CHECKS, AddressReader, find_gone
from harvester.sitemap.site import open_site
from harvester.visits import known_pages

MAX_RESTARTS = 3
"""Times that a list is begun anew from the same point because its token died."""

__all__ = ("Report", "ignore", "run_harvest", "work_on")


def ignore(_run: HarvestRun) -> None:
    """Report to nobody."""


def run_harvest(
    endpoint: Endpoint,
    *,
    is_full: bool = False,
    kind: str = HarvestRun.Kind.HARVEST,
    report: Report = ignore,
) -> HarvestRun:
    """Harvest one endpoint from its checkpoint, or go on where an unfinished run stopped.

    Args:
        endpoint: What to harvest.
        is_full: Ask for everything instead of what has changed since the last complete run; of a
            replay, instead of what an older crosswalk has mapped.
        kind: What to go through, a ``HarvestRun.Kind``.
        report: Called with the run after every page.

    Returns:
        The run as it ended: completed, partial or failed, with its message.

    Raises:
        EndpointBusy: Another process is at work on this endpoint; nothing was done.
    """
    run = claims.take_run(endpoint, is_full=is_full, kind=kind)
    if run.state == HarvestRun.State.RUNNING:
        work_on(run, report)
    return run


def work_on(run: HarvestRun, report: Report = ignore) -> None:
    """Work on a run that this thread has taken, until it ends or has to be left.

    Args:
        run: Says afterwards what became of it.
        report: Called with the run after every page; may raise ``TurnOver`` to leave it.

    Raises:
        EndpointBusy: It is another worker's now.
    """
    with at_work(run) as heartbeat:

        def heard(run: HarvestRun) -> None:
            heartbeat.hear()
            report(run)

        if run.page_number == 0:
            held.supersede(run)
        if run.kind == HarvestRun.Kind.REPLAY and not run.is_read:
            harvest_list(run, KeptReader(run), None, heard)
        elif run.kind == HarvestRun.Kind.REMOVAL and not run.is_read:
            removal.set_all_aside(run, heard)
        elif not run.is_read or is_to_be_compared(run):
            with (
                HttpClient(policy_for(run.endpoint)) as http,
                heartbeat.interrupting(http.interrupt),
            ):
                ask_source(run, http, heard, heartbeat)
        if run.state == HarvestRun.State.RUNNING:
            held.settle(run, heard)
    if run.finished_at is not None:
        ahead.forget(ahead_of(run))
    queue_comparison(run)


def ahead_of(run: HarvestRun) -> Path:
    """Give the folder for what is fetched ahead of what is stored."""
    return settings.DATA_DIR / "ahead" / str(run.pk)


def is_to_be_compared(run: HarvestRun) -> bool:
    """Whether a run looks for what its source no longer lists, and has not finished that."""
    return run.kind == HarvestRun.Kind.IDENTIFIERS and not run.is_approved


def queue_comparison(run: HarvestRun) -> None:
    """Behind a complete harvest, look for what the source no longer lists if it is time to."""
    is_complete = run.state in {HarvestRun.State.COMPLETED, HarvestRun.State.PARTIAL}
    if run.kind == HarvestRun.Kind.HARVEST and is_complete and absence.is_due(run.endpoint):
        request_run(run.endpoint, is_full=False, kind=HarvestRun.Kind.IDENTIFIERS)


def ask_source(run: HarvestRun, http: HttpClient, report: Report, heartbeat: Heartbeat) -> None:
    """Read what a run has not read yet, by its protocol; compare it where it is compared.

    Raises:
        EndpointError: No usable answer.
    """
    if run.endpoint.protocol == Endpoint.Protocol.SITEMAP:
        if is_to_be_compared(run):
            compare_site(run, http, report)
        else:
            harvest_site(run, http, report)
        return
    client = Client(run.endpoint.base_url, http)
    if not run.is_read:
        begin_list(run, client)
        harvest_pages(run, client, report, heartbeat)
    if is_to_be_compared(run):
        absence.compare(run, report)


def policy_for(endpoint: Endpoint) -> HttpPolicy:
    """Give what the operator allows, with the rest between requests that the endpoint wants."""
    return msgspec.structs.replace(policy_from_settings(), pause_seconds=endpoint.pause_seconds)


def harvest_pages(run: HarvestRun, client: Client, report: Report, heartbeat: Heartbeat) -> None:
    """Store the pages that the run has not stored yet; a dead token begins the list anew.

    When the source lists by datestamp, "anew" is from the last record stored, else from the run's
    window.

    Raises:
        SourceLoop: The list would never end.
        EndpointError: No usable answer.
    """
    since, token = resume_point(run) if not run.token else run.window_from, run.token
    restarts = 0
    while True:
        request = ListRequest(
            metadata_prefix=run.endpoint.metadata_prefix,
            set_spec=run.endpoint.set_spec,
            since=since,
            token=token,
            kept_in=str(ahead_of(run)),
        )
        guard = LoopGuard(token=token)
        try:
            if run.kind == HarvestRun.Kind.IDENTIFIERS:
                harvest_list(run, absence.HeaderReader(client, request), guard, report)
            else:
                with (
                    ListReader(client, request) as reader,
                    heartbeat.interrupting(reader.interrupt),
                ):
                    harvest_long_list(run, reader, guard, report)
        except BadResumptionToken:
            before, since, token = since, resume_point(run), ""
            restarts = restarts + 1 if since == before else 1
            if not run.token or restarts > MAX_RESTARTS:
                raise
        else:
            return


def harvest_long_list(
    run: HarvestRun, reader: ListReader, guard: LoopGuard, report: Report
) -> None:
    """Store the pages of a list that may be read ahead in other processes.

    When the run makes room for somebody, the answer on its way is waited for: to break it off would
    not keep the source from working on it.
    """
    try:
        harvest_list(run, reader, guard, report)
    except TurnOver:
        if reader.remote is not None:
            reader.remote.rest()
        raise


def harvest_site(run: HarvestRun, http: HttpClient, report: Report) -> None:
    """Store the pages of a web site that the run has not stored yet.

    A sitemap ends, and pages without a resource are usual there: no loop has to be guarded against.
    """
    pages = fetch_sitemap_pages(
        http,
        sitemap_url=run.endpoint.base_url,
        since=run.window_from,
        token=run.token,
        known=known_pages(run),
    )
    with closing(pages):
        harvest_list(run, Reader(pages), None, report)


def compare_site(run: HarvestRun, http: HttpClient, report: Report) -> None:
    """Find the pages that a web site no longer lists, and that answer that they are gone."""
    site = open_site(http, run.endpoint.base_url)
    if not run.is_read:
        harvest_list(run, AddressReader(site, run.token), None, report)
    check = absence.Check(partial(find_gone, site), CHECKS_AT_ONCE, MAX_CHECKS)
    absence.compare(run, report, check)


def resume_point(run: HarvestRun) -> datetime | None:
    """Give the ``from`` that loses nothing when the token of a run has died."""
    has_order = run.is_ordered and run.first_datestamp < run.last_datestamp
    return (parse_datestamp(run.last_datestamp) if has_order else None) or run.window_from
