"""A private Elasticsearch of one node: the core of 8.19, which has no language analyzers."""

import os
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.engines import QUICK_START, START_SECONDS, answers_green
from tests.engines.downloads import fetched
from tests.engines.java import find_home
from tests.services.processes import (
    free_port,
    running,
    temporary_folder,
    unprivileged_account,
)

ARCHIVE = "elasticsearch-8.19.8.zip"
VERSION = "Elasticsearch 8.19.8, core only"


@dataclass
class Installation:
    """One that can be started and stopped; what it holds stays until the folder goes."""

    folder: Path
    program: Path
    account: str | None
    java: Path
    port: int

    @property
    def address(self) -> str:
        """Where it answers while it runs."""
        return f"http://127.0.0.1:{self.port}"

    @contextmanager
    def running(self, java_options: Sequence[str] = QUICK_START) -> Iterator[str]:
        """Run it, as another user where this one is root, and give its address.

        Args:
            java_options: Memory and whatever else; measurements want more than tests do.

        Raises:
            ServiceFailed: It did not come up.
        """
        options = {
            "discovery.type": "single-node",
            "xpack.security.enabled": "false",
            "http.port": str(self.port),
            "transport.port": str(free_port()),
            "cluster.routing.allocation.disk.threshold_enabled": "false",
        }
        command = [str(self.program)]
        for name, value in options.items():
            command += ["-E", f"{name}={value}"]
        with running(
            command,
            log=self.folder / "log",
            is_ready=lambda: answers_green(self.address),
            user=self.account,
            environment={
                "PATH": os.defpath,
                "HOME": str(self.folder),
                "ES_JAVA_HOME": str(self.java),
                "ES_JAVA_OPTS": " ".join(java_options),
            },
            timeout_seconds=START_SECONDS,
        ):
            yield self.address


@contextmanager
def installed() -> Iterator[Installation]:
    """Give one that is not running yet and holds nothing; it is gone afterwards.

    Raises:
        NotToBeHad: There is no Java or no Maven here.
    """
    java, files = find_home(), fetched()
    account = unprivileged_account()
    with temporary_folder("commonloom-elasticsearch-", owner=account) as folder:
        program = unpack(files / ARCHIVE, folder, account)
        yield Installation(folder, program, account, java, free_port())


@contextmanager
def server(java_options: Sequence[str] = QUICK_START) -> Iterator[str]:
    """Run one and give its address.

    Args:
        java_options: As ``Installation.running``.

    Raises:
        NotToBeHad: There is no Java or no Maven here.
        ServiceFailed: It did not come up.
    """
    with installed() as installation, installation.running(java_options) as address:
        yield address


def unpack(archive: Path, folder: Path, account: str | None) -> Path:
    """Unpack the archive for an account and give the program in it."""
    with zipfile.ZipFile(archive) as opened:
        for member in opened.infolist():
            target = opened.extract(member, folder)
            if mode := member.external_attr >> 16:
                Path(target).chmod(mode & 0o777)
    if account:
        for inside, _, names in os.walk(folder):
            for path in (Path(inside), *(Path(inside, name) for name in names)):
                shutil.chown(path, account)
    return next(folder.glob("*/bin/elasticsearch"))
