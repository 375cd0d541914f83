"""Items of a list of values, as HTML."""

import pytest
from django.utils import translation

from search.templatetags.choosing import choices
from search.views.facets import Option

pytestmark = pytest.mark.database_independent


def option(**fields):
    stated = {"value": "x", "label": "X", "count": 1, "parameters": "f=x", "is_chosen": False}
    return Option(**(stated | fields))


def test_what_sources_say_stays_text():
    shown = choices([option(label='<script>"', parameters='source="><script>')])

    assert "<script" not in shown
    assert "<bdi>&lt;script&gt;&quot;</bdi>" in shown


def test_chosen_value_says_that_its_link_takes_it_back():
    shown = choices([option(is_chosen=True)])

    assert 'aria-current="true"' in shown
    assert '<span class="hidden">Remove: </span><bdi>X</bdi>' in shown
    assert "aria-current" not in choices([option()])


@pytest.mark.parametrize(("language", "expected"), [("en", "12,345"), ("fr", "12\xa0345")])
def test_large_counts_are_grouped_as_in_the_language_of_the_page(language, expected):
    with translation.override(language):
        shown = choices([option(count=12345)])

    assert f'<span class="count">{expected}</span>' in shown


def test_value_below_another_is_set_in():
    assert choices([option(depth=2)]).startswith('<li class="depth-2">')
