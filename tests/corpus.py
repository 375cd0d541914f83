"""Where the recorded real records are; tests that need them are skipped, with a notice, where they are absent."""

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def corpus_path(*parts: str) -> Path:
    """Give a path in the corpus folder (environment variable COMMONLOOM_CORPUS), or skip the test."""
    folder = Path(os.environ.get("COMMONLOOM_CORPUS", SHARED / "corpus"))
    path = folder.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"corpus absent: {path} (set COMMONLOOM_CORPUS to the folder of recorded records)")
    return path


def tool_path(name: str) -> Path:
    """Give one of the programs beside the corpus, or skip the test."""
    path = corpus_path().parent / "tools" / name
    if not path.exists():
        pytest.skip(f"corpus tools absent: {path}")
    return path


def schema_path(name: str) -> Path:
    """Give one of the official XML schemas beside the corpus, or skip the test."""
    path = corpus_path().parent / "schemas" / name
    if not path.exists():
        pytest.skip(f"schemas absent: {path}")
    return path
