"""Words and phrases of a query -> tantivy queries, against one state of the index."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

import tantivy
from tantivy import Occur, Query

from search.analysis import GROUPS, AnalyzedWord
from search.backends.tantivy.mapping import SCHEMA, STEMMED_FIELDS, stem
from search.query_text import ParsedQuery, Phrase

Clauses = Sequence[tuple[Occur, Query]]

BOOSTS = {"title": 4.0, "keywords": 2.0, "names": 1.5, "text": 1.0}
STEM_BOOST = 0.8
"""Another form of the word counts less than the word itself."""
EXACT_BOOST = 0.5
"""Added where the spelling agrees too."""
OTHERS_SHARE = 0.1
"""Of the score of further fields that match, beside the best one."""
STEMMERS = {group.name: group.stemmer for group in GROUPS}


class Snapshot:
    """One state of the index, with what has been asked of it."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self.searcher = searcher
        self.count: int = searcher.num_docs
        self.weight = lru_cache(maxsize=None)(self._weight)

    def _weight(self, field: str) -> float:
        """Give the factor that makes scores of a rarely filled field comparable with the others'.

        BM25 compares a text's length with the average; tantivy takes the average over all
        documents, also those without the field, so a German title among many others would seem
        endlessly long. The factor brings a word in a text of average length back to what it would
        score if all documents had the field (k1 = 1.2, b = 0.75).
        """
        filled = self.searcher.doc_freq("filled", field)
        return (1.3 + 0.9 * max(self.count, 1) / filled) / 2.2 if filled else 1.0

    def term(self, field: str, text: str, boost: float) -> Query | None:
        """Give the query for one word in one field; None where no document has it."""
        if not self.searcher.doc_freq(field, text):
            return None
        query = Query.term_query(SCHEMA, field, text, "freq")
        return Query.boost_query(query, boost * self.weight(field))

    def word(self, word: AnalyzedWord) -> Query:
        """Give the query for one word in all fields and forms; the best one counts most."""
        found: Iterable[Query | None]
        if word.form != "words":
            found = [
                self.term(f"{field}_{word.form}", word.folded, boost)
                for field, boost in BOOSTS.items()
            ]
        else:
            stems = {
                (group, stem(STEMMERS[group], form))
                for group, word_forms in word.stems
                for form in word_forms
            }
            found = [self.term(field, word.folded, boost) for field, boost in BOOSTS.items()]
            found += [
                self.term(f"{field}_{group}", stemmed, BOOSTS[field] * STEM_BOOST)
                for group, stemmed in sorted(stems)
                for field in STEMMED_FIELDS
            ]
        matches = [query for query in found if query is not None]
        if not matches:
            return Query.empty_query()
        best = Query.disjunction_max_query(matches, OTHERS_SHARE)
        exact = self.term("exact", word.exact, EXACT_BOOST) if word.exact else None
        if exact is None:
            return best
        return Query.boolean_query([(Occur.Must, best), (Occur.Should, exact)])

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
    name = field if words[0].form == "words" else f"{field}_{words[0].form}"
    texts: list[str | tuple[int, str]] = [word.folded for word in words]
    if len(texts) == 1:
        return Query.term_query(SCHEMA, name, texts[0], "freq")
    return Query.phrase_query(SCHEMA, name, texts)
