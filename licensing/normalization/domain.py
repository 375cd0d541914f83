"""The public domain in words, without naming a tool."""

import re
from collections.abc import Iterator

from licensing.normalization.match import Finding
from licensing.normalization.sentences import is_denied, is_hedged, sentence_around
from licensing.normalization.words import Words

_DEDICATION = re.compile(r"\s*(?:dedication|waiver)\b")
_WORKS = frozenset(["work", "works", "image", "images", "book", "text", "material", "content"])
_SHORT = 6
"""Words of a sentence that is about nothing else."""


def find_public_domain(words: Words) -> Iterator[Finding]:
    """Yield a finding where the work is said to be in the public domain.

    Denials ("not in"), hedges ("may be in") and mere mentions give none.
    """
    for index in range(len(words)):
        if not words.is_(index, "public_domain", "in_public_domain"):
            continue
        lexeme = words[index]
        first, last = sentence_around(words.text, lexeme.start, lexeme.end)
        if is_hedged(words.text[first:last]) or is_denied(words, index, first):
            continue
        opens = not words.text[first : lexeme.start].strip(" -\"'(:*[>")
        is_short = len(words.text[first:last].split()) <= _SHORT
        is_about_it = (opens or is_short) and not _is_adjective(words, index)
        if not (is_about_it or words.is_(index, "in_public_domain")):
            continue
        if _DEDICATION.match(words.text, lexeme.end) and _has_commons(words, index):
            yield Finding(start=lexeme.start, end=lexeme.end, id="CC0-1.0", confidence=0.8)
            continue
        yield Finding(
            start=lexeme.start,
            end=lexeme.end,
            id="PD",
            kind="public-domain",
            confidence=0.95 if opens and is_short else 0.85,
        )


def _is_adjective(words: Words, index: int) -> bool:
    """Tell whether "public domain" is a part of another name: "Public Domain Review"."""
    for neighbor, gap_at in ((index - 1, index - 1), (index + 1, index)):
        if not 0 <= neighbor < len(words) or words.gap(gap_at).strip():
            continue
        if words[neighbor].is_word and words[neighbor].text not in _WORKS:
            return True
    return False


def _has_commons(words: Words, index: int) -> bool:
    return any(words.is_(at, "commons", "cc") for at in range(max(0, index - 4), index))
