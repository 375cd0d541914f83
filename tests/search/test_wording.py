"""A search in one line, whatever was typed and chosen."""

import pytest
from django.http import QueryDict
from django.utils import translation

from search.forms import read_query
from search.wording import MAX_PARTS, describe
from tests.factories import make_provider

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("interface_languages")]


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ("", "All resources"),
        ("q=%20&sort=title&page=3", "All resources"),
        ("q=algebra", "“algebra”"),
        ("language=fr&license_class=open&q=algebra", "“algebra” · Open · French"),
        ("resource_type=x-nonsense", "x-nonsense"),
        ("q=a%0b%1b%ef%bf%beb%0d%0ac", "“a b c”"),
    ],
)
def test_search_is_said_in_words(parameters, said):
    assert describe(read_query(QueryDict(parameters))) == said


def test_long_search_is_cut():
    many = "&".join(f"provider=p{number}" for number in range(50))

    said = describe(read_query(QueryDict(f"q={'long ' * 200}&{many}")))

    assert said.count(" · ") == MAX_PARTS
    assert said.endswith("· …")
    assert len(said) < 200


def test_name_of_a_source_cannot_break_the_line():
    make_provider("evil", name="Evil\r\nBcc: x@y.example")

    assert "\n" not in describe(read_query(QueryDict("provider=evil")))


def test_parts_keep_their_direction_in_a_line_from_right_to_left():
    with translation.override("ar"):
        said = describe(read_query(QueryDict("q=algebra&language=fr")))

    assert said == "\u2068«algebra»\u2069 · \u2068الفرنسية\u2069"
