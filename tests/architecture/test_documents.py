"""What is written about the code is true of it."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, syntax_of

pytestmark = pytest.mark.database_independent

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "tests" / "README.md"])
LINK = re.compile(r"\]\((?!https?:)([^)#]+)[^)]*\)")


def test_every_setting_is_explained_to_operators():
    guide = (ROOT / "docs" / "operators-guide.md").read_text()
    settings = {
        call.args[0].value
        for call in ast.walk(syntax_of(Path("config/settings.py")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "env"
    }

    assert settings
    assert [name for name in sorted(settings) if f"| `{name}` |" not in guide] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_links_inside_the_project_lead_somewhere(document):
    targets = LINK.findall(document.read_text())

    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_code_map_names_what_exists():
    lines = (ROOT / "ARCHITECTURE.md").read_text().splitlines()
    rows = [line for line in lines if re.match(r"\| `[a-z_/.]+/?`", line)]
    named = {name for row in rows for name in re.findall(r"`([a-z_./]+)`", row.split("|")[1])}

    assert len(named) > 10
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
