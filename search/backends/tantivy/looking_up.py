"""Beginnings of words, words spelled alike, records that share words."""

from collections.abc import Mapping, Sequence
from re import escape

import tantivy
from tantivy import Occur, Query

from search.backends.ranking import COMPLETED_FIELDS, MAX_EDITS, similar_needed
from search.backends.tantivy.answering import with_readers
from search.backends.tantivy.mapping import SCHEMA
from search.backends.tantivy.querying import Snapshot


def complete(
    snapshot: Snapshot,
    words: Sequence[str],
    prefix: str,
    *,
    languages: Sequence[str],
    limit: int,
) -> list[str]:
    """Give records with words that begin so; see ``SearchBackend``."""
    fields = []
    for field, boost in COMPLETED_FIELDS.items():
        parts = [Query.term_query(SCHEMA, field, word, "basic") for word in words]
        parts.append(Query.regex_query(SCHEMA, field, f"{escape(prefix)}.*"))
        every = Query.boolean_query([(Occur.Must, part) for part in parts])
        fields.append(Query.const_score_query(every, boost))
    return ids(snapshot, with_readers(Query.disjunction_max_query(fields), languages), limit)


def respell(snapshot: Snapshot, word: str, *, limit: int) -> list[str]:
    """Give records with words spelled almost so; see ``SearchBackend``."""
    near = [
        Query.const_score_query(
            Query.fuzzy_term_query(SCHEMA, field, word, distance=edits), boost / edits
        )
        for field, boost in COMPLETED_FIELDS.items()
        for edits in range(1, MAX_EDITS + 1)
    ]
    return ids(snapshot, Query.disjunction_max_query(near), limit)


def similar(
    snapshot: Snapshot,
    words: Mapping[str, float],
    *,
    excluded: Sequence[str],
    languages: Sequence[str],
    limit: int,
) -> list[str]:
    """Give records that share words; see ``SearchBackend``."""
    if not words:
        return []
    shared = Query.boolean_query(
        [
            (
                Occur.Should,
                Query.disjunction_max_query(
                    [
                        Query.const_score_query(
                            Query.term_query(SCHEMA, field, word, "basic"),
                            weight * boost,
                        )
                        for field, boost in COMPLETED_FIELDS.items()
                    ]
                ),
            )
            for word, weight in words.items()
        ],
        minimum_number_should_match=similar_needed(len(words)),
    )
    clauses = [(Occur.Must, with_readers(shared, languages))]
    if excluded:
        clauses.append((Occur.MustNot, Query.term_set_query(SCHEMA, "id", list(excluded))))
    return ids(snapshot, Query.boolean_query(clauses), limit)


def ids(snapshot: Snapshot, query: tantivy.Query, limit: int) -> list[str]:
    """Give the ids of the best hits."""
    found = snapshot.searcher.search(query, limit, count=False)
    return [snapshot.searcher.doc(address)["id"][0] for _, address in found.hits]
