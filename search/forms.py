"""The search page's address and the query it stands for, read and written; nonsense is ignored."""

from collections.abc import Mapping, Sequence
from typing import Protocol, get_args
from urllib.parse import urlencode

import msgspec

from search.queries import FACETS, MAX_HITS, MAX_QUERY_CHARACTERS, SearchQuery, Sort

PAGE_SIZE = 20
MAX_PAGE = MAX_HITS // PAGE_SIZE
MAX_VALUES = 50
"""Chosen values of one facet."""
MAX_VALUE_CHARACTERS = 200
SORTS: tuple[Sort, ...] = get_args(Sort)


class Parameters(Protocol):
    """The part of Django's ``QueryDict`` that is used."""

    def get(self, key: str, default: str) -> str:
        """Give the last value of a parameter."""

    def getlist(self, key: str) -> list[str]:
        """Give all values of a parameter."""


def read_query(parameters: Parameters, *, reader_languages: Sequence[str] = ()) -> SearchQuery:
    """Give the query of an address such as ``?q=algebra&language=fr&language=ar&page=2``.

    Every address has an answer: unknown parameters are ignored, wrong values are the default.
    """
    sort = parameters.get("sort", "")
    return SearchQuery(
        text=" ".join(parameters.get("q", "").replace("\0", " ").split())[:MAX_QUERY_CHARACTERS],
        filters=tuple(
            (facet, values) for facet in FACETS if (values := read_values(parameters, facet))
        ),
        sort=next((known for known in SORTS if known == sort), "relevance"),
        page=read_page(parameters.get("page", "")),
        page_size=PAGE_SIZE,
        reader_languages=tuple(reader_languages),
    )


def read_values(parameters: Parameters, facet: str) -> tuple[str, ...]:
    """Give the chosen values of a facet, each once, in the order given."""
    given = dict.fromkeys(value.strip() for value in parameters.getlist(facet))
    usable = [
        value
        for value in given
        if value and "\0" not in value and len(value) <= MAX_VALUE_CHARACTERS
    ]
    return tuple(usable[:MAX_VALUES])


def read_page(stated: str) -> int:
    """Give the page number, from 1 to ``MAX_PAGE``; 1 when it is none."""
    if not (stated.isascii() and stated.isdecimal()) or len(stated) > 9:
        return 1
    return min(max(int(stated), 1), MAX_PAGE)


def query_string(query: SearchQuery) -> str:
    """Give the address parameters of a query, without the question mark; defaults are left out."""
    pairs = [("q", query.text)] if query.text else []
    pairs += [(facet, value) for facet, values in query.filters for value in values]
    if query.sort != "relevance":
        pairs.append(("sort", query.sort))
    if query.page > 1:
        pairs.append(("page", str(query.page)))
    return urlencode(pairs)


def on_page(query: SearchQuery, page: int) -> SearchQuery:
    """Give the same query on another page."""
    return msgspec.structs.replace(query, page=page)


def sorted_by(query: SearchQuery, sort: Sort) -> SearchQuery:
    """Give the same query in another order, from its first page."""
    return msgspec.structs.replace(query, sort=sort, page=1)


def without(query: SearchQuery, facet: str, value: str) -> SearchQuery:
    """Give the same query without one chosen value, from its first page."""
    chosen: Mapping[str, tuple[str, ...]] = dict(query.filters)
    filters = tuple(
        (name, kept)
        for name, values in chosen.items()
        if (kept := tuple(one for one in values if (name, one) != (facet, value)))
    )
    return msgspec.structs.replace(query, filters=filters, page=1)


def without_filters(query: SearchQuery) -> SearchQuery:
    """Give the same query with nothing chosen, from its first page."""
    return msgspec.structs.replace(query, filters=(), page=1)
