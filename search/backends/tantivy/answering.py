"""Query -> page: what matches, in which order, and the counts of the facets."""

from collections.abc import Iterable, Sequence
from typing import Any

from tantivy import Occur, Order, Query

from repository.metadata.languages import facet_language
from search.backends.tantivy.mapping import SCHEMA
from search.backends.tantivy.querying import Clauses, Snapshot
from search.errors import PageTooDeep
from search.queries import (
    FACETS,
    MAX_BUCKETS,
    MAX_HITS,
    Bucket,
    Facet,
    Hit,
    SearchPage,
    SearchQuery,
)
from search.query_text import ParsedQuery, parse_query

READER_BOOST = 1.0
"""Added for the reader's first language, less for the next ones: about a tenth of a good match."""
SEGMENT_BUCKETS = 65_000
"""Values looked at in each part of the index: more than any facet has, so that counts are exact."""


def answer(snapshot: Snapshot, query: SearchQuery) -> SearchPage:
    """Run a query.

    Raises:
        PageTooDeep: The page lies behind the first ``MAX_HITS`` hits.
    """
    if query.page * query.page_size > MAX_HITS:
        raise PageTooDeep(f"only the first {MAX_HITS} hits can be paged through: narrow the search")
    parsed = parse_query(query.text, reader_languages=query.reader_languages)
    clauses = matching(snapshot, query, parsed)
    found = find_hits(snapshot, query, clauses, is_ranked=parsed.is_ranked)
    words = len(parsed.required)
    is_relaxed = words > 1 and not found.count and not exists(snapshot, clauses)
    if is_relaxed:
        clauses = snapshot.text(parsed, needed=words - max(1, words // 3))
        is_relaxed = exists(snapshot, clauses)
        found = find_hits(snapshot, query, clauses, is_ranked=True)
    return SearchPage(
        count=found.count,
        hits=found.hits,
        facets=count_facets(snapshot, clauses, query.filters),
        is_relaxed=is_relaxed,
    )


def matching(snapshot: Snapshot, query: SearchQuery, parsed: ParsedQuery) -> Clauses:
    """Give the clauses of the text, all words of it."""
    if not query.text.strip():
        return [(Occur.Must, Query.all_query())]
    if parsed.is_empty:
        return [(Occur.Must, Query.empty_query())]
    return snapshot.text(parsed, needed=len(parsed.required))


def find_hits(
    snapshot: Snapshot, query: SearchQuery, clauses: Clauses, *, is_ranked: bool
) -> SearchPage:
    """Give the hits of one page and the number of all, without facets."""
    wanted = combined(clauses, query.filters)
    order: dict[str, Any] = {}
    if query.sort == "title":
        order = {"order_by_field": "title_key", "order": Order.Asc}
    elif query.sort == "newest" or not is_ranked:
        order = {"order_by_field": "recency"}
    else:
        wanted = with_readers(wanted, query.reader_languages)
    offset = (query.page - 1) * query.page_size
    found = snapshot.searcher.search(wanted, query.page_size, offset=offset, **order)
    return SearchPage(
        count=found.count,  # type: ignore[attr-defined]  # missing from the stub
        hits=tuple(
            Hit(
                resource_id=snapshot.searcher.doc(address)["id"][0],
                score=key if isinstance(key, float) else 0.0,
            )
            for key, address in found.hits
        ),
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
                Query.term_query(SCHEMA, "language", tag, "basic"), READER_BOOST / (place + 1)
            ),
        )
        for place, tag in enumerate(tags)
    ]
    return Query.boolean_query([(Occur.Must, query), *favored]) if favored else query


def count_facets(
    snapshot: Snapshot,
    text: Clauses,
    filters: Sequence[tuple[str, tuple[str, ...]]],
) -> tuple[Facet, ...]:
    """Count the values of every facet under the choices made in the other ones."""
    chosen = {facet: values for facet, values in filters if values}
    free = [facet for facet in FACETS if facet not in chosen]
    counts = aggregate(snapshot, combined(text, filters), free)
    for facet in chosen:
        others = [(name, values) for name, values in filters if name != facet]
        counts |= aggregate(snapshot, combined(text, others), [facet])
    return tuple(
        Facet(name=facet, buckets=buckets(counts[facet], chosen.get(facet, ()))) for facet in FACETS
    )


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


def buckets(counts: dict[str, int], chosen: Sequence[str]) -> tuple[Bucket, ...]:
    """Give the most frequent values, and all chosen ones, by falling count and then by name."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MAX_BUCKETS]
    shown = dict(ordered) | {value: counts.get(value, 0) for value in chosen}
    return tuple(
        Bucket(value=value, count=count, is_chosen=value in chosen)
        for value, count in sorted(shown.items(), key=lambda pair: (-pair[1], pair[0]))
    )
