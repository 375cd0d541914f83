"""The list as a value, and as it comes from addresses and sessions."""

from uuid import UUID, uuid4

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.http import QueryDict

from repository.remix.worklist import (
    KEY,
    MAX_LICENSES,
    MAX_WORKS,
    WorkList,
    keep_list,
    kept_list,
    read_license,
    stated_list,
)

pytestmark = pytest.mark.database_independent

ONE, TWO = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", None),
        ("q=algebra", None),
        ("work=", WorkList()),
        ("work=nonsense&work=%00", WorkList()),
        (f"work={ONE}&work={TWO}&work={ONE}", WorkList((ONE, TWO))),
        ("license=CC-BY-4.0&license=nonsense&license=", WorkList((), ("CC-BY-4.0",))),
        (f"work={ONE}&license=rs:InC", WorkList((ONE,), ("rs:InC",))),
    ],
)
def test_list_of_an_address_holds_what_can_be_read(query, expected):
    assert stated_list(QueryDict(query)) == expected


def test_list_goes_through_its_own_address():
    asked = WorkList((ONE, TWO), ("CC-BY-SA-4.0", "rs:InC"))

    assert stated_list(QueryDict(asked.query)) == asked


def test_list_of_an_address_is_bounded():
    works = "&".join(f"work={uuid4()}" for _ in range(MAX_WORKS + 50))
    licenses = "&".join(["license=CC-BY-4.0"] * 500 + ["license=MIT"])

    found = stated_list(QueryDict(f"{works}&{licenses}"))

    assert len(found.works) == MAX_WORKS
    assert len(found.licenses) <= MAX_LICENSES


@pytest.mark.parametrize(
    "kept", [None, "x", [], {"works": ["nonsense"]}, {"works": 1}, {"licenses": [1]}]
)
def test_session_that_cannot_be_read_holds_an_empty_list(kept):
    session = SessionBase()
    session[KEY] = kept

    assert kept_list(session) == WorkList()


def test_session_keeps_a_list_and_drops_an_empty_one():
    session = SessionBase()
    asked = WorkList((ONE,), ("MIT",))

    keep_list(session, asked)
    assert kept_list(session) == asked
    keep_list(session, asked.without(str(ONE)).without("MIT"))

    assert KEY not in session


def test_every_entry_is_there_once():
    asked = WorkList((ONE,)).with_works([ONE, TWO]).with_license("MIT").with_license("MIT")

    assert asked == WorkList((ONE, TWO), ("MIT",))


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("CC-BY-4.0", "CC-BY-4.0"),
        (" cc by-sa 3.0 ", "CC-BY-SA-3.0"),
        ("https://creativecommons.org/licenses/by-nc/4.0/deed.fr", "CC-BY-NC-4.0"),
        ("In Copyright", "rs:InC"),
        ("open access", ""),
        ("non-commercial use only", ""),
        ("<script>", ""),
        ("", ""),
        ("x" * 10_000, ""),
    ],
)
def test_licence_is_read_from_an_id_a_name_or_an_address(stated, expected):
    assert read_license(stated) == expected
