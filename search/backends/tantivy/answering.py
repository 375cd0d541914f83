"""Query -> page: what matches, in which order, and the counts of the facets."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from tantivy import Occur, Query

from repository.metadata.languages import facet_language
from search.backends.counting import chosen_values, make_facets
from search.backends.ranking import reader_boost, relaxations
from search.backends.tantivy.mapping import SCHEMA
from search.backends.tantivy.paging import Place, cursor_behind, place_of
from search.backends.tantivy.querying import Clauses, Snapshot
from search.errors import PageTooDeep
from search.queries import FACETS, MAX_HITS, Hit, SearchPage, SearchQuery, Sort
from search.query_text import ParsedQuery, parse_query

SEGMENT_BUCKETS = 65_000
"""Values looked at in each part of the index: more than any facet has, so that counts are exact."""


def answer(snapshot: Snapshot, query: SearchQuery) -> SearchPage:
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
    sort: Sort = "newest" if query.sort == "relevance" and not parsed.is_ranked else query.sort
    place = place_of(query, sort)
    clauses, is_relaxed = with_favored(matching(snapshot, query, parsed), query.favored), False
    found = find_hits(snapshot, query, clauses, place)
    if not found.count:
        clauses, is_relaxed = find_clauses(snapshot, query, parsed)
        found = find_hits(snapshot, query, clauses, place) if is_relaxed else found
    facets = count_facets(snapshot, clauses, query) if query.has_facets else ()
    return msgspec.structs.replace(found, facets=facets, is_relaxed=is_relaxed)


def find_clauses(
    snapshot: Snapshot, query: SearchQuery, parsed: ParsedQuery
) -> tuple[Clauses, bool]:
    """Give the clauses of the text, and whether they had to be relaxed to find anything at all."""
    clauses = with_favored(matching(snapshot, query, parsed), query.favored)
    if parsed.required_count > 1 and not exists(snapshot, clauses):
        for fewer, needed in relaxations(parsed):
            clauses = with_favored(snapshot.text(fewer, needed=needed), query.favored)
            if exists(snapshot, clauses):
                return clauses, True
    return clauses, False


def matching(snapshot: Snapshot, query: SearchQuery, parsed: ParsedQuery) -> Clauses:
    """Give the clauses of the text, all words of it."""
    if not query.text.strip():
        return [(Occur.Must, Query.all_query())]
    if parsed.is_empty:
        return [(Occur.Must, Query.empty_query())]
    return snapshot.text(parsed, needed=parsed.required_count)


def with_favored(clauses: Clauses, favored: Sequence[tuple[str, float]]) -> Clauses:
    """Let some records match beside those that the text finds; exclusions hold for all."""
    if not favored:
        return clauses
    excluded = [(occur, query) for occur, query in clauses if occur is Occur.MustNot]
    wanted = [(occur, query) for occur, query in clauses if occur is not Occur.MustNot]
    either = [(Occur.Should, Query.boolean_query(wanted))]
    either += [
        (Occur.Should, Query.const_score_query(Query.term_query(SCHEMA, "id", key, "basic"), score))
        for key, score in favored
    ]
    return [(Occur.Must, Query.boolean_query(either)), *excluded]


def find_hits(snapshot: Snapshot, query: SearchQuery, clauses: Clauses, place: Place) -> SearchPage:
    """Give the hits of one page and the number of all, without facets."""
    wanted = combined(clauses, query.filters)
    if place.sort == "relevance":
        wanted = with_readers(wanted, query.reader_languages)
    searcher = snapshot.searcher
    count = 0
    if place.behind is not None:
        count = searcher.search(wanted, 1).count  # type: ignore[attr-defined]  # missing from the stub
        wanted = Query.boolean_query([(Occur.Must, wanted), (Occur.Must, place.behind)])
    found = searcher.search(wanted, query.page_size, offset=place.offset, **place.order)
    remaining = found.count  # type: ignore[attr-defined]  # missing from the stub
    is_last = place.offset + len(found.hits) >= remaining
    return SearchPage(
        count=count or remaining,
        hits=tuple(
            Hit(
                resource_id=searcher.doc(address)["id"][0],
                score=key if isinstance(key, float) else 0.0,
            )
            for key, address in found.hits
        ),
        next_cursor="" if is_last else cursor_behind([key for key, _ in found.hits], place),
    )


def exists(snapshot: Snapshot, clauses: Clauses) -> bool:
    """Tell whether any document matches."""
    return bool(snapshot.searcher.search(combined(clauses, ()), 1, count=False).hits)


def combined(clauses: Clauses, filters: Iterable[tuple[str, tuple[str, ...]]]) -> Query:
    """Give one query of the text's clauses and the chosen values."""
    chosen = [
        (Occur.Must, Query.const_score_query(Query.term_set_query(SCHEMA, facet, values), 0))
        for facet, values in filters
        if values
    ]
    if not any(occur is Occur.Must for occur, _ in clauses):
        chosen.append((Occur.Must, Query.all_query()))
    return Query.boolean_query([*clauses, *chosen])


def with_readers(query: Query, languages: Sequence[str]) -> Query:
    """Let records in the reader's languages rank higher, the first language most."""
    tags = list(dict.fromkeys(facet_language(tag) for tag in languages))
    favored = [
        (
            Occur.Should,
            Query.const_score_query(
                Query.term_query(SCHEMA, "language", tag, "basic"), reader_boost(place)
            ),
        )
        for place, tag in enumerate(tags)
    ]
    return Query.boolean_query([(Occur.Must, query), *favored]) if favored else query


def count_facets(snapshot: Snapshot, text: Clauses, query: SearchQuery) -> tuple[Any, ...]:
    """Count the values of every facet under the choices made in the other ones."""
    chosen = chosen_values(query.filters)
    if not chosen and not query.text.strip():
        if snapshot.counts is None:  # of everything: the same until the index changes
            snapshot.counts = aggregate(snapshot, combined(text, ()), FACETS)
        return make_facets(snapshot.counts, query)
    free = [facet for facet in FACETS if facet not in chosen]
    counts = aggregate(snapshot, combined(text, query.filters), free)
    for facet in chosen:
        others = [(name, values) for name, values in query.filters if name != facet]
        counts |= aggregate(snapshot, combined(text, others), [facet])
    return make_facets(counts, query)


def aggregate(snapshot: Snapshot, query: Query, facets: Iterable[str]) -> dict[str, dict[str, int]]:
    """Count the values of some facets over the documents that match."""
    wanted = {
        facet: {"terms": {"field": facet, "size": SEGMENT_BUCKETS, "segment_size": SEGMENT_BUCKETS}}
        for facet in facets
    }
    if not wanted:
        return {}
    counted = snapshot.searcher.aggregate(query, wanted)
    return {
        facet: {bucket["key"]: bucket["doc_count"] for bucket in counted[facet]["buckets"]}
        for facet in wanted
    }
