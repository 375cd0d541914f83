"""Query -> request, and the engine's answer -> page."""

from collections.abc import Mapping
from typing import Any

from elasticsearch.dsl import A, Search
from elasticsearch.dsl.aggs import AggBase
from elasticsearch.dsl.query import MatchAll, MatchNone, Query

from search.backends.counting import chosen_values, make_facets, rare_values
from search.backends.cursors import Cursor, read_cursor, write_cursor
from search.backends.elasticsearch.connection import Connection, Refused
from search.backends.elasticsearch.querying import Clauses, all_of, with_readers, words_of
from search.backends.elasticsearch.statistics import find_statistics
from search.backends.ranking import relaxations
from search.errors import CursorInvalid, PageTooDeep
from search.queries import FACETS, MAX_BUCKETS, MAX_HITS, Hit, SearchPage, SearchQuery, Sort
from search.query_text import ParsedQuery, parse_query

COUNTED_BUCKETS = MAX_BUCKETS + 50
"""Values of a facet asked for: those shown, and some more, so that equal counts sort by name."""
ORDERS: dict[Sort, list[dict[str, dict[str, str]]]] = {
    "relevance": [
        {"_score": {"order": "desc"}},
        {"recency": {"order": "desc"}},
        {"id": {"order": "asc"}},
    ],
    "newest": [{"recency": {"order": "desc"}}, {"id": {"order": "asc"}}],
    "downloads": [{"popularity": {"order": "desc"}}, {"id": {"order": "asc"}}],
    "title": [{"title_key": {"order": "asc"}}, {"id": {"order": "asc"}}],
}
MAKES_NO_SENSE = 400
EVERYTHING = "everything"
FREE = "free"
RARE = ":rare"
"""Behind the name of a facet: its values that are counted however rare they are."""

Body = dict[str, Any]


def answer(connection: Connection, alias: str, query: SearchQuery) -> SearchPage:
    """Run a query.

    Raises:
        PageTooDeep: The page lies behind the first ``MAX_HITS`` hits.
        CursorInvalid: The cursor is none of this list.
    """
    if not query.cursor and query.page * query.page_size > MAX_HITS:
        raise PageTooDeep(f"only the first {MAX_HITS} hits can be paged through: narrow the search")
    parsed = parse_query(
        query.text, reader_languages=query.reader_languages, concepts=query.concepts
    )
    clauses = Clauses(find_statistics(connection, alias, words_of(parsed)))
    sort = sort_of(query, parsed)
    matching = matching_all(query, parsed, clauses)
    found = ask(connection, alias, request_body(query, matching, sort=sort))
    is_relaxed = False
    if parsed.required_count > 1 and not matched_anywhere(found):
        for fewer, needed in relaxations(parsed):
            matching = clauses.text(fewer, needed=needed, favored=query.favored)
            relaxed = ask(connection, alias, request_body(query, matching, sort=sort))
            if is_relaxed := matched_anywhere(relaxed):
                found = relaxed
                break
    return read_page(found, query, sort=sort, is_relaxed=is_relaxed)


def sort_of(query: SearchQuery, parsed: ParsedQuery) -> Sort:
    """Give the order: where nothing ranks, the newest come first."""
    return "newest" if query.sort == "relevance" and not parsed.is_ranked else query.sort


def matching_all(query: SearchQuery, parsed: ParsedQuery, clauses: Clauses) -> Query:
    """Give the query for the text, all words of it."""
    if not query.text.strip():
        return MatchAll()
    if parsed.is_empty:
        return MatchNone()
    return clauses.text(parsed, needed=parsed.required_count, favored=query.favored)


