"""Where the recorded real records are; without them the tests that need them are skipped."""

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"
FOLDER = Path(os.environ.get("COMMONLOOM_CORPUS") or SHARED / "corpus")

found: list[Path] = []
"""What was asked for and is there, for the account at the end of the run."""


def corpus_path(*parts: str) -> Path:
    """Give a path in the corpus folder (variable COMMONLOOM_CORPUS), or skip the test."""
    return _existing(FOLDER.joinpath(*parts))


def tool_path(name: str) -> Path:
    """Give one of the programs beside the corpus, or skip the test."""
    return _existing(FOLDER.parent / "tools" / name)


def schema_path(name: str) -> Path:
    """Give one of the official XML schemas beside the corpus, or skip the test."""
    return _existing(FOLDER.parent / "schemas" / name)


def _existing(path: Path) -> Path:
    if not path.exists():
        pytest.skip(f"Recorded corpus: {path.name} is absent, COMMONLOOM_CORPUS names its folder")
    found.append(path)
    return path
