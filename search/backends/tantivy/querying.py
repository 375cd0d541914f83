"""Words and phrases of a query -> tantivy queries, against one state of the index."""

from collections.abc import Sequence
from functools import lru_cache

import tantivy
from tantivy import Occur, Query

from search.analysis import AnalyzedWord
from search.backends.ranking import (
    BOOSTS,
    CONCEPT_BOOST,
    CONCEPT_FIELD,
    OTHERS_SHARE,
    Term,
    rank_word,
    rarity,
    stretches,
    texts_of,
)
from search.backends.tantivy.mapping import SCHEMA
from search.query_text import NamedWords, ParsedQuery, Phrase

Clauses = Sequence[tuple[Occur, Query]]


class Snapshot:
    """One state of the index, with what has been asked of it."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self.searcher = searcher
        self.count: int = searcher.num_docs
        self.counts: dict[str, dict[str, int]] | None = None
        """Of the values of all facets over all documents, once anybody has asked for them."""
        self.weight = lru_cache(maxsize=None)(self._weight)

    def _weight(self, field: str) -> float:
        """Give the factor that makes scores of fields comparable that not all documents have.

        The average length that BM25 compares with is taken over all documents, so the texts of a
        field that half of them have seem twice as long. The factor brings a word in a text of
        average length back to what it would score if all had the field (k1 = 1.2, b = 0.75).
        """
        filled = self.searcher.doc_freq("filled", field)
        return (1.3 + 0.9 * max(self.count, 1) / filled) / 2.2 if filled else 1.0

    def frequency(self, field: str, text: str) -> int:
        """Give the number of documents that have a word; see ``Statistics``."""
        return self.searcher.doc_freq(field, text)

    def factor(self, field: str, *, own: int, shared: int) -> float:
        """Give what makes scores comparable; see ``Statistics``."""
        return self.weight(field) * rarity(self.count, shared) / rarity(self.count, own)

    def word(self, word: AnalyzedWord) -> Query:
        """Give the query for one word in all fields and forms; the best one counts most."""
        ranked = rank_word(word, self)
        if ranked is None:
            return Query.empty_query()
        best = Query.disjunction_max_query(
            [Query.disjunction_max_query(list(map(scored, terms))) for terms in ranked.fields],
            OTHERS_SHARE,
        )
        if ranked.exact is None:
            return best
        return Query.boolean_query([(Occur.Must, best), (Occur.Should, scored(ranked.exact))])

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

    def named(self, named: NamedWords) -> Query:
        """Give the query for words that name concepts: the words, or what they mean."""
        words = Query.boolean_query([(Occur.Must, self.word(word)) for word in named.words])
        boost = CONCEPT_BOOST * self.weight(CONCEPT_FIELD)
        meant = [scored(Term(CONCEPT_FIELD, concept, boost)) for concept in named.concepts]
        return Query.boolean_query([(Occur.Should, query) for query in (words, *meant)])

    def text(self, parsed: ParsedQuery, *, needed: int) -> list[tuple[Occur, Query]]:
        """Give the clauses for the text of a query, ``needed`` of its words being enough."""
        clauses = [(Occur.Must, self.phrase(phrase)) for phrase in parsed.phrases]
        words = [self.word(word) for word in parsed.required]
        words += [self.named(named) for named in parsed.named]
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


def scored(term: Term) -> Query:
    """Give the query for one form of a word."""
    return Query.boost_query(Query.term_query(SCHEMA, term.field, term.text, "freq"), term.boost)


def in_field(field: str, phrase: Phrase) -> Query:
    """Give the query for a phrase in one field: each stretch of words or of pairs in its order."""
    return Query.boolean_query(
        [(Occur.Must, stretch(field, list(words))) for words in stretches(phrase)]
    )


def stretch(field: str, words: Sequence[AnalyzedWord]) -> Query:
    """Give the query for words beside each other in one field and form."""
    texts: list[str | tuple[int, str]] = [*texts_of(words)]
    if len(texts) == 1:
        return Query.term_query(SCHEMA, field, texts[0], "freq")
    return Query.phrase_query(SCHEMA, field, texts)