def request_body(query: SearchQuery, matching: Query, *, sort: Sort) -> Body:
    """Give the request: one page of hits under all filters, and the counts of all facets.

    Filters are applied after counting, so that each facet is counted under those of the others.
    """
    wanted = with_readers(matching, query.reader_languages) if sort == "relevance" else matching
    chosen = chosen_values(query.filters)
    search = Search().query(wanted).sort(*ORDERS[sort]).source(False)  # noqa: FBT003 - the client's form
    search = search.extra(track_total_hits=True)
    if query.cursor:  # one hit more tells whether there is a further page
        place = place_of(read_cursor(query.cursor, sort=sort))
        search = search.extra(size=query.page_size + 1, search_after=place)
    else:
        search = search.extra(**{"size": query.page_size, "from": before(query)})
    free: AggBase[Any] = search.aggs
    if chosen:
        search = search.post_filter(all_of(query.filters))
        search.aggs.bucket(EVERYTHING, A("filter", filter=MatchAll()))
        free = search.aggs.bucket(FREE, A("filter", filter=all_of(query.filters)))
    for facet in FACETS if query.has_facets else ():
        counted = free
        if facet in chosen:
            others = all_of(query.filters, but=facet)
            counted = search.aggs.bucket(facet, A("filter", filter=others))
        counted.bucket(facet, A("terms", field=facet, size=COUNTED_BUCKETS))
        if rare := rare_values(query, facet):
            counts = A("terms", field=facet, size=len(rare), include=list(rare))
            counted.bucket(f"{facet}{RARE}", counts)
    return search.to_dict()


def ask(connection: Connection, alias: str, body: Body) -> Body:
    """Send the request; an index that is not there has no documents.

    Raises:
        CursorInvalid: The engine cannot go on behind what the cursor says.
    """
    try:
        return connection.send(
            "POST",
            f"/{alias}/_search",
            body=body,
            parameters={"ignore_unavailable": "true", "allow_no_indices": "true"},
        )
    except Refused as refused:
        if "search_after" in body and refused.status == MAKES_NO_SENSE:
            raise CursorInvalid("the cursor is not one of this list") from refused
        raise


def matched_anywhere(found: Body) -> bool:
    """Tell whether any document matches the text, whatever the filters."""
    everything = found.get("aggregations", {}).get(EVERYTHING)
    return bool(everything["doc_count"] if everything else total(found))


def total(found: Body) -> int:
    """Give the number of hits."""
    return int(found["hits"]["total"]["value"])


def read_page(found: Body, query: SearchQuery, *, sort: Sort, is_relaxed: bool) -> SearchPage:
    """Give the page that the engine's answer holds."""
    count, hits = total(found), found["hits"]["hits"]
    more = len(hits) > query.page_size if query.cursor else count > before(query) + len(hits)
    hits = hits[: query.page_size]
    return SearchPage(
        count=count,
        hits=tuple(
            Hit(resource_id=hit["_id"], score=float(hit.get("_score") or 0.0)) for hit in hits
        ),
        facets=make_facets(read_counts(found.get("aggregations", {})), query)
        if query.has_facets
        else (),
        is_relaxed=is_relaxed,
        next_cursor=write_cursor(cursor_at(hits[-1]["sort"], sort)) if hits and more else "",
    )


def before(query: SearchQuery) -> int:
    """Give the number of hits before a numbered page."""
    return (query.page - 1) * query.page_size


def read_counts(aggregations: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """Give the counts of each facet, wherever in the answer they are."""
    counted = {**aggregations, **aggregations.get(FREE, {})}
    for facet in FACETS:
        if facet in counted and "buckets" not in counted[facet]:  # one that was chosen in
            counted |= counted[facet]
    return {
        facet: {
            bucket["key"]: bucket["doc_count"]
            for name in (f"{facet}{RARE}", facet)
            for bucket in counted.get(name, {}).get("buckets", ())
        }
        for facet in FACETS
        if facet in counted
    }


def cursor_at(values: list[Any], sort: Sort) -> Cursor:
    """Give the cursor behind a hit."""
    if sort == "relevance":
        score, recency, resource_id = values
        return Cursor(sort=sort, score=float(score), recency=recency, id=resource_id)
    if sort == "newest":
        return Cursor(sort=sort, recency=values[0], id=values[1])
    if sort == "downloads":
        return Cursor(sort=sort, popularity=values[0], id=values[1])
    return Cursor(sort=sort, title_key=values[0], id=values[1])


def place_of(cursor: Cursor) -> list[float | int | str]:
    """Give the values that the engine goes on behind."""
    if cursor.sort == "relevance":
        return [cursor.score, cursor.recency, cursor.id]
    if cursor.sort == "newest":
        return [cursor.recency, cursor.id]
    if cursor.sort == "downloads":
        return [cursor.popularity, cursor.id]
    return [cursor.title_key, cursor.id]
