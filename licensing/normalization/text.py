"""Fold a statement so that case, accents, width and markup do not matter; positions are kept."""

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

BARRIER = "\x01"
"""Stands where an address was; no rule reads across it, and folding lets no other one through."""

_ENTITY = re.compile(r"&(?:amp;)*((?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,10}\d{0,2});)")
_RUN = re.compile(r" +|[^ ]")
_TAG = re.compile(r"</?[a-z][^<>]{0,2000}>")
_CONTROLS = dict.fromkeys((*range(32), 127), " ")

# Letters people type another way, and signs that mean the same.
_SPECIAL = {
    "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ħ": "h", "æ": "ae", "œ": "oe", "ß": "ss", "þ": "th",
    "ð": "d", "ґ": "г", "ـ": "", "ى": "ي", "ة": "ه", "ک": "ك", "ی": "ي", "ې": "ي",
    "’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "′": "'", "–": "-", "—": "-", "‐": "-",
    "‑": "-", "‒": "-", "−": "-", "―": "-", "・": " ", "·": " ", "•": " ", "。": ".", "、": ",",
    "،": ",", "؛": ";", "٫": ".", "٬": ",", "®": " ", "™": " ", "🄯": "©", "ⓒ": "©",
}  # fmt: skip

# Scripts written without spaces are read a character at a time.
_UNSPACED = "\u0e00-\u0e7f\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af"
_TOKEN = re.compile(
    rf"\d+(?:[.,]\d+)*|[{_UNSPACED}]|(?:(?![{_UNSPACED}])[^\W\d_])+|[©+]", re.UNICODE
)


class Token(NamedTuple):
    """A word, a number, a sign, or one character of an unspaced script."""

    text: str
    start: int
    end: int


class FoldedText:
    """A folded statement: ``text`` to read, and where each of its characters came from.

    ``text`` is lower case, without accents, vowel signs, invisible characters and HTML entities;
    digits of every script are 0-9 and white space is a plain space.
    """

    __slots__ = ("_ends", "_starts", "text")

    def __init__(self, text: str, starts: Sequence[int], ends: Sequence[int]) -> None:
        self.text = text
        self._starts = starts
        self._ends = ends

    def folded_span(self, start: int, end: int) -> tuple[int, int]:
        """Give the least span of the text that holds a span, not empty, of its origin."""
        return bisect_right(self._starts, start) - 1, bisect_right(self._starts, end - 1)

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Give the span of the statement as it came for a span of the folded text."""
        if end <= start:
            return (0, 0)
        return (self._starts[start], self._ends[end - 1])


@lru_cache(maxsize=8192)
def _fold_character(character: str) -> str:
    """Fold one character to what stands for it, possibly nothing."""
    if "\uac00" <= character <= "\ud7af":
        return character  # Hangul syllables would fall apart into letters
    if character in _SPECIAL:
        return _SPECIAL[character]
    parts = unicodedata.normalize("NFKD", character).lower()
    return "".join(_fold_part(part) for part in parts)


def _fold_part(part: str) -> str:
    if part in _SPECIAL:
        return _SPECIAL[part]
    category = unicodedata.category(part)
    if category in {"Zs", "Zl", "Zp", "Cc"}:
        return " "
    if category in {"Mn", "Cf", "Cs"}:
        return ""
    return str(unicodedata.digit(part)) if category == "Nd" else part


def _pieces(statement: str) -> Iterator[tuple[str, int, int]]:
    """Yield (characters, start, end): a plain character, or an entity as what it stands for."""
    position = 0
    for entity in _ENTITY.finditer(statement):
        for index in range(position, entity.start()):
            yield statement[index], index, index + 1
        named = f"&{entity[1]}"
        meaning = html.unescape(named)
        if meaning == named:
            meaning = html.unescape(named.lower())
        yield meaning, entity.start(), entity.end()
        position = entity.end()
    for index in range(position, len(statement)):
        yield statement[index], index, index + 1


class _OneToOne(dict[int, str]):
    """Table for ``str.translate``: the folded character, the barrier where it is not one."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        self[code] = folded if len(folded) == 1 else BARRIER
        return self[code]


_ONE_TO_ONE = _OneToOne()


def fold(statement: str) -> FoldedText:
    """Fold a statement; linear in its length."""
    if statement.isascii() and "&" not in statement:
        text = statement.translate(_CONTROLS).lower()
        return FoldedText(text, range(len(text)), range(1, len(text) + 1))
    text = statement.translate(_ONE_TO_ONE)
    if BARRIER not in text and "&" not in text:
        return FoldedText(text, range(len(text)), range(1, len(text) + 1))
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for source, start, end in _pieces(statement):
        folded = "".join(map(_fold_character, source))
        characters.append(folded)
        starts.extend([start] * len(folded))
        ends.extend([end] * len(folded))
    return FoldedText("".join(characters), starts, ends)


def squeeze(text: str) -> FoldedText:
    """Make every run of spaces one: markup and line breaks between words do not matter."""
    if "  " not in text:
        return FoldedText(text, range(len(text)), range(1, len(text) + 1))
    kept = [(found.start(), found.end()) for found in _RUN.finditer(text)]
    return FoldedText(
        "".join(text[start] for start, _ in kept),
        [start for start, _ in kept],
        [end for _, end in kept],
    )


def blank_tags(text: str) -> str:
    """Replace HTML tags by as many spaces."""
    if "<" not in text:
        return text
    return _TAG.sub(lambda tag: " " * len(tag[0]), text)


def word_key(text: str) -> str:
    """Give the words of folded text and nothing between them, for comparing names."""
    return " ".join(token.text for token in tokenize(text))


def tokenize(text: str) -> list[Token]:
    """Split folded text into tokens."""
    return [Token(found[0], found.start(), found.end()) for found in _TOKEN.finditer(text)]
