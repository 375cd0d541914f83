"""One request at a time per host, over all workers and pages. The database is all that they share.

A run has the host of its endpoint to itself while it is at work (``claims``). Whoever asks outside
of a run takes turns: what a page or a command asks for waits a moment for a run to make room, which
it does behind its page; the rest finds the host busy and comes again.
"""

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Self

from django.db import transaction
from django.db.models import Q

from harvester import leases
from harvester.errors import EndpointBusy
from harvester.models import Endpoint, HarvestRun, HostTurn
from harvester.politeness import HOST_TURNS, LOOK_UP_SECONDS, Sleep, place_of

TURN = timedelta(seconds=330)
"""A turn ends after this at the latest, unless a request has renewed it: none takes longer."""
PATIENCE_SECONDS = 10.0
"""How long somebody who waits for a page waits for a run to make room."""


class SharedTurns:
    """Hands out turns as ``politeness.HostTurns``, over all processes; a context manager.

    Has one host at a time, from the first request to it until that to another one or the end. As
    nobody holds one host while waiting for another, no two wait for each other.
    """

    def __init__(self, *, patience_seconds: float = 0) -> None:
        """Have no host yet.

        Args:
            patience_seconds: How long to wait for a host at which somebody else is. With 0 a run
                there need not make room.
        """
        self._patience_seconds = patience_seconds
        self._owner = leases.own_name()
        self._host = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._leave()

    @contextmanager
    def turn(
        self, host: str, *, pause_seconds: float, sleep: Sleep, stop: threading.Event
    ) -> Iterator[float]:
        """As ``HostTurns.turn``.

        Raises:
            EndpointBusy: Somebody else is at the host, and stays there for longer than is waited.
        """
        begun_at = time.monotonic()
        if host != self._host:
            self._leave()
        self._take(host, until=begun_at + self._patience_seconds, stop=stop)
        with HOST_TURNS.turn(host, pause_seconds=pause_seconds, sleep=sleep, stop=stop):
            yield time.monotonic() - begun_at

    def _take(self, host: str, *, until: float, stop: threading.Event) -> None:
        """Have a host, or have it a little longer.

        Who waits for nobody leaves no mark where a run is at work: it would make room in vain.
        """
        while True:
            is_worth_it = self._patience_seconds or not is_run_at(host)
            if is_worth_it and take(host, self._owner):
                self._host = host
                if not is_run_at(host):
                    return
            if time.monotonic() >= until or stop.wait(LOOK_UP_SECONDS):
                self._leave()
                raise EndpointBusy(
                    f"{host} is being asked already, and is asked for one thing at a time",
                    advice="try again in a minute",
                    code="busy",
                )

    def _leave(self) -> None:
        """Let others have the host."""
        if self._host:
            HostTurn.objects.filter(host=self._host, owner=self._owner).delete()
            self._host = ""


def take(host: str, owner: str) -> bool:
    """Let no run of a host begin, and nobody else have it; tell whether that could be done."""
    until = datetime.now(UTC) + TURN
    with transaction.atomic():
        lock({host})
        row, is_new = HostTurn.objects.select_for_update().get_or_create(
            host=host, defaults={"owner": owner, "until": until}
        )
        if not is_new:
            if row.owner != owner and is_in_force(row):
                return False
            row.owner, row.until = owner, until
            row.save()
    return True


def is_in_force(turn: HostTurn) -> bool:
    """Whether somebody who lives has a host."""
    return turn.until > datetime.now(UTC) and not leases.is_known_dead(turn.owner)


def list_taken() -> set[str]:
    """Give the hosts that somebody has outside of a run, or waits for."""
    return {turn.host for turn in HostTurn.objects.all() if is_in_force(turn)}


def is_run_at(host: str) -> bool:
    """Whether a run of another worker is at work at a host."""
    running = HarvestRun.objects.filter(state=HarvestRun.State.RUNNING).select_related("endpoint")
    return any(host in hosts_of(run) and leases.is_held(run) for run in running)


def is_wanted(run: HarvestRun) -> bool:
    """Whether somebody waits for a run to make room."""
    turns = HostTurn.objects.filter(host__in=hosts_of(run))
    return any(is_in_force(turn) for turn in turns)


def hosts_of(run: HarvestRun) -> set[str]:
    """Name the hosts that a run asks: that of its endpoint, and where that has moved to."""
    if run.kind in HarvestRun.ASKS_NOTHING:
        return set()
    return {place_of(url) for url in (run.endpoint.base_url, run.endpoint.moved_to) if url}


def lock(hosts: Iterable[str]) -> None:
    """Let nobody else take a run or a turn of these hosts until the transaction ends."""
    wanted = set(hosts)
    like = Q(pk=None)
    for host in wanted:
        name, _, port = host.rpartition(":")
        name = name if port.isdecimal() else host
        like |= Q(base_url__icontains=name) | Q(moved_to__icontains=name)
    found = [
        endpoint.pk
        for endpoint in Endpoint.objects.filter(like).only("base_url", "moved_to")
        if not wanted.isdisjoint(
            map(place_of, filter(None, (endpoint.base_url, endpoint.moved_to)))
        )
    ]
    list(Endpoint.objects.select_for_update().filter(pk__in=found).order_by("pk"))
