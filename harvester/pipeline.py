"""The flow of a harvest: fetch -> parse -> crosswalk -> normalise -> store, a page at a time.

A page is the unit of a transaction, of a checkpoint and of speed. ``reading`` strings together what
needs no database, this file the rest.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import msgspec
from django.conf import settings
from django.db import IntegrityError, transaction

from harvester import absence, ahead, claims, held, parking, removal, runs, store
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
from harvester.reading import ListRequest, Reader
from harvester.records import PageBody, PageHead
from harvester.remote import ListReader
from harvester.replay import KeptReader
from harvester.schedule import request_run
from harvester.sitemap.fetch import fetch_sitemap_pages
from harvester.sitemap.presence import CHECKS_AT_ONCE, MAX_CHECKS, AddressReader, find_gone
from harvester.sitemap.site import open_site
from harvester.store import Known, Lookup
from harvester.visits import known_pages
from repository import bulk

Report = Callable[[HarvestRun], None]
MAX_RESTARTS = 3
"""Times that a list is begun anew from the same point because its token died."""


class Work(NamedTuple):
    """A page on its way from the source to the catalogue."""

    head: PageHead
    found: Lookup
    body: PageBody


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
        if reader.remote is not None and reader.remote.fetching is not None:
            reader.remote.fetching.poll(None)
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


def harvest_list(
    run: HarvestRun,
    reader: Reader | ListReader | KeptReader | absence.HeaderReader | AddressReader,
    guard: LoopGuard | None,
    report: Report,
) -> None:
    """Store the pages of one list.

    The body of a page is taken when the next one has been asked for: a reader in another process
    always knows what to do next, also while a page is stored.
    """
    asked: tuple[PageHead, Lookup] | None = None
    try:
        while (head := reader.head()) is not None:
            if guard is not None:
                guard.check(head)
            found = store.look_up(run, identifiers_of(head))
            reader.ask(wanted_places(head, found.known))
            if asked is not None:
                work, asked = Work(*asked, reader.body()), None
                store_page(run, work, report)
            asked = head, found
    finally:
        # also when the next page cannot be had: what was read is good
        if asked is not None:
            store_page(run, Work(*asked, reader.body()), report)


def resume_point(run: HarvestRun) -> datetime | None:
    """Give the ``from`` that loses nothing when the token of a run has died."""
    has_order = run.is_ordered and run.first_datestamp < run.last_datestamp
    return (parse_datestamp(run.last_datestamp) if has_order else None) or run.window_from


def identifiers_of(head: PageHead) -> list[str]:
    """List the identifiers on a page, where they are known."""
    identifiers = [record.identifier for record in head.listed]
    return identifiers + [record.identifier for record in head.rejected if record.identifier]


def wanted_places(head: PageHead, known: dict[str, Known]) -> list[int]:
    """List the places of the records that are not just as they were, each content once."""
    digests = {key: kept.digest for key, kept in known.items() if not kept.rejected_because}
    wanted = []
    for place, record in enumerate(head.listed):
        if digests.get(record.identifier) != record.digest:
            digests[record.identifier] = record.digest
            wanted.append(place)
    return wanted


def store_page(run: HarvestRun, work: Work, report: Report) -> None:
    """Store a page with the run's checkpoint in one transaction."""
    begun = perf_counter()
    try:
        store_once(run, work, begun)
    except IntegrityError:
        # a record of this page was stored since it was looked for: by another endpoint of the
        # provider, or by the page before
        found = store.look_up(run, identifiers_of(work.head))
        store_once(run, work._replace(found=found), begun)
    report(run)


def store_once(run: HarvestRun, work: Work, begun: float) -> None:
    """Store a page, all of it or nothing.

    Raises:
        django.db.IntegrityError: What is known of the records is out of date.
    """
    body = work.body
    unusable = (*work.head.rejected, *body.unusable)
    unchanged = len(work.head.listed) - len(body.storable) - len(body.unusable)
    unchanged += work.head.unchanged_count
    with transaction.atomic():
        bulk.commit_without_waiting()
        counts = Counter(unchanged=unchanged)
        if body.storable or unusable or run.held_count:
            left = parking.set_aside(
                run, storable=body.storable, unusable=unusable, found=work.found
            )
            counts.update(left.counts)
            counts.update(
                store.store_page(
                    run, storable=left.storable, unusable=left.unusable, found=work.found
                )
            )
        if run.kind == HarvestRun.Kind.IDENTIFIERS:
            absence.note_listed(run, work.head)
        if work.head.mended:
            store.note_repairs(run, work.head.mended)
        runs.advance(run, work.head, counts, busy_seconds=perf_counter() - begun)
