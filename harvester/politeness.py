"""One request at a time per host, and a pause between two. Holds for all threads of one process.

What holds for all processes is made of it in ``hosts``.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol
from urllib.parse import urlsplit

from harvester.errors import EndpointError

Sleep = Callable[[float], object]
LOOK_UP_SECONDS = 0.1
"""How often a waiting thread looks whether it is to stop."""


def place_of(url: str) -> str:
    """Name the host of an address, as far as it is one to be polite to.

    With and without encryption, and with and without ``www.``, it is the same; on another port it
    is another.
    """
    parts = urlsplit(url)
    name = (parts.hostname or "").rstrip(".").removeprefix("www.")
    return name if parts.port in {None, 80, 443} else f"{name}:{parts.port}"


class Turns(Protocol):
    """Hands out the right to send a request to a host."""

    def turn(
        self, host: str, *, pause_seconds: float, sleep: Sleep, stop: threading.Event
    ) -> AbstractContextManager[float]:
        """As ``HostTurns.turn``."""
        ...


class HostTurns:
    """Hands out the right to send a request to a host."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._turns: dict[str, threading.Lock] = {}
        self._ended_at: dict[str, float] = {}

    @contextmanager
    def turn(
        self, host: str, *, pause_seconds: float, sleep: Sleep, stop: threading.Event
    ) -> Iterator[float]:
        """Wait for the turn of ``host``, and until its last request is ``pause_seconds`` past.

        Yields:
            The seconds waited.

        Raises:
            EndpointError: ``stopped``: ``stop`` was set while others had the turn.
        """
        began_at = time.monotonic()
        with self._guard:
            turn = self._turns.setdefault(host, threading.Lock())
        while not turn.acquire(timeout=LOOK_UP_SECONDS):
            if stop.is_set():
                raise EndpointError("the request was stopped", code="stopped", is_temporary=True)
        try:
            rest = self._ended_at.get(host, -pause_seconds) + pause_seconds - time.monotonic()
            if pause_seconds and rest > 0:
                sleep(rest)
            yield time.monotonic() - began_at
        finally:
            self._ended_at[host] = time.monotonic()
            turn.release()


HOST_TURNS = HostTurns()
"""Of this process."""
