"""Keep the last answers of a list on disk, so that a killed harvest does not ask for them again.

A list is fetched ahead of what is stored: while one page is stored the next is understood and the
one behind it asked for. What is on its way when a worker is killed is found here by the next worker
of this machine; another machine asks for it again. Knows files, and nothing of the database.
"""

import logging
import shutil
import time
from collections import deque
from hashlib import blake2b
from pathlib import Path

import msgspec

from harvester.http import HttpAnswer

logger = logging.getLogger(__name__)

KEPT = 5
"""Answers of a list: one more than can be on their way."""
KEPT_SECONDS = 3600.0
"""Older answers are not used: a source may have more to say by then."""


class Ahead:
    """The last answers of one list. For one thread at a time."""

    def __init__(self, folder: Path) -> None:
        """Take over what an earlier worker has left."""
        self.folder = folder
        found = sorted(folder.glob("*.answer"), key=modified_at) if folder.is_dir() else []
        self._files = deque(found)
        self._last_asked = ""

    def find(self, url: str) -> HttpAnswer | None:
        """Give an answer that is kept; None where it is to be fetched.

        What is asked for twice in a row was of no use the first time, and is to be fetched.
        """
        is_again, self._last_asked = url == self._last_asked, url
        file = self._file(url)
        if is_again or modified_at(file) < time.time() - KEPT_SECONDS:
            return None
        try:
            return msgspec.msgpack.decode(file.read_bytes(), type=HttpAnswer)
        except (OSError, msgspec.MsgspecError):
            return None

    def keep(self, url: str, answer: HttpAnswer) -> None:
        """Keep an answer that was of use, and drop the oldest; a full disk costs a request."""
        file = self._file(url)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            unfinished = file.with_suffix(".part")
            unfinished.write_bytes(msgspec.msgpack.encode(answer))
            unfinished.replace(file)
            if file not in self._files:
                self._files.append(file)
            while len(self._files) > KEPT:
                self._files.popleft().unlink(missing_ok=True)
        except OSError as error:
            logger.warning("an answer could not be kept: %s", error)

    def _file(self, url: str) -> Path:
        return self.folder / f"{blake2b(url.encode(), digest_size=16).hexdigest()}.answer"


def modified_at(file: Path) -> float:
    """Give when a file was written, in seconds; 0 when there is none."""
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0


def forget(folder: Path) -> None:
    """Drop what is kept of a list that has ended, and of lists that nobody has ended."""
    shutil.rmtree(folder, ignore_errors=True)
    for other in folder.parent.glob("*"):
        if modified_at(other) < time.time() - KEPT_SECONDS:
            shutil.rmtree(other, ignore_errors=True)
