"""Starting the real programs that tests need, on loopback, and stopping them again."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

LIFELINE = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
"""Ends the program when the test run is killed by force; not to be had outside Linux."""


class ServiceFailed(Exception):
    """A program is there but did not come up; the message holds the end of its log."""


def free_port() -> int:
    """Give a loopback port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def unprivileged_account() -> str | None:
    """Give the account for programs that refuse to run as root; None when this is not root."""
    if os.geteuid() != 0:
        return None
    accounts = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in accounts), None)


@contextmanager
def temporary_folder(prefix: str, *, owner: str | None = None) -> Iterator[Path]:
    """Give a folder that is gone afterwards, owned by ``owner`` where one is named."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    try:
        if owner:
            shutil.chown(folder, owner)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(
    command: list[str],
    *,
    log: Path,
    is_ready: Callable[[], bool],
    user: str | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
    timeout_seconds: float = 60,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program until the block ends; enter the block when it is ready.

    ``folder`` is where it runs; by default where its log is.

    Raises:
        ServiceFailed: It ended, or was not ready in time.
    """
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*LIFELINE, *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            user=user,
            extra_groups=[] if user else None,
            env=environment,
            cwd=folder or log.parent,
            process_group=0,
        )
    try:
        deadline = time.monotonic() + timeout_seconds
        while not is_ready():
            if process.poll() is not None or time.monotonic() > deadline:
                end = log.read_text(errors="replace")[-2000:]
                raise ServiceFailed(f"{command[0]} did not come up:\n{end}")
            time.sleep(0.05)
        yield process
    finally:
        stop(process, stop_signal)


def stop(process: subprocess.Popen[bytes], stop_signal: signal.Signals = signal.SIGTERM) -> None:
    """End a process, by force when it does not listen within 20 seconds."""
    if process.poll() is None:
        process.send_signal(stop_signal)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
