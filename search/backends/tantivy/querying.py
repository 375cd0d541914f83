"""Words and phrases of a query -> tantivy queries, against one state of the index."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import log

import msgspec
import tantivy
from tantivy import Occur, Query

from search.analysis import AnalyzedWord
from search.backends.tantivy.mapping import SCHEMA, STEMMED_FIELDS, STEMS
from search.query_text import ParsedQuery, Phrase

Clauses = Sequence[tuple[Occur, Query]]

BOOSTS = {"title": 4.0, "keywords": 2.0, "names": 1.5, "text": 1.0}
STEM_BOOST = 0.8
"""Another form of the word counts less than the word itself."""
EXACT_BOOST = 0.5
"""Added where the spelling agrees too."""
OTHERS_SHARE = 0.1
"""Of the score of further fields that match, beside the best one."""


class Term(msgspec.Struct, frozen=True):
    """One form of a word in one field of the index."""

    field: str
    text: str
    boost: float
    frequency: int = 0
    """Number of documents that have it."""


class Snapshot:
    """One state of the index, with what has been asked of it."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self.searcher = searcher
        self.count: int = searcher.num_docs
        self.weight = lru_cache(maxsize=None)(self._weight)

    def _weight(self, field: str) -> float:
        """Give the factor that makes scores of fields comparable that not all documents have.

        The average length that BM25 compares with is taken over all documents, so the texts of a
        field that half of them have seem twice as long. The factor brings a word in a text of
        average length back to what it would score if all had the field (k1 = 1.2, b = 0.75).
        """
        filled = self.searcher.doc_freq("filled", field)
        return (1.3 + 0.9 * max(self.count, 1) / filled) / 2.2 if filled else 1.0

    def word(self, word: AnalyzedWord) -> Query:
        """Give the query for one word in all fields and forms; the best one counts most.

        All forms count as equally rare, as rare as the most frequent one. Else a word that many
        languages share would rank records first whose language has few of them.
        """
        fields = {field: self.occurring(forms) for field, forms in forms_of(word).items()}
        frequency = max((term.frequency for terms in fields.values() for term in terms), default=0)
        if not frequency:
            return Query.empty_query()
        best = Query.disjunction_max_query(
            [
                # In one field the best form alone counts: not every language has a second one.
                Query.disjunction_max_query([self.scored(term, frequency) for term in terms])
                for terms in fields.values()
                if terms
            ],
            OTHERS_SHARE,
        )
        exact = [
            (Occur.Should, self.scored(term, frequency))
            for term in self.occurring([Term("exact", word.exact, EXACT_BOOST)])
        ]
        return Query.boolean_query([(Occur.Must, best), *exact]) if exact else best

    def occurring(self, terms: Iterable[Term]) -> list[Term]:
        """Give the terms that any document has, with their frequencies."""
        counted = (
            msgspec.structs.replace(term, frequency=self.searcher.doc_freq(term.field, term.text))
            for term in terms
        )
        return [term for term in counted if term.frequency]

    def scored(self, term: Term, frequency: int) -> Query:
        """Give the query for a term, scored as if it occurred in ``frequency`` documents."""
        query = Query.term_query(SCHEMA, term.field, term.text, "freq")
        rarity = self.rarity(frequency) / self.rarity(term.frequency)
        return Query.boost_query(query, term.boost * self.weight(term.field) * rarity)

    def rarity(self, frequency: int) -> float:
        """Give what BM25 makes of the number of documents that have a term."""
        return log(1 + (max(self.count - frequency, 0) + 0.5) / (frequency + 0.5))

    def phrase(self, phrase: Phrase) -> Query:
        """Give the query for words beside each other in one field."""
        if len(phrase) == 1:
            return self.word(phrase[0])
        return Query.disjunction_max_query(
            [
                Query.boost_query(in_field(field, phrase), boost * self.weight(field))
                for field, boost in BOOSTS.items()
            ],
            OTHERS_SHARE,
        )

    def text(self, parsed: ParsedQuery, *, needed: int) -> list[tuple[Occur, Query]]:
        """Give the clauses for the text of a query, ``needed`` of its words being enough."""
        clauses = [(Occur.Must, self.phrase(phrase)) for phrase in parsed.phrases]
        words = [self.word(word) for word in parsed.required]
        if needed >= len(words):
            clauses += [(Occur.Must, word) for word in words]
        else:
            choice = [(Occur.Should, word) for word in words]
            clauses.append(
                (Occur.Must, Query.boolean_query(choice, minimum_number_should_match=needed))
            )
        clauses += [(Occur.Should, self.word(word)) for word in parsed.optional]
        clauses += [(Occur.MustNot, self.phrase(phrase)) for phrase in parsed.excluded]
        return clauses


def forms_of(word: AnalyzedWord) -> dict[str, list[Term]]:
    """Give the forms to look for in each field of a document."""
    stems = sorted({STEMS[group][form] for group, forms in word.stems for form in forms})
    fields = {field: [Term(field, word.folded, boost)] for field, boost in BOOSTS.items()}
    for field in STEMMED_FIELDS:
        boost = BOOSTS[field] * STEM_BOOST
        fields[field] += [Term(f"{field}_stems", text, boost) for text in stems]
    return fields


def in_field(field: str, phrase: Phrase) -> Query:
    """Give the query for a phrase in one field: each stretch of words or of pairs in its order."""
    return Query.boolean_query(
        [(Occur.Must, stretch(field, list(words))) for words in stretches(phrase)]
    )


def stretches(phrase: Phrase) -> list[list[AnalyzedWord]]:
    """Cut a phrase where the script changes, and between runs of an unspaced script."""
    cut: list[list[AnalyzedWord]] = []
    for word in phrase:
        before = cut[-1][-1] if cut else None
        if (
            before is not None
            and before.form == word.form != "characters"
            and (word.form == "words" or overlap(before.folded, word.folded))
        ):
            cut[-1].append(word)
        else:
            cut.append([word])
    return cut


def overlap(pair: str, following: str) -> bool:
    """Tell whether the second character of one pair is the first one of the next."""
    return any(pair.endswith(following[:length]) for length in range(1, len(following)))


def stretch(field: str, words: Sequence[AnalyzedWord]) -> Query:
    """Give the query for words beside each other in one field and form."""
    texts: list[str | tuple[int, str]] = [word.folded for word in words]
    if len(texts) == 1:
        return Query.term_query(SCHEMA, field, texts[0], "freq")
    return Query.phrase_query(SCHEMA, field, texts)
