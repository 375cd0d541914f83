"""The search page's address and the query it stands for, read and written; nonsense is ignored."""

from collections.abc import Mapping, Sequence
from typing import Protocol, get_args
from urllib.parse import quote_plus, urlencode

import msgspec

from search.queries import MAX_HITS, MAX_QUERY_CHARACTERS, OFFERED_FACETS, SearchQuery, Sort

PAGE_SIZE = 20
MAX_PAGE = MAX_HITS // PAGE_SIZE
MAX_PAGE_NUMBER = 10**6
"""Of pages reached by a cursor."""
MAX_CURSOR_CHARACTERS = 1_000
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
            (facet, values)
            for facet in OFFERED_FACETS
            if (values := read_values(parameters, facet))
        ),
        sort=next((known for known in SORTS if known == sort), "relevance"),
        page=read_page(parameters.get("page", "")),
        page_size=PAGE_SIZE,
        reader_languages=tuple(reader_languages),
    )


def with_cursor(query: SearchQuery, parameters: Parameters) -> SearchQuery:
    """Give the query of an address that goes on behind a page; then its page is only a number."""
    cursor = parameters.get("cursor", "")
    if not cursor or len(cursor) > MAX_CURSOR_CHARACTERS:
        return query
    page = read_page(parameters.get("page", ""), most=MAX_PAGE_NUMBER)
    return msgspec.structs.replace(query, cursor=cursor, page=page)


def read_values(parameters: Parameters, facet: str) -> tuple[str, ...]:
    """Give the chosen values of a facet, each once, in the order given."""
    given = dict.fromkeys(value.strip() for value in parameters.getlist(facet))
    usable = [
        value
        for value in given
        if value and "\0" not in value and len(value) <= MAX_VALUE_CHARACTERS
    ]
    return tuple(usable[:MAX_VALUES])


def read_page(stated: str, *, most: int = MAX_PAGE) -> int:
    """Give the page number, from 1 to ``most``; 1 when it is none."""
    if not (stated.isascii() and stated.isdecimal()) or len(stated) > 9:
        return 1
    return min(max(int(stated), 1), most)


def query_string(query: SearchQuery) -> str:
    """Give the address parameters of a query, without the question mark; defaults are left out."""
    pairs = [("q", query.text)] if query.text else []
    pairs += [(facet, value) for facet, values in query.filters for value in values]
    if query.sort != "relevance":
        pairs.append(("sort", query.sort))
    if query.page > 1:
        pairs.append(("page", str(query.page)))
    if query.cursor:
        pairs.append(("cursor", query.cursor))
    return urlencode(pairs)


def with_value(parameters: str, facet: str, value: str) -> str:
    """Give address parameters with one more value of a facet; made for long lists of links."""
    added = f"{facet}={quote_plus(value)}"
    return f"{parameters}&{added}" if parameters else added


def on_page(query: SearchQuery, page: int, *, cursor: str = "") -> SearchQuery:
    """Give the same query on another page, which may be one behind a cursor."""
    return msgspec.structs.replace(query, page=page, cursor=cursor)


def sorted_by(query: SearchQuery, sort: Sort) -> SearchQuery:
    """Give the same query in another order, from its first page."""
    return msgspec.structs.replace(query, sort=sort, page=1, cursor="")


def without(query: SearchQuery, facet: str, value: str) -> SearchQuery:
    """Give the same query without one chosen value, from its first page."""
    chosen: Mapping[str, tuple[str, ...]] = dict(query.filters)
    filters = tuple(
        (name, kept)
        for name, values in chosen.items()
        if (kept := tuple(one for one in values if (name, one) != (facet, value)))
    )
    return msgspec.structs.replace(query, filters=filters, page=1, cursor="")


def without_filters(query: SearchQuery) -> SearchQuery:
    """Give the same query with nothing chosen, from its first page."""
    return msgspec.structs.replace(query, filters=(), page=1, cursor="")


def with_values(query: SearchQuery, facet: str, values: Sequence[str]) -> SearchQuery:
    """Give the same query with these values of a facet alone chosen, from its first page."""
    chosen = dict(query.filters) | {facet: tuple(values)}
    filters = tuple((name, chosen[name]) for name in OFFERED_FACETS if chosen.get(name))
    return msgspec.structs.replace(query, filters=filters, page=1, cursor="")


def with_text(query: SearchQuery, text: str) -> SearchQuery:
    """Give the same choices with other words, from the first page."""
    return msgspec.structs.replace(query, text=text, page=1, cursor="")
