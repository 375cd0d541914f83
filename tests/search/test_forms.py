"""Addresses of the search page and the queries they stand for."""

import pytest
from django.http import QueryDict

from search.forms import (
    MAX_PAGE,
    on_page,
    query_string,
    read_query,
    sorted_by,
    with_cursor,
    with_text,
    with_value,
    with_values,
    without,
    without_filters,
)
from search.queries import MAX_QUERY_CHARACTERS, SearchQuery

QUERY = SearchQuery(
    text="eau & vie +1 جبر",
    filters=(("license_class", ("open",)), ("language", ("fr", "zh-Hant"))),
    sort="newest",
    page=3,
)


def read(address: str) -> SearchQuery:
    return read_query(QueryDict(address))


def test_address_gives_back_the_query_it_was_made_of():
    assert read(query_string(QUERY)) == QUERY


def test_address_of_the_default_query_is_empty():
    assert query_string(SearchQuery()) == ""


@pytest.mark.parametrize(
    ("address", "page"),
    [("page=2", 2), ("page=0", 1), ("page=-1", 1), ("page=x", 1), ("page=٢", 1), ("page=", 1),
     ("page=999999999999999999", 1), ("page=99999999", MAX_PAGE), ("page=1&page=4", 4)],
)  # fmt: skip
def test_page_is_a_number_within_bounds(address, page):
    assert read(address).page == page


def test_nonsense_is_ignored():
    query = read("sort=price&colour=red&language=&language=%00&language=" + "x" * 300)

    assert query == SearchQuery()


def test_chosen_values_are_kept_once_and_in_order():
    assert read("language=fr&language=ar&language=fr").filters == (("language", ("fr", "ar")),)


def test_words_are_cut_and_cleaned():
    assert read("q=%20a%00b%0A%20c%20").text == "a b c"
    assert len(read("q=" + "x" * 5000).text) == MAX_QUERY_CHARACTERS


def test_changes_of_a_query_start_from_its_first_page():
    assert sorted_by(QUERY, "title").page == 1
    assert without_filters(QUERY).page == 1
    assert without(QUERY, "language", "fr").page == 1
    assert on_page(QUERY, 7).page == 7


def test_cursor_lifts_the_limit_of_pages_and_is_left_behind_by_every_change():
    behind = with_cursor(QUERY, QueryDict("page=700&cursor=abc"))

    assert (behind.page, behind.cursor) == (700, "abc")
    assert query_string(behind).endswith("&page=700&cursor=abc")
    for changed in (
        sorted_by(behind, "title"),
        without_filters(behind),
        without(behind, "language", "fr"),
        with_values(behind, "language", ("ar",)),
        with_text(behind, "sel"),
        on_page(behind, 2),
    ):
        assert changed.cursor == ""
        assert changed.page < 3


@pytest.mark.parametrize("address", ["cursor=", "page=700", "cursor=" + "x" * 2000])
def test_address_without_a_usable_cursor_has_none(address):
    assert with_cursor(QUERY, QueryDict(address)) == QUERY


def test_value_is_added_to_parameters_as_reading_them_expects():
    parameters = with_value(query_string(SearchQuery(text="a b")), "provider", "x&y=é +")

    assert read(parameters).filters == (("provider", ("x&y=é +",)),)
    assert read(with_value("", "language", "fr")).filters == (("language", ("fr",)),)


def test_value_is_taken_away_and_its_facet_with_the_last_one():
    once = without(QUERY, "language", "fr")
    twice = without(once, "license_class", "open")

    assert once.filters == (("license_class", ("open",)), ("language", ("zh-Hant",)))
    assert twice.filters == (("language", ("zh-Hant",)),)
