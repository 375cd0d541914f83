"""The real parts of a test run: which were exercised, and which were missing.

A test that needs a real part asks for its fixture. Where the program is absent the test is skipped
with a notice; with ``COMMONLOOM_TEST_STRICT=1`` it fails instead.
"""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import NoReturn

import pytest

POSTGRESQL = "PostgreSQL"
REDIS = "Redis"
CHROMIUM = "Chromium"
OPENSEARCH = "OpenSearch"
ELASTICSEARCH = "Elasticsearch"
CORPUS = "Recorded corpus"
PROGRAMS = (POSTGRESQL, REDIS, CHROMIUM, OPENSEARCH, ELASTICSEARCH)
"""Parts whose lack is a failure when strict. The corpus is data and may always be absent."""


@dataclass
class PartUse:
    """What became of one real part: the tests that used it, and those that had to do without."""

    version: str = ""
    exercised: int = 0
    skipped: int = 0
    reason: str = ""

    def skip(self, reason: str) -> None:
        """Count a test that had to do without."""
        self.skipped += 1
        self.reason = reason

    def add(self, other: "PartUse") -> None:
        """Count another run's use of the same part."""
        self.version = self.version or other.version
        self.reason = self.reason or other.reason
        self.exercised += other.exercised
        self.skipped += other.skipped

    def __str__(self) -> str:
        words = []
        if self.exercised:
            words.append(f"exercised, tests: {self.exercised}")
        if self.reason:
            words.append(f"SKIPPED, tests: {self.skipped} ({self.reason})")
        if not words:
            words.append("not needed by the tests of this run")
        return "; ".join(words) + (f" [{self.version}]" if self.version else "")


@dataclass
class PartsReport:
    """The use of every part, in the order shown."""

    parts: dict[str, PartUse] = field(
        default_factory=lambda: {name: PartUse() for name in (*PROGRAMS, CORPUS)}
    )

    def lines(self) -> list[str]:
        """Give one line for each part."""
        return [f"{name:16}{use}" for name, use in self.parts.items()]

    def missing(self) -> list[str]:
        """List the programs that some test had to do without."""
        return [name for name in PROGRAMS if self.parts[name].reason]

    def add(self, other: "PartsReport") -> None:
        """Count another run."""
        for name, use in other.parts.items():
            self.parts[name].add(use)

    def save(self, file: Path) -> None:
        """Write the report for the test command to read."""
        file.write_text(json.dumps({name: asdict(use) for name, use in self.parts.items()}))

    @classmethod
    def load(cls, file: Path) -> "PartsReport":
        """Read a saved report; where the run broke off and there is none, the report is empty."""
        report = cls()
        if file.exists():
            saved = json.loads(file.read_text())
            report.parts |= {name: PartUse(**use) for name, use in saved.items()}
        return report


def is_strict() -> bool:
    """Tell whether the lack of a program is a failure."""
    return os.environ.get("COMMONLOOM_TEST_STRICT", "") not in {"", "0"}


def lack(part: str, reason: str) -> NoReturn:
    """Skip the test that needs ``part``, or fail it when strict."""
    if is_strict():
        pytest.fail(f"{part}: {reason}, and it is required", pytrace=False)
    pytest.skip(f"{part}: {reason}")
