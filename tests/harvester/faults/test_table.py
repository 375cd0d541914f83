"""The table of faults names tests that there are."""

import ast
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.database_independent
FOLDER = Path(__file__).resolve().parents[1]
NAMED = re.compile(r"`([a-z_/]+\.py)::(test_\w+)(?:\[[^\]`]+\])?`")


def names_in(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_test_in_the_table_exists():
    named = NAMED.findall(Path(__file__).with_name("README.md").read_text(encoding="utf-8"))

    missing = [(file, name) for file, name in named if name not in names_in(FOLDER / file)]

    assert len(named) > 90
    assert missing == []


def test_every_test_of_this_folder_is_in_the_table():
    table = Path(__file__).with_name("README.md").read_text(encoding="utf-8")
    here = [file for file in Path(__file__).parent.glob("test_*.py") if file != Path(__file__)]

    unnamed = [
        f"{file.name}::{name}"
        for file in here
        for name in names_in(file)
        if name.startswith("test_") and f"faults/{file.name}::{name}`" not in table
    ]

    assert unnamed == []
