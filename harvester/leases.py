"""Who works on a run. A lease is renewed with every page.

A dead worker's lease runs out and another goes on.
"""

import os
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

from harvester.models import HarvestRun

LEASE_SECONDS = 60


def own_name() -> str:
    """Give this process's name as a lease owner: host, process id and when the process started."""
    return f"{socket.gethostname()}:{os.getpid()}:{started(os.getpid())}"


def started(pid: int) -> str:
    """Give a mark of when a process started, so that a reused process id is told apart.

    Empty when unknown.
    """
    try:
        # Field 22 of proc_pid_stat(5); field 2 may hold spaces, so count behind its bracket.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return ""


def renewed_until() -> datetime:
    """Give when a lease taken or renewed now runs out."""
    return datetime.now(UTC) + timedelta(seconds=LEASE_SECONDS)


def is_held(run: HarvestRun) -> bool:
    """Whether another, living process works on the run."""
    if run.lease_until is None or run.lease_until <= datetime.now(UTC):
        return False
    return run.lease_owner != own_name() and not is_known_dead(run.lease_owner)


def is_known_dead(owner: str) -> bool:
    """Whether the owner was a process of this very host that is gone.

    Its lease need not be waited for.
    """
    host, _, rest = owner.partition(":")
    pid, _, start = rest.partition(":")
    if host != socket.gethostname() or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return bool(start) and started(int(pid)) != start
