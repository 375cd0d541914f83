"""What the engine knows of the words of a query: their stems, and how many documents have them.

One request for all words: the engine analyzes a document that is never stored and tells of each
word how many documents of the index have it (``_termvectors``).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from search.analysis import AnalyzedWord
from search.backends.elasticsearch.connection import NO_SUCH, Connection, Refused
from search.backends.preparing import EXACT_FIELD, STEMMED_FIELDS, TEXT_FIELDS
from search.backends.ranking import rarity

SCALE = 2.2
"""Lucene leaves a constant factor (k1 + 1) of BM25 away; what is added to scores counts on it."""


class WordStatistics:
    """Stems and frequencies of some words; see ``ranking.Statistics``."""

    def __init__(
        self,
        vectors: Mapping[str, Any] | None = None,
        forms: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self._frequencies: dict[tuple[str, str], int] = {}
        self._documents: dict[str, int] = {}
        self._stems: dict[tuple[str, str], str] = {}
        for field, vector in (vectors or {}).items():
            self._documents[field] = max(vector.get("field_statistics", {}).get("doc_count", 0), 0)
            for text, term in vector["terms"].items():
                self._frequencies[field, text] = term.get("doc_freq", 0)
        for group, words in (forms or {}).items():
            vector = (vectors or {}).get(f"{STEMMED_FIELDS[0]}_stems.{group}", {"terms": {}})
            for text, term in vector["terms"].items():
                for token in term.get("tokens", ()):
                    if token["position"] < len(words):
                        self._stems[group, words[token["position"]]] = text
        self.count = max(self._documents.values(), default=0)

    def frequency(self, field: str, text: str) -> int:
        """Give the number of documents that have a word; see ``Statistics``."""
        return self._frequencies.get((field, text), 0)

    def factor(self, field: str, *, own: int, shared: int) -> float:
        """Give what makes scores comparable; see ``Statistics``."""
        documents = self._documents.get(field, 0)
        return SCALE * rarity(self.count, shared) / rarity(documents, own)

    def stems_of(self, word: AnalyzedWord, field: str) -> list[tuple[str, str]]:
        """Give the stems of a word that are looked for in a field of a document."""
        found = [
            (f"{field}_stems.{group}", self._stems[group, form])
            for group, forms in word.stems
            for form in forms
            if (group, form) in self._stems
        ]
        return list(dict.fromkeys(found))


def find_statistics(
    connection: Connection, alias: str, words: Iterable[AnalyzedWord]
) -> WordStatistics:
    """Ask for some words; where there is no index, no document has any of them."""
    words = list(words)
    if not words:
        return WordStatistics()
    forms: dict[str, dict[str, None]] = {}
    for word in words:
        for group, stemmable in word.stems:
            forms.setdefault(group, {}).update(dict.fromkeys(stemmable))
    folded = " ".join(dict.fromkeys(word.folded for word in words))
    document: dict[str, Any] = dict.fromkeys(TEXT_FIELDS, folded)
    document[EXACT_FIELD] = " ".join(dict.fromkeys(word.exact for word in words))
    stems = {group: " ".join(stemmable) for group, stemmable in forms.items()}
    document |= {f"{field}_stems": stems for field in STEMMED_FIELDS}
    asked = {
        "doc": document,
        "term_statistics": True,
        "field_statistics": True,
        "positions": True,
        "offsets": False,
        "payloads": False,
    }
    try:
        answer = connection.send("POST", f"/{alias}/_termvectors", body=asked)
    except Refused as refused:
        if refused.status == NO_SUCH:
            return WordStatistics()
        raise
    return WordStatistics(
        answer.get("term_vectors", {}),
        {group: list(stemmable) for group, stemmable in forms.items()},
    )
