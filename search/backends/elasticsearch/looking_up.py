"""Beginnings of words, words spelled alike, records that share words."""

from collections.abc import Mapping, Sequence

from elasticsearch.dsl import Search
from elasticsearch.dsl.query import Bool, ConstantScore, DisMax, Fuzzy, Prefix, Query, Term, Terms

from search.backends.elasticsearch.answering import ask
from search.backends.elasticsearch.connection import Connection
from search.backends.ranking import COMPLETED_FIELDS, MAX_EDITS, similar_needed


def completing(words: Sequence[str], prefix: str) -> Query:
    """Give the query for records with words that begin so; see ``SearchBackend.complete``."""
    return DisMax(
        queries=[
            ConstantScore(
                filter=Bool(
                    filter=[
                        *(Term(field, {"value": word}) for word in words),
                        Prefix(field, {"value": prefix}),
                    ]
                ),
                boost=boost,
            )
            for field, boost in COMPLETED_FIELDS.items()
        ]
    )


def respelling(word: str) -> Query:
    """Give the query for records with words spelled almost so; see ``SearchBackend.respell``."""
    return DisMax(
        queries=[
            ConstantScore(
                filter=Fuzzy(field, {"value": word, "fuzziness": edits}), boost=boost / edits
            )
            for field, boost in COMPLETED_FIELDS.items()
            for edits in range(1, MAX_EDITS + 1)
        ]
    )


def sharing(words: Mapping[str, float], *, excluded: Sequence[str]) -> Query:
    """Give the query for records that share words; see ``SearchBackend.similar``."""
    return Bool(
        should=[
            DisMax(
                queries=[
                    ConstantScore(filter=Term(field, {"value": word}), boost=weight * boost)
                    for field, boost in COMPLETED_FIELDS.items()
                ]
            )
            for word, weight in words.items()
        ],
        minimum_should_match=similar_needed(len(words)),
        must_not=[Terms("id", list(excluded))] if excluded else [],
    )


def find_ids(connection: Connection, alias: str, query: Query, *, limit: int) -> list[str]:
    """Give the ids of the best hits."""
    body = Search().query(query).source(False).extra(size=limit, track_total_hits=False).to_dict()  # noqa: FBT003 - the client's form
    return [hit["_id"] for hit in ask(connection, alias, body)["hits"]["hits"]]
