"""The engines' files: fetched once by Maven, kept outside the work tree, checked before each use.

``COMMONLOOM_ENGINES`` names the folder; by default it lies in the user's cache. Maven takes them
from where its own settings say.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.services.processes import ServiceFailed

HERE = Path(__file__).parent
CHECKSUMS = HERE / "checksums.txt"
"""Lines as of ``sha256sum``, for every file."""
FETCH_SECONDS = 900


class NotToBeHad(Exception):
    """A program or a file is absent here; the message says which."""


def folder() -> Path:
    """Give the folder of the files, which need not exist yet."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("COMMONLOOM_ENGINES") or Path(cache, "commonloom", "engines"))


def fetched() -> Path:
    """Give the folder with all files, right to the last byte; fetch them where they are not.

    Raises:
        NotToBeHad: There is no Maven, or it cannot fetch them.
        ServiceFailed: What was fetched is not what the checksums say.
    """
    files = folder()
    if not wrong_files(files):
        return files
    fetch(files)
    if wrong := wrong_files(files):
        raise ServiceFailed(f"{files}: not as {CHECKSUMS.name} says: {', '.join(wrong[:5])}")
    return files


def fetch(files: Path) -> None:
    """Fetch everything that ``pom.xml`` names, and put it in place in one step."""
    maven = shutil.which("mvn")
    if maven is None:
        raise NotToBeHad("Maven (mvn) is not installed")
    files.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="fetching-", dir=files.parent) as aside:
        command = [maven, "--batch-mode", "--quiet", "--strict-checksums"]
        command += ["--file", str(HERE / "pom.xml"), "dependency:copy-dependencies"]
        done = subprocess.run(
            [*command, f"-DoutputDirectory={aside}/files"],
            capture_output=True,
            text=True,
            check=False,
            timeout=FETCH_SECONDS,
        )
        if done.returncode:
            raise NotToBeHad(f"Maven cannot fetch the engines: {done.stdout[-500:]}")
        shutil.rmtree(files, ignore_errors=True)
        Path(aside, "files").rename(files)


def wrong_files(files: Path) -> list[str]:
    """List the files that are absent or other than the checksums say."""
    stated = (line.split() for line in CHECKSUMS.read_text().splitlines())
    return [
        name
        for checksum, name in stated
        if not (files / name).is_file() or sha256(files / name) != checksum
    ]


def sha256(file: Path) -> str:
    """Give the checksum of a file."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def write_checksums(files: Path) -> None:
    """State the files as they are now to be the right ones."""
    lines = [f"{sha256(file)}  {file.name}\n" for file in sorted(files.iterdir())]
    CHECKSUMS.write_text("".join(lines))
