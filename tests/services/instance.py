"""A whole site of its own in processes of its own.

For tests of commands, of kills, and of two sites that harvest each other.
"""

import os
import secrets
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from django.db import connection

from tests.services.processes import free_port, running

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Instance:
    """An empty, migrated site.

    Its database is of the kind this run tests; everything else lies in ``folder``.
    """

    folder: Path
    port: int
    settings: dict[str, str] = field(default_factory=dict)
    """Environment variables of the site; a test may add to them before it starts anything."""

    @classmethod
    @contextmanager
    def create(cls, folder: Path) -> Iterator["Instance"]:
        """Make a site whose database is gone afterwards."""
        created = cls(folder=folder, port=free_port())
        with _database() as database_settings:
            created.settings |= database_settings
            created.manage("migrate", "--verbosity=0")
            yield created

    @property
    def url(self) -> str:
        """The site's address, without a final slash."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """The whole environment for a process of the site."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "COMMONLOOM_DATA": str(self.folder),
            "PORT": str(self.port),
            **self.settings,
        }

    def manage(
        self, *arguments: str, stdin: str | None = None, may_fail: bool = False
    ) -> subprocess.CompletedProcess[str]:
        """Run a management command to its end and give what it printed.

        Raises:
            AssertionError: It failed and ``may_fail`` is false; the message holds what it printed.
        """
        done = subprocess.run(
            self.command(*arguments),
            input=stdin,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=280,
        )
        if not may_fail:
            assert done.returncode == 0, f"{arguments}:\n{done.stdout}\n{done.stderr}"
        return done

    def command(self, *arguments: str) -> list[str]:
        """Give the command line of a management command, for a test that starts it itself."""
        return [sys.executable, str(ROOT / "manage.py"), *arguments]

    @contextmanager
    def serve(self) -> Iterator[str]:
        """Serve the site as it is served in production and give its address."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with running(
            [sys.executable, "-m", "gunicorn", "--config=python:config.gunicorn", "config.wsgi"],
            log=self.folder / "web.log",
            is_ready=lambda: _answers(self.url),
            environment=self.environment,
            folder=ROOT,
        ):
            yield self.url


@contextmanager
def _database() -> Iterator[dict[str, str]]:
    if connection.vendor != "postgresql":
        yield {}
        return
    name = f"instance_{secrets.token_hex(4)}"
    server, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE {name}")
        try:
            yield {"DATABASE_URL": f"{server}/{name}"}
        finally:
            owner.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
