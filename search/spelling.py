"""Words that no record has -> words spelled almost the same that some have."""

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from repository.selectors import get_resources
from search.analysis import analyze_words
from search.backends.base import SearchBackend
from search.query_text import cleaned

LEAST_LETTERS = 4
"""Shorter words are too like many others."""
LETTERS_FOR_TWO_EDITS = 6
LOOKED_AT = 20
"""Records with words spelled almost so whose words are compared."""


def correct(text: str, *, backend: SearchBackend) -> str:
    """Give the query with misspelled words put right; empty when there is nothing better.

    A word is misspelled when no record has it and another one is nearly the same. Meant for a query
    that finds nothing, or not with all its words.
    """
    words = cleaned(text).split()
    known = backend.frequencies([folded for word in words for folded in _folded(word)])
    corrected = [
        find_better(word, backend=backend) or word if is_unknown(word, known) else word
        for word in words
    ]
    return " ".join(corrected) if corrected != words else ""


def is_unknown(word: str, known: Mapping[str, int]) -> bool:
    """Tell whether a word as typed is one that no record has; parts of phrases are left alone."""
    folded = _folded(word)
    return len(folded) == 1 and len(folded[0]) >= LEAST_LETTERS and not known[folded[0]]


def find_better(word: str, *, backend: SearchBackend) -> str:
    """Give the nearest word that records have, the most frequent of those; empty without one."""
    [typed] = _folded(word)
    most = 2 if len(typed) >= LETTERS_FOR_TWO_EDITS else 1
    near: dict[str, tuple[int, str]] = {}
    for written in _words_of(backend.respell(typed, limit=LOOKED_AT)):
        for folded in _folded(written):
            edits = count_edits(typed, folded, most=most)
            if edits <= most:
                near.setdefault(folded, (edits, written))
    counts = backend.frequencies(list(near))
    best = min(near, key=lambda folded: (near[folded][0], -counts[folded]), default="")
    return near[best][1].lower() if best else ""


def _folded(word: str) -> list[str]:
    if word.startswith(("-", '"')):
        return []
    return [analyzed.folded for analyzed in analyze_words(word) if analyzed.form == "words"]


def _words_of(ids: Iterable[str]) -> Iterator[str]:
    """Yield the words of titles and keywords of some records, as written."""
    for resource in get_resources([UUID(found) for found in ids]):
        metadata = resource.metadata
        for texts in (*metadata.titles.values(), *metadata.keywords.values()):
            for text in texts:
                for word in text.split():
                    yield word.strip(".,:;!?()[]«»“”\"'…")
        for subject in metadata.subjects:
            yield from subject.label.split()


def count_edits(first: str, second: str, *, most: int) -> int:
    """Give how many letters to put, drop, change or swap make one word of the other.

    Args:
        first: A word.
        second: Another one.
        most: What is more than this is not counted out: ``most + 1`` stands for it.

    Source: restricted Damerau-Levenshtein distance.
    """
    if abs(len(first) - len(second)) > most:
        return most + 1
    before_last: list[int] = []
    last = list(range(len(second) + 1))
    for i, letter in enumerate(first, start=1):
        row = [i]
        for j, other in enumerate(second, start=1):
            cost = min(last[j] + 1, row[-1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                cost = min(cost, before_last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before_last, last = last, row
    return min(last[-1], most + 1)
