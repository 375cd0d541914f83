"""A private PostgreSQL cluster in a temporary folder on a free port, for one test run."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.services.processes import (
    ServiceFailed,
    free_port,
    running,
    temporary_folder,
    unprivileged_account,
)

OWNER = "commonloom"
LOCALES = ("C.UTF-8", "en_US.UTF-8")
"""One of them is on every system; plain ``C`` would not fold the case of other scripts."""
SETTINGS = {"listen_addresses": "127.0.0.1", "max_connections": "100"}
FLEETING = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""Nothing of a test survives it, so nothing has to reach the disk; measurements leave this out."""


def find_programs() -> Path | None:
    """Give the folder of ``initdb`` and ``postgres``: on PATH, else Debian's newest, else None."""
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda file: float(file.parts[-3]), default=None)
    return newest.parent if newest else None


def version(programs: Path) -> str:
    """Give the version in words, e.g. ``PostgreSQL 15.9``."""
    answer = subprocess.run(
        [programs / "postgres", "--version"], capture_output=True, text=True, check=True
    )
    return f"PostgreSQL {answer.stdout.split()[2]}"


@contextmanager
def cluster(programs: Path, settings: Mapping[str, str] = FLEETING) -> Iterator[str]:
    """Run a cluster and give the ``DATABASE_URL`` of an empty database in it.

    As root it runs under another account, because PostgreSQL refuses root.

    Raises:
        ServiceFailed: It did not come up.
    """
    account = unprivileged_account()
    with temporary_folder("commonloom-postgresql-", owner=account) as folder:
        _create(programs, folder, account)
        port = free_port()
        command = [str(programs / "postgres"), "-D", str(folder / "data"), "-p", str(port)]
        for name, value in {**SETTINGS, **settings, "unix_socket_directories": str(folder)}.items():
            command += ["-c", f"{name}={value}"]
        url = f"postgresql://{OWNER}@127.0.0.1:{port}"
        with running(
            command,
            log=folder / "log",
            is_ready=lambda: _answers(f"{url}/postgres"),
            user=account,
            stop_signal=signal.SIGINT,  # "fast": does not wait for clients
        ):
            with psycopg.connect(f"{url}/postgres", autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {OWNER}")
            yield f"{url}/{OWNER}"


def _create(programs: Path, folder: Path, account: str | None) -> None:
    for locale in LOCALES:
        made = subprocess.run(
            [
                *(programs / "initdb", "--pgdata", folder / "data", "--username", OWNER),
                *("--auth", "trust", "--encoding", "UTF8", "--locale", locale, "--no-sync"),
            ],
            user=account,
            extra_groups=[] if account else None,
            cwd=folder,
            env={"PATH": os.defpath},
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode == 0:
            return
    raise ServiceFailed(f"initdb failed:\n{made.stderr}")


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
