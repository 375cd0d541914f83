"""A private Redis on a free port, without persistence."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tests.services.processes import free_port, running, temporary_folder


def find_program() -> str | None:
    """Give ``redis-server``, or its successor by another name; None when there is none."""
    return shutil.which("redis-server") or shutil.which("valkey-server")


def version(program: str) -> str:
    """Give the version in words, e.g. ``Redis 7.0.15``."""
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    words = answer.stdout.split()
    return f"{words[0]} {next(word for word in words if word.startswith('v=')).removeprefix('v=')}"


@contextmanager
def server(program: str) -> Iterator[str]:
    """Run a server and give the URL of its first database.

    Raises:
        ServiceFailed: It did not come up.
    """
    port = free_port()
    with temporary_folder("commonloom-redis-") as folder:
        command = [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
        command += ["--save", "", "--appendonly", "no"]
        with running(command, log=folder / "log", is_ready=lambda: _answers(port)):
            yield f"redis://127.0.0.1:{port}/0"


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(7) == b"+PONG\r\n"
    except OSError:
        return False
