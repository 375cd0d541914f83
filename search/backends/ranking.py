"""How much each form of a word counts in each field, the same for every engine. Pure code."""

from collections.abc import Iterable, Iterator, Sequence
from math import log
from typing import Protocol

import msgspec

from search.analysis import AnalyzedWord
from search.backends.preparing import EXACT_FIELD, STEMS_FIELDS
from search.query_text import ParsedQuery, Phrase

BOOSTS = {"title": 4.0, "keywords": 2.0, "names": 1.5, "text": 1.0}
STEM_BOOST = 0.8
"""Another form of the word counts less than the word itself."""
EXACT_BOOST = 0.5
"""Added where the spelling agrees too."""
OTHERS_SHARE = 0.1
"""Of the score of further fields that match, beside the best one."""
CONCEPT_FIELD = "concepts"
CONCEPT_BOOST = 1.5
"""Of a record about what is named: less than one that has the words in its title."""
READER_BOOST = 1.0
"""Added for the reader's first language, less for the next ones: about a tenth of a good match."""

COMPLETED_FIELDS = {"title": 2.0, "keywords": 1.0}
"""Where beginnings of words, spellings and what records share are looked for."""
MAX_EDITS = 2
"""Letters that may differ in words taken for misspelled."""


class Term(msgspec.Struct, frozen=True):
    """One form of a word in one field of the index."""

    field: str
    text: str
    boost: float


class RankedWord(msgspec.Struct, frozen=True):
    """The forms of a word that occur, with boosts that make their scores comparable."""

    fields: tuple[tuple[Term, ...], ...]
    """One entry for each field of a document; in one field the best form alone counts, because
    not every language has a second one."""
    exact: Term | None


class Statistics(Protocol):
    """What an engine knows of its words."""

    def frequency(self, field: str, text: str) -> int:
        """Give the number of documents that have a word in a field of the index."""

    def factor(self, field: str, *, own: int, shared: int) -> float:
        """Give what makes a score in ``field`` one of a word that ``shared`` documents have.

        Args:
            field: Of the index.
            own: Number of documents that have the word in this field.
            shared: Number of documents to score it by.
        """


def rank_word(word: AnalyzedWord, statistics: Statistics) -> RankedWord | None:
    """Give the forms of a word that any document has; None when there are none.

    All forms count as equally rare, as rare as the most frequent one. Else a word that many
    languages share would rank records first whose language has few of them.
    """
    forms = [
        [Term(field, word.folded, boost), *_stem_terms(word, field, boost)]
        for field, boost in BOOSTS.items()
    ]
    counted = [_occurring(terms, statistics) for terms in forms]
    shared = max((count for terms in counted for _, count in terms), default=0)
    if not shared:
        return None
    exact = _occurring([Term(EXACT_FIELD, word.exact, EXACT_BOOST)], statistics)
    return RankedWord(
        tuple(_scaled(terms, shared, statistics) for terms in counted if terms),
        next(iter(_scaled(exact, shared, statistics)), None),
    )


def _stem_terms(word: AnalyzedWord, field: str, boost: float) -> Iterable[Term]:
    if field not in STEMS_FIELDS:
        return ()
    return (Term(STEMS_FIELDS[field], stem, boost * STEM_BOOST) for stem in word.stems)


def _occurring(terms: Iterable[Term], statistics: Statistics) -> list[tuple[Term, int]]:
    counted = ((term, statistics.frequency(term.field, term.text)) for term in terms)
    return [(term, count) for term, count in counted if count]


def _scaled(
    terms: Iterable[tuple[Term, int]], shared: int, statistics: Statistics
) -> tuple[Term, ...]:
    return tuple(
        Term(
            term.field,
            term.text,
            term.boost * statistics.factor(term.field, own=count, shared=shared),
        )
        for term, count in terms
    )


def rarity(documents: int, frequency: int) -> float:
    """Give what BM25 makes of the number of documents that have a term, out of ``documents``."""
    return log(1 + (max(documents - frequency, 0) + 0.5) / (frequency + 0.5))


def reader_boost(place: int) -> float:
    """Give what a record gains whose language is at a place in the reader's list, from 0."""
    return READER_BOOST / (place + 1)


def relaxations(parsed: ParsedQuery) -> Iterator[tuple[ParsedQuery, int]]:
    """Yield what to ask for where no record has all words, and how many of them are needed.

    Two of three are enough. Where none has so many, as in a collection in another language, what
    is about any subject that the query names is better than nothing; not so where something has to
    stand there word by word.
    """
    required = parsed.required_count
    yield parsed, required - max(1, required // 3)
    if parsed.named and not parsed.phrases:
        yield parsed.subjects, 1


def stretches(phrase: Phrase) -> list[list[AnalyzedWord]]:
    """Cut a phrase where the script changes, and between runs of an unspaced script."""
    cut: list[list[AnalyzedWord]] = []
    for word in phrase:
        before = cut[-1][-1] if cut else None
        if (
            before is not None
            and before.form == word.form != "characters"
            and (word.form == "words" or _overlap(before.folded, word.folded))
        ):
            cut[-1].append(word)
        else:
            cut.append([word])
    return cut


def _overlap(pair: str, following: str) -> bool:
    """Tell whether the second character of one pair is the first one of the next."""
    return any(pair.endswith(following[:length]) for length in range(1, len(following)))


def texts_of(words: Sequence[AnalyzedWord]) -> list[str]:
    """Give the folded words."""
    return [word.folded for word in words]


def similar_needed(words: int) -> int:
    """Give how many of a record's words another one has to share: a third."""
    return max(1, -(-words // 3))
