"""Where embedded indexes lie: one folder for each build, a pointer to the one in use, one lock.

::

    <root>/current           name of the index in use, replaced in one step
    <root>/writer.lock       held by the one writing process; freed by the system when it dies
    <root>/v1-6f2c…/         an index, with the place in the change feed that it has reached
"""

import fcntl
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from search.backends.tantivy.mapping import MAPPING_VERSION
from search.errors import BackendBusy, BackendUnavailable

PREFIX = f"v{MAPPING_VERSION}-"
POSITION = "commonloom-position"
LOCK_POLL_SECONDS = 0.05


class IndexFolder:
    """The folder named by ``SEARCH_URL``; it need not exist before something is written."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def find_current(self) -> Path | None:
        """Give the index in use; None when there is none of this mapping version."""
        try:
            name = (self.root / "current").read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None
        path = self.root / name
        return path if name.startswith(PREFIX) and path.is_dir() else None

    def create(self) -> Path:
        """Make a folder for a new index, under a name never used before."""
        path = self.root / f"{PREFIX}{uuid.uuid4().hex[:16]}"
        path.mkdir(parents=True)
        return path

    def publish(self, path: Path) -> None:
        """Put an index in use and remove the others; processes that have one open keep it."""
        replace_file(self.root / "current", path.name)
        self.remove_others(path)

    def remove_others(self, kept: Path | None) -> None:
        """Remove every index but one; call it only as the writer."""
        for other in self.root.glob("v*-*"):
            if other != kept:
                shutil.rmtree(other, ignore_errors=True)

    @contextmanager
    def lock(self, *, wait_seconds: float) -> Iterator[None]:
        """Be the only writer, across processes.

        Raises:
            BackendBusy: Another one did not finish in time.
        """
        deadline = time.monotonic() + wait_seconds
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            file = (self.root / "writer.lock").open("a")
        except OSError as error:
            raise BackendUnavailable(
                f"the folder that SEARCH_URL names cannot be written: {error}"
            ) from error
        with file as opened:
            while True:
                try:
                    fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError as error:
                    if time.monotonic() >= deadline:
                        raise BackendBusy(
                            f"another process is writing the search index in {self.root}"
                        ) from error
                time.sleep(LOCK_POLL_SECONDS)
            yield


def read_position(path: Path) -> int:
    """Give the place in the change feed that an index has reached; 0 when it has none."""
    try:
        return int((path / POSITION).read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return 0


def write_position(path: Path, position: int) -> None:
    """Keep the place in the change feed; call it after the commit of what was read up to there."""
    replace_file(path / POSITION, str(position))


def replace_file(file: Path, content: str) -> None:
    """Write a small file so that a reader, or a crash, sees the old or the new content."""
    aside = file.with_name(f"{file.name}.new")
    with aside.open("w", encoding="ascii") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    aside.replace(file)
