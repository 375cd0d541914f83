"""Where a page begins, and the cursor behind it.

Lists in the order of recency, of use or of titles go on by value, so that every page costs the
same. The order by relevance has no value to go on from: its pages are counted, and end at
``MAX_HITS``.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from tantivy import FieldType, Order, Query

from search.backends.cursors import Cursor, read_cursor, write_cursor
from search.backends.tantivy.mapping import SCHEMA, TITLE_START, title_start
from search.errors import CursorInvalid
from search.queries import MAX_HITS, SearchQuery, Sort

LEAST = -(2**63)
SORTED: dict[Sort, dict[str, Any]] = {
    "relevance": {},
    "newest": {"order_by_field": "recency"},
    "downloads": {"order_by_field": "popularity"},
    "title": {"order_by_field": "title_key", "order": Order.Asc},
}


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """The beginning of a page."""

    sort: Sort
    offset: int
    behind: Query | None = None
    """What comes before the page is left out, but for the first ``offset`` hits."""
    last_key: int | None = None
    """Of the last hit before the page, if others may share it: ``title_start``, or popularity."""

    @property
    def order(self) -> dict[str, Any]:
        """Arguments of the engine's search."""
        return SORTED[self.sort]


def place_of(query: SearchQuery, sort: Sort) -> Place:
    """Give where the page of a query begins.

    Raises:
        CursorInvalid: The cursor is none of this list.
    """
    if not query.cursor:
        return Place(sort=sort, offset=(query.page - 1) * query.page_size)
    cursor = read_cursor(query.cursor, sort=sort)
    if not 0 <= cursor.shown <= MAX_HITS:
        raise CursorInvalid("the cursor points behind the hits that can be paged through")
    if sort == "newest":
        if not LEAST < cursor.recency < -LEAST:
            raise CursorInvalid("the cursor is not one of this list: begin with the first page")
        older = Query.range_query(
            SCHEMA,
            "recency",
            FieldType.Integer,
            upper_bound=cursor.recency,
            include_upper=False,
        )
        return Place(sort=sort, offset=0, behind=Query.const_score_query(older, 0))
    if sort == "downloads":
        if not LEAST < cursor.popularity < -LEAST:
            raise CursorInvalid("the cursor is not one of this list: begin with the first page")
        not_more = Query.range_query(
            SCHEMA, "popularity", FieldType.Integer, upper_bound=cursor.popularity
        )
        return Place(
            sort=sort,
            offset=cursor.shown,
            behind=Query.const_score_query(not_more, 0),
            last_key=cursor.popularity,
        )
    if sort == "title":
        start = title_start(cursor.title_key)
        later = Query.range_query(SCHEMA, TITLE_START, FieldType.Unsigned, lower_bound=start)
        return Place(
            sort=sort,
            offset=cursor.shown,
            behind=Query.const_score_query(later, 0),
            last_key=start,
        )
    return Place(sort=sort, offset=cursor.shown)


def cursor_behind(keys: Sequence[Any], place: Place) -> str:
    """Give the cursor behind a page, by what its hits were sorted by; empty behind no hits.

    Of titles that begin alike, and works used alike, the cursor counts those that were shown.
    """
    if not keys:
        return ""
    if place.sort == "newest":
        return write_cursor(Cursor(sort=place.sort, recency=keys[-1]))
    if place.sort == "title":
        alike = shown_alike([title_start(key) for key in keys], place)
        return write_cursor(Cursor(sort=place.sort, title_key=keys[-1], shown=alike))
    if place.sort == "downloads":
        alike = shown_alike(keys, place)
        return write_cursor(Cursor(sort=place.sort, popularity=keys[-1], shown=alike))
    shown = place.offset + len(keys)
    return write_cursor(Cursor(sort=place.sort, shown=shown)) if shown < MAX_HITS else ""


def shown_alike(keys: Sequence[int], place: Place) -> int:
    """Give how many hits were shown so far that share the key of the last one."""
    before = place.offset if keys[-1] == place.last_key else 0
    return before + keys.count(keys[-1])
