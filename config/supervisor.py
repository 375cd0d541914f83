"""Several processes that live and die together; no Django.

A child gets a process group of its own, so that a Ctrl-C in the terminal reaches the supervisor
alone and the children end in order. However the supervisor ends, its children end too.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Sequence
from types import FrameType, TracebackType

PR_SET_PDEATHSIG = 1  # linux/prctl.h
PAUSE_SECONDS = 0.05
GRACE_SECONDS = 10
"""How long a child may take to end when asked, before it is ended by force."""

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class Stopped(Exception):
    """The operator, or the system, asked for the end."""


class ChildEnded(Exception):
    """A process that should run for ever has ended; the message says which and how."""


class Supervisor:
    """Starts processes, watches them, and ends them all when its ``with`` block is left.

    Inside the block SIGINT and SIGTERM raise ``Stopped`` at the next call of a method.
    """

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        """That of the children; a change counts for those started later."""
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._stopping = threading.Event()

    def __enter__(self) -> "Supervisor":
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self._end_all()

    def start(
        self,
        name: str,
        command: Sequence[str],
        *,
        pass_fds: Sequence[int] = (),
        is_silent: bool = False,
    ) -> subprocess.Popen[bytes]:
        """Start a process that is to run as long as the supervisor.

        Args:
            name: What to call it when it ends too early.
            command: Its command line.
            pass_fds: Handles that it inherits.
            is_silent: Drop what it says; its errors are shown all the same.
        """
        child = subprocess.Popen(  # noqa: S603 - the commands are our own
            command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if is_silent else None,
            pass_fds=pass_fds,
            process_group=0,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - the supervisor has one thread
        )
        self._children[name] = child
        return child

    def run(self, name: str, command: Sequence[str]) -> int:
        """Run a process to its end, show only its errors, and give its exit code."""
        child = self.start(name, command, is_silent=True)
        while child.poll() is None:
            self._pause(watched=self._children.keys() - {name})
        del self._children[name]
        return child.returncode

    def wait_until(self, is_ready: Callable[[], bool]) -> None:
        """Wait until something is so.

        Raises:
            ChildEnded: A process ended before it was.
            Stopped: Asked to stop.
        """
        while not is_ready():
            self._pause(watched=self._children.keys())

    def watch(self) -> None:
        """Wait until asked to stop, or until a process ends.

        Raises:
            ChildEnded: A process ended.
            Stopped: Asked to stop.
        """
        self.wait_until(lambda: False)

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping.set()

    def _pause(self, *, watched: Collection[str]) -> None:
        if self._stopping.wait(PAUSE_SECONDS):
            raise Stopped
        for name in watched:
            if (code := self._children[name].poll()) is not None:
                how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
                raise ChildEnded(f"{name} {how}")

    def _end_all(self) -> None:
        """End every child, the youngest first; by force those that do not listen."""
        children = list(reversed(self._children.values()))
        for child in children:
            child.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for child in children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0, deadline - time.monotonic()))
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)  # the child, or what it left behind
            child.wait()


def end_with_parent() -> None:
    """Ask the kernel to send SIGTERM to this process when its parent is gone, however that ended.

    Linux only; elsewhere a child outlives a parent that was killed by force.
    """
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() == 1:  # the parent was gone before the call
        os.kill(os.getpid(), signal.SIGTERM)
