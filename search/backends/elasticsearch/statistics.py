"""How many documents of an index have the words of a query.

One request for all words: the engine analyzes a document that is never stored and tells of each
word how many documents of the index have it (``_termvectors``).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from search.analysis import AnalyzedWord
from search.backends.elasticsearch.connection import NO_SUCH, Connection, Refused
from search.backends.preparing import EXACT_FIELD, STEMS_FIELDS, TEXT_FIELDS
from search.backends.ranking import rarity

SCALE = 2.2
"""Lucene leaves a constant factor (k1 + 1) of BM25 away; what is added to scores counts on it."""


class WordStatistics:
    """Frequencies of some words; see ``ranking.Statistics``."""

    def __init__(self, vectors: Mapping[str, Any] | None = None) -> None:
        self._frequencies: dict[tuple[str, str], int] = {}
        self._documents: dict[str, int] = {}
        for field, vector in (vectors or {}).items():
            self._documents[field] = max(vector.get("field_statistics", {}).get("doc_count", 0), 0)
            for text, term in vector["terms"].items():
                self._frequencies[field, text] = term.get("doc_freq", 0)
        self.count = max(self._documents.values(), default=0)

    def frequency(self, field: str, text: str) -> int:
        """Give the number of documents that have a word; see ``Statistics``."""
        return self._frequencies.get((field, text), 0)

    def factor(self, field: str, *, own: int, shared: int) -> float:
        """Give what makes scores comparable; see ``Statistics``."""
        documents = self._documents.get(field, 0)
        return SCALE * rarity(self.count, shared) / rarity(documents, own)


def find_statistics(
    connection: Connection, alias: str, words: Iterable[AnalyzedWord]
) -> WordStatistics:
    """Ask for some words; where there is no index, no document has any of them."""
    words = list(words)
    if not words:
        return WordStatistics()
    folded = joined(word.folded for word in words)
    stems = joined(stem for word in words for stem in word.stems)
    document = {
        **dict.fromkeys(TEXT_FIELDS, folded),
        **dict.fromkeys(STEMS_FIELDS.values(), stems),
        EXACT_FIELD: joined(word.exact for word in words),
    }
    asked = {
        "doc": document,
        "term_statistics": True,
        "field_statistics": True,
        "positions": False,
        "offsets": False,
        "payloads": False,
    }
    try:
        answer = connection.send("POST", f"/{alias}/_termvectors", body=asked)
    except Refused as refused:
        if refused.status == NO_SUCH:
            return WordStatistics()
        raise
    return WordStatistics(answer.get("term_vectors", {}))


def joined(words: Iterable[str]) -> str:
    """Give each word once, as a text."""
    return " ".join(dict.fromkeys(words))
