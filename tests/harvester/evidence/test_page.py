"""What web pages say of their licence."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.evidence.hints import MAX_HINT_CHARACTERS, Hint, agrees, read_hints
from harvester.evidence.page import MAX_HINTS, page_hints
from harvester.http import HttpAnswer

pytestmark = pytest.mark.database_independent

BY = "https://creativecommons.org/licenses/by/4.0/"
SA = "https://creativecommons.org/licenses/by-sa/4.0/"


def hints_of(html):
    return page_hints(HttpAnswer(url="https://a.example/x/", body=html.encode()))


def json_ld(*nodes):
    graph = json.dumps({"@context": "https://schema.org", "@graph": nodes})
    return f'<script type="application/ld+json">{graph}</script>'


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<",
        "\0\0",
        "<a rel=license>no address</a>",
        '<a rel="license" href="">x</a>',
        '<script type="application/ld+json">{"license": </script>',
        '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
        "<div>" * 50_000,
        '<link rel="license" href="http://[broken">',
    ],
)
def test_page_that_says_nothing_names_nothing(html):
    assert read_hints(hints_of(html)) is None


@pytest.mark.parametrize(
    ("html", "place"),
    [
        (f'<link rel="license" href="{BY}">', "rel=license"),
        (f'<a rel="nofollow LICENSE" href="{BY}">CC</a>', "rel=license"),
        (f'<a rel="cc:license" href="{BY}">CC</a>', "rel=license"),
        (f'<meta name="DC.rights" content="{BY}">', "meta dc.rights"),
        ('<meta name="dcterms.license" content="CC BY 4.0">', "meta dcterms.license"),
        (f'<meta property="og:license" content="{BY}">', "meta og:license"),
        (f'<a itemprop="license" href="{BY}">x</a>', "itemprop=license"),
        ('<span itemprop="license"> CC\nBY  4.0 </span>', "itemprop=license"),
        (f'<span property="dct:license" resource="{BY}"></span>', "property=dct:license"),
        (json_ld({"@type": "Course", "license": BY}), "JSON-LD license"),
        (json_ld({"@type": "Book", "license": {"@id": BY}}), "JSON-LD license"),
        (json_ld({"@type": "Book", "license": {"url": BY}}), "JSON-LD license"),
        (f'<p><a href="{BY}deed.fr"><img alt="CC"></a></p>', "link"),
        ('<a href="//creativecommons.org/licenses/by/4.0/">CC</a>', "link"),
    ],
)
def test_licence_is_found_wherever_pages_state_it(html, place):
    found = read_hints(hints_of(html))

    assert found.license_id == "CC-BY-4.0"
    assert found.snippet.startswith(f"{place}: ")


def test_what_is_stated_comes_before_mere_links():
    found = read_hints(hints_of(f'<a href="{SA}">a picture</a><a rel="license" href="{BY}">x</a>'))

    assert found.license_id == "CC-BY-4.0"


def test_licence_of_a_picture_is_not_that_of_the_work():
    picture = {"@type": "ImageObject", "license": SA}
    course = {"@type": "Course", "name": "Tea", "license": BY}

    assert read_hints(hints_of(json_ld(picture, course))).license_id == "CC-BY-4.0"


def test_pages_that_contradict_themselves_name_no_licence():
    found = read_hints(hints_of(f'<a rel="license" href="{BY}"></a><a rel="license" href="{SA}">'))

    assert found.license_id == ""
    assert set(found.candidates) == {"CC-BY-4.0", "CC-BY-SA-4.0"}
    assert BY in found.snippet
    assert SA in found.snippet


def test_hints_are_bounded():
    html = f'<a rel="license" href="{BY}{"x" * 5000}">' * 1000

    found = hints_of(html)

    assert len(found) == MAX_HINTS
    assert max(len(hint.text) for hint in found) <= MAX_HINT_CHARACTERS


@given(st.text(max_size=300))
def test_no_page_raises(text):
    hints_of(f'<a rel="license" href="{text}">{text}</a>{json_ld({"license": text})}')


@pytest.mark.parametrize(
    ("hints", "license_id", "license_class", "expected"),
    [
        ([BY], "CC-BY-4.0", "open", True),
        ([BY], "CC-BY", "open", True),
        (["CC BY"], "CC-BY-4.0", "open", True),
        ([BY], "CC-BY-SA-4.0", "open", False),
        ([BY], "CC-BY-3.0", "open", False),
        ([BY], "", "unknown", False),
        ([BY, SA], "CC-BY-SA-4.0", "open", True),
        ([BY, SA], "CC-BY-ND-4.0", "view-only", False),
        (["All rights reserved"], "CC-BY-4.0", "open", False),
        (["All rights reserved"], "", "closed", True),
    ],
)
def test_evidence_agrees_when_it_says_what_the_record_says(
    hints, license_id, license_class, expected
):
    found = read_hints([Hint("x", text) for text in hints])

    assert agrees(found, license_id=license_id, license_class=license_class) is expected
