"""The pages of one list, as any reader gives them, into the database: look up, understand, store.

A page is the unit of a transaction and of a checkpoint. Knows neither protocol nor network.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import NamedTuple, Protocol

from django.db import IntegrityError, transaction

from harvester import absence, parking, runs, store
from harvester.guards import LoopGuard
from harvester.models import HarvestRun
from harvester.records import PageBody, PageHead
from harvester.store import Known, Lookup
from repository import bulk

Report = Callable[[HarvestRun], None]


class PageReader(Protocol):
    """Gives the pages of a list in two steps; see ``reading.Reader``."""

    def head(self) -> PageHead | None:
        """Give what the next page lists; None behind the last one."""
        ...

    def ask(self, wanted: Sequence[int]) -> None:
        """Say which records of that page are to be understood, by their places."""
        ...

    def body(self) -> PageBody:
        """Give the records asked for, of the page that was asked for first."""
        ...


class Work(NamedTuple):
    """A page on its way from the source to the catalogue."""

    head: PageHead
    found: Lookup
    body: PageBody


def harvest_list(
    run: HarvestRun, reader: PageReader, guard: LoopGuard | None, report: Report
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
