"""Who works on a run. A lease is renewed while its worker lives, however long a page takes.

A dead worker's lease runs out and another goes on; so does that of a frozen one, which then finds
its run taken. A worker that lives and hangs cannot be told from one that waits, so its lease ends
``MAX_SILENT_SECONDS`` behind its last page.
"""

import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Self

from django.db import DatabaseError, connection

from harvester.models import HarvestRun

logger = logging.getLogger(__name__)

LEASE_SECONDS = 45
"""With the time until somebody looks, a dead worker's run goes on within a minute."""
RENEWAL_SECONDS = 10.0
LOOK_SECONDS = 1.0
"""How often a worker looks whether its run is cancelled or lost, while it waits for a page."""
MAX_SILENT_SECONDS = 3600.0
"""Far longer than the time limits of the HTTP client and its retries let one page take."""


def own_name() -> str:
    """Give the name of this thread as a lease owner.

    Host, process id, when the process started, and the thread.
    """
    pid = os.getpid()
    return f"{socket.gethostname()}:{pid}:{started(pid)}:{threading.get_ident()}"


def started(pid: int) -> str:
    """Give a mark of when a process started, so that a reused process id is told apart.

    Empty when unknown, and for one that is dead and only not yet cleared away.
    """
    try:
        # Fields 3 and 22 of proc_pid_stat(5); field 2 may hold spaces, so count behind its bracket.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] in {"Z", "X"} else fields[19]


def renewed_until() -> datetime:
    """Give when a lease taken or renewed now runs out."""
    return datetime.now(UTC) + timedelta(seconds=LEASE_SECONDS)


def is_held(run: HarvestRun) -> bool:
    """Whether another, living worker is at the run."""
    if run.lease_until is None or run.lease_until <= datetime.now(UTC):
        return False
    return run.lease_owner != own_name() and not is_known_dead(run.lease_owner)


def is_known_dead(owner: str) -> bool:
    """Whether the owner was in a process of this very host that is gone.

    Its lease need not be waited for.
    """
    host, pid, start, *_ = [*owner.split(":"), "", ""]
    if host != socket.gethostname() or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return bool(start) and started(int(pid)) != start


def nothing() -> None:
    """Interrupt nothing."""


class Heartbeat:
    """Holds the lease of a run while its block lasts, from a thread with a connection of its own.

    Breaks off what the worker waits for as soon as the run is cancelled or another worker's.
    """

    def __init__(self, run: HarvestRun) -> None:
        """Begin with the block; ``run`` has just been taken by this thread."""
        self._pk, self._owner = run.pk, run.lease_owner
        self._interrupt = nothing
        self._ended, self._guard = threading.Event(), threading.Lock()
        self._heard_at = monotonic()
        self.is_stopped = False
        """The run was cancelled, or is another worker's: nothing more is to be waited for."""

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def hear(self) -> None:
        """Take note that the worker has got on."""
        self._heard_at = monotonic()

    @contextmanager
    def interrupting(self, interrupt: Callable[[], None]) -> Iterator[None]:
        """While this lasts, call ``interrupt`` when the run is to stop, once, in another thread."""
        with self._guard:
            before, self._interrupt = self._interrupt, interrupt
            if self.is_stopped:
                interrupt()
        try:
            yield
        finally:
            with self._guard:
                self._interrupt = before

    def _beat(self) -> None:
        """Look and renew until the end; a database that does not answer is asked again."""
        renew_at = monotonic() + RENEWAL_SECONDS
        try:
            while not self._ended.wait(LOOK_SECONDS) and not self.is_stopped:
                try:
                    self._look()
                    if monotonic() >= renew_at:
                        self._renew()
                        renew_at = monotonic() + RENEWAL_SECONDS
                except DatabaseError as error:
                    logger.warning("the lease was not renewed: %s", error)
                    connection.close()
        finally:
            connection.close()

    def _look(self) -> None:
        """See whether the run is to stop."""
        rows = HarvestRun.objects.filter(pk=self._pk)
        found = rows.values_list("state", "lease_owner", "is_cancel_wanted").first()
        if found is not None and found != (HarvestRun.State.RUNNING, self._owner, False):
            self._stop()

    def _renew(self) -> None:
        if monotonic() - self._heard_at < MAX_SILENT_SECONDS:
            HarvestRun.objects.filter(
                pk=self._pk, state=HarvestRun.State.RUNNING, lease_owner=self._owner
            ).update(lease_until=renewed_until())

    def _stop(self) -> None:
        with self._guard:
            self.is_stopped = True
            self._interrupt()
