"""While somebody types: titles and subjects that go on so, in the reader's language first."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal
from uuid import UUID

import msgspec

from repository.metadata.record import ResourceMetadata
from repository.selectors import get_metadata
from search.analysis import folded_words, primary
from search.backends.base import SearchBackend
from search.query_text import cleaned

MAX_SUGGESTIONS = 10
LOOKED_AT = 30
"""Records whose titles and subjects are looked through; most give one suggestion."""
MAX_TYPED_CHARACTERS = 100
MAX_SUGGESTED_CHARACTERS = 120
"""Longer titles do not help anybody who is typing."""

Kind = Literal["title", "subject"]


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """A text to search for."""

    text: str
    kind: Kind
    language: str
    """BCP 47 tag; ``und`` where it is not stated."""


def suggest(
    typed: str, *, languages: Sequence[str], limit: int, backend: SearchBackend
) -> list[Suggestion]:
    """Give texts that have all words typed, the last of them perhaps only begun.

    Args:
        typed: As it stands in the field.
        languages: BCP 47 tags of the reader, best first: texts in these come first.
        limit: Of the suggestions.
        backend: The engine.
    """
    folded = folded_words(cleaned(typed[:MAX_TYPED_CHARACTERS]))
    if not folded:
        return []
    ids = backend.complete(folded[:-1], folded[-1], languages=languages, limit=LOOKED_AT)
    places = {primary(tag): place for place, tag in reversed(list(enumerate(languages)))}
    found: dict[str, tuple[tuple[int, int, int], Suggestion]] = {}
    for metadata in get_metadata([UUID(found) for found in ids]):
        for suggestion in texts_of(metadata):
            words = folded_words(suggestion.text)
            if not goes_on(words, folded):
                continue
            key = " ".join(words)
            begins = words[0].startswith(folded[0])
            place = places.get(primary(suggestion.language), len(places))
            rank = (place, not begins, suggestion.kind == "title")
            if key not in found or rank < found[key][0]:
                found[key] = rank, suggestion
    best = sorted(found.values(), key=lambda ranked: ranked[0])
    return [suggestion for _, suggestion in best[:limit]]


def texts_of(metadata: ResourceMetadata) -> Iterator[Suggestion]:
    """Yield the titles, keywords and subjects of a record, short ones only."""
    for language, texts in metadata.titles.items():
        yield from _short("title", language, texts)
    for language, texts in metadata.keywords.items():
        yield from _short("subject", language, texts)
    for subject in metadata.subjects:
        yield from _short("subject", subject.language or "und", [subject.label])


def _short(kind: Kind, language: str, texts: Iterable[str]) -> Iterator[Suggestion]:
    for text in texts:
        if text and len(text) <= MAX_SUGGESTED_CHARACTERS:
            yield Suggestion(text=text, kind=kind, language=language)


def goes_on(words: Sequence[str], typed: Sequence[str]) -> bool:
    """Tell whether a text has all the words typed, and one that begins with the last of them."""
    return set(typed[:-1]) <= set(words) and any(word.startswith(typed[-1]) for word in words)
