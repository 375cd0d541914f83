"""What of a record's text to show for a query, and where the query's words stand in it. Pure code.

Made from the text as the record states it, in its own script and language, and the same whatever
engine found it: a word is marked when its folded form, or its stem in the language of the text, is
one of the query's.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec

from search import folding
from search.analysis import primary, stem
from search.query_text import parse_query

MAX_SNIPPET_CHARACTERS = 240
BEFORE_FIRST = 40
"""Characters shown before the first word found."""
MAX_LOOKED_AT = 10_000
"""Characters of a text that are looked through."""


class Piece(msgspec.Struct, frozen=True):
    """A part of a text; all pieces joined are the text."""

    text: str
    is_match: bool = False


class Snippet(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a record's text."""

    language: str
    """BCP 47 tag of the text, which decides its direction; ``und`` where it is not stated."""
    pieces: tuple[Piece, ...]
    is_cut_before: bool = False
    is_cut_after: bool = False


class _Match(msgspec.Struct, frozen=True):
    start: int
    end: int
    word: str
    """The word of the query that stands here."""


def mark(text: str, *, language: str, query: str) -> tuple[Piece, ...]:
    """Give a whole text, a title say, with the query's words marked."""
    return _pieces(text, _matches(text[:MAX_LOOKED_AT], language, query), 0, len(text))


def make_snippet(
    texts: Mapping[str, Sequence[str]], *, query: str, languages: Sequence[str] = ()
) -> Snippet | None:
    """Give the part of a text in which most of the query's words stand together.

    Args:
        texts: By language, such as the descriptions of a record, without markup.
        query: As typed.
        languages: BCP 47 tags of the reader: of texts with as many words, the first one in these is
            taken, and without any words the beginning of that one.

    Returns:
        None where there is no text.
    """
    readers = [primary(tag) for tag in languages]
    best: tuple[tuple[int, int], Snippet] | None = None
    for language, several in texts.items():
        tag = primary(language)
        place = readers.index(tag) if tag in readers else len(readers)
        for text in filter(None, several):
            found = _matches(text[:MAX_LOOKED_AT], language, query)
            words, start = _best_start(found)
            rank = (-words, place)
            if best is None or rank < best[0]:
                best = rank, _cut(text, found, start, language)
    return best[1] if best else None


class _Wanted(msgspec.Struct, frozen=True):
    """What is looked for in texts of one language."""

    words: frozenset[str]
    stems: Mapping[str, str]
    """Stem -> the word of the query."""
    grams: tuple[str, ...]


@lru_cache(maxsize=1_000)
def _wanted(query: str, language: str) -> _Wanted:
    parsed = parse_query(query)
    wanted = [*parsed.required, *(word for phrase in parsed.phrases for word in phrase)]
    return _Wanted(
        words=frozenset(word.folded for word in wanted if word.form == "words"),
        stems={stem(word.exact or word.folded, language): word.folded for word in wanted},
        grams=tuple(word.folded for word in wanted if word.form != "words"),
    )


@lru_cache(maxsize=50_000)
def _forms(written: str, language: str) -> tuple[tuple[str, str], ...]:
    """Give pairs (folded, stem) for what stands between two spaces; texts repeat their words."""
    words = folding.spaced(folding.compose(written)).split()
    return tuple((folding.fold(word), stem(folding.lower(word), language)) for word in words)


def _matches(text: str, language: str, query: str) -> list[_Match]:
    """Find the query's words in a text."""
    wanted = _wanted(query, language)
    found: list[_Match] = []
    for start, end in folding.spans(text):
        written = text[start:end]
        if folding.has_runs(written):
            found += _gram_matches(written, start, wanted.grams)
            continue
        for folded, stemmed in _forms(written, language):
            if folded in wanted.words:
                found.append(_Match(start, end, folded))
            elif stemmed in wanted.stems:
                found.append(_Match(start, end, wanted.stems[stemmed]))
    return found


def _gram_matches(written: str, offset: int, grams: Sequence[str]) -> list[_Match]:
    """Find pairs and characters of a script written without spaces."""
    found = []
    for gram in grams:
        start = written.find(gram)
        while start >= 0:
            found.append(_Match(offset + start, offset + start + len(gram), gram))
            start = written.find(gram, start + 1)
    return sorted(found, key=lambda match: (match.start, match.end))


def _best_start(found: Sequence[_Match]) -> tuple[int, int]:
    """Give how many different words stand in the best part of a text, and where that begins."""
    best = (0, 0)
    for number, first in enumerate(found):
        within = {
            match.word
            for match in found[number:]
            if match.end - first.start <= MAX_SNIPPET_CHARACTERS - BEFORE_FIRST
        }
        if len(within) > best[0]:
            best = len(within), first.start
    return best


def _cut(text: str, found: Sequence[_Match], start: int, language: str) -> Snippet:
    """Cut a part out of a text, between words where it has any."""
    first = 0 if start <= BEFORE_FIRST else _between_words(text, start - BEFORE_FIRST)
    last = first + MAX_SNIPPET_CHARACTERS
    last = len(text) if last >= len(text) else _between_words(text, last, is_end=True)
    return Snippet(
        language=language,
        pieces=_pieces(text, found, first, last),
        is_cut_before=first > 0,
        is_cut_after=last < len(text),
    )


def _between_words(text: str, place: int, *, is_end: bool = False) -> int:
    """Give the place of a space near by, or the place itself where the script has none."""
    if is_end:
        space = text.rfind(" ", place - BEFORE_FIRST, place)
        return space if space >= 0 else place
    space = text.find(" ", place, place + BEFORE_FIRST)
    return space + 1 if space >= 0 else place


def _pieces(text: str, found: Sequence[_Match], first: int, last: int) -> tuple[Piece, ...]:
    """Split a part of a text where matches begin and end; those that touch are one."""
    pieces: list[Piece] = []
    place = first
    runs: list[list[int]] = []
    for match in found:
        if match.start < first or match.end > last:
            continue
        if runs and match.start <= runs[-1][1]:
            runs[-1][1] = max(runs[-1][1], match.end)
        else:
            runs.append([match.start, match.end])
    for start, end in runs:
        if start > place:
            pieces.append(Piece(text[place:start]))
        pieces.append(Piece(text[start:end], is_match=True))
        place = end
    if place < last:
        pieces.append(Piece(text[place:last]))
    return tuple(pieces)
