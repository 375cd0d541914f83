"""Every code and reason that the program can give has words and advice of its own."""

import ast
import re
from collections.abc import Iterator

import pytest

from harvester.reports.causes import ISSUE_BY_CODE, REJECTIONS, rejection_cause
from harvester.reports.failures import FAILURE_BY_CODE, FAILURES, failure_cause
from tests.architecture.sources import ROOT

pytestmark = pytest.mark.database_independent
ISSUE_CODE = re.compile(r"(?:unknown|unreadable|no|bad|license)-[a-z-]+")


def calls(*folders: str) -> Iterator[ast.Call]:
    """Yield every call in the modules of some folders of the harvester."""
    for folder in folders:
        for file in (ROOT / "harvester").glob(folder):
            yield from (
                node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)
            )


def name_of(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def text_of(node: ast.expr) -> str:
    """Give the fixed text of a literal; what is filled in becomes "x"."""
    if isinstance(node, ast.JoinedStr):
        parts = node.values
        return "".join(each.value if isinstance(each, ast.Constant) else "x" for each in parts)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def test_every_issue_has_advice():
    stated = {
        text_of(argument)
        for call in calls("normalize/*.py")
        for argument in call.args
        if ISSUE_CODE.fullmatch(text_of(argument))
    }

    assert len(stated) > 10
    assert stated - set(ISSUE_BY_CODE) == set()
    assert all(str(cause.advice) and str(cause.label) for cause in ISSUE_BY_CODE.values())


def test_every_failure_of_a_run_has_advice():
    codes = {
        text_of(keyword.value)
        for call in calls("*.py", "oaipmh/*.py", "sitemap/*.py")
        for keyword in call.keywords
        if keyword.arg == "code" and text_of(keyword.value)
    }

    assert len(codes) > 20
    assert {code for code in codes if not code.startswith("http-")} - set(FAILURE_BY_CODE) == set()
    assert all(str(cause.advice) and str(cause.label) for cause in FAILURES)


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("http-403", "The server forbids the harvest"),
        ("http-502", "The server answered with an error"),
        ("", "The run failed"),
        ("thatIsNoCode", "The run failed"),
    ],
)
def test_failure_is_told_in_words_whatever_its_code(code, label):
    assert str(failure_cause(code).label) == label


def reasons() -> Iterator[str]:
    """Yield the reasons for which a record can be rejected, as the sources state them."""
    folders = ("*.py", "crosswalks/*.py", "json_ld/*.py", "normalize/*.py", "sitemap/*.py")
    for call in calls(*folders, "oaipmh/*.py"):
        if name_of(call) == "RecordError" and call.args and text_of(call.args[0]):
            yield text_of(call.args[0])
    for folder in (*folders, "oaipmh/*.py"):
        for file in (ROOT / "harvester").glob(folder):
            for node in ast.walk(ast.parse(file.read_text())):
                is_reason = isinstance(node, ast.Assign) and any(
                    isinstance(target, ast.Name) and target.id in {"reason", "unread"}
                    for target in node.targets
                )
                if is_reason and len(text_of(node.value)) > 20:
                    yield text_of(node.value)


def test_every_rejection_has_a_cause_of_its_own():
    found = set(reasons())

    assert len(found) > 8
    assert {reason for reason in found if rejection_cause(reason).code == "other"} == set()


def test_no_mark_of_a_cause_speaks_of_another():
    for cause in REJECTIONS:
        for mark in cause.marks:
            others = [each for each in REJECTIONS if each is not cause]
            assert not [each for each in others for other in each.marks if other in mark], mark
