"""From text as written to the words that engines see, the same for every engine.

Engines only split at spaces and stem: whatever is a matter of characters (composition, case,
diacritics, vowel signs, digits, scripts written without spaces) is decided here, so that two
engines cannot differ in it. No Django, no engine.
"""

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from operator import add

MAX_WORD_CHARACTERS = 100
"""Longer runs of letters are no words (encoded data, mostly) and are left out."""

_INVISIBLE = re.compile("[\u00ad\u200c-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
"""Soft hyphens, joiners and direction marks: part of a word, but not of its spelling."""


BOUNDARY = "\x01"
"""Stands, between spaces, between texts analyzed together: no phrase reaches over it."""


class _WordCharacters(dict[int, int]):
    """Table for ``str.translate``: letters, marks and numbers stay, all else becomes a space.

    Combining marks stay because Indic words would fall apart without them. Filled as characters
    are met: a table is ten times faster than a regular expression that knows all marks.
    """

    def __missing__(self, point: int) -> int:
        kept = point if unicodedata.category(chr(point))[0] in "LMN" else ord(" ")
        self[point] = kept
        return kept


_WORD_CHARACTERS = _WordCharacters({ord(BOUNDARY): ord(BOUNDARY)})
_APOSTROPHE = re.compile("['’ʼʻ‘`´ʹ]")
_ELIDED = re.compile(
    r"(?<![^\W_])(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|gl|un|all|dall|dell|nell|sull|coll|quell|quest|sant)"
    r"['’](?=[^\W\d_])",
    re.IGNORECASE,
)
"""French, Italian and Catalan articles and pronouns before a vowel: l'eau, dell'acqua."""
_APOSTROPHES = re.compile(r"(?<=[^\W\d_])['’ʼʻ‘`´ʹ]+(?=[^\W\d_])")
"""All others are part of the word, and often left out: teacher's, ng'ombe, м'яч."""

_SHOWN = re.compile("[^ ]+")
_JOINT = re.compile(f"{_APOSTROPHE.pattern}|{_INVISIBLE.pattern}")

_IDEOGRAPHS = (
    "\u3005-\u3007\u3041-\u3096\u3099-\u309a\u309d-\u309f\u30a1-\u30ff\u3105-\u312f\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
_UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u0edc-\u0edf\u1000-\u103f\u1050-\u109f\u1780-\u17d3"
)
"""Thai, Lao, Burmese, Khmer."""
_IDEOGRAPH = re.compile(rf"[{_IDEOGRAPHS}]")
_RUN = re.compile(rf"[{_IDEOGRAPHS}]+|[{_UNSPACED}]+")
_PARTS = re.compile(f"({_RUN.pattern})")
_LEADING_VOWEL = "\u0e40-\u0e44\u0ec0-\u0ec4"
_UNSPACED_MARKS = "".join(
    chr(point)
    for first, last in ((0xE01, 0xE4E), (0xE81, 0xECE), (0x1000, 0x109F), (0x1780, 0x17D3))
    for point in range(first, last + 1)
    if unicodedata.category(chr(point)) in {"Mn", "Mc"}
    or point in {0xE30, 0xE32, 0xE33, 0xEB0, 0xEB2}
)
_CLUSTER = re.compile(rf"[{_LEADING_VOWEL}]?.(?:[\u1039\u17d2].|[{_UNSPACED_MARKS}])*")
"""What a reader takes for one character: consonant, stacked consonants, vowels and tones."""


def compose(text: str) -> str:
    """Give the text in one spelling of each character: compatibility forms folded, joiners gone."""
    if text.isascii():
        return text
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text.replace("\u200b", " ")))


def spaced(text: str) -> str:
    """Give the words of a composed text with one space between them, nothing else."""
    if _APOSTROPHE.search(text):
        text = _APOSTROPHES.sub("", _ELIDED.sub(" ", text))
    words = text.translate(_WORD_CHARACTERS).split()
    if max(map(len, words), default=0) > MAX_WORD_CHARACTERS:
        words = [word for word in words if len(word) <= MAX_WORD_CHARACTERS]
    return " ".join(words)


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the words of a text stand, as written: (first character, behind the last).

    What is written together is one word, with the apostrophes and joiners in it.
    """
    mask = text.translate(_WORD_CHARACTERS)
    first = last = -1
    for found in _SHOWN.finditer(mask):
        if first >= 0 and found.start() == last + 1 and _JOINT.match(text, last):
            last = found.end()
            continue
        if first >= 0:
            yield first, last
        first, last = found.span()
    if first >= 0:
        yield first, last


def has_runs(text: str) -> bool:
    """Tell whether any of the text is in a script written without spaces."""
    return not text.isascii() and _RUN.search(text) is not None


def split_runs(text: str) -> tuple[str, list[str]]:
    """Take the runs of unspaced scripts (and Korean) out of a composed text.

    Returns:
        The rest, and the runs in their order.
    """
    return _RUN.sub(" ", text), _RUN.findall(text)


def parts(text: str) -> list[str]:
    """Split a composed text where runs of unspaced scripts begin and end; nothing is lost."""
    return [part for part in _PARTS.split(text) if part.strip()] if has_runs(text) else [text]


def grams(run: str) -> tuple[list[str], list[str]]:
    """Give the characters of a run, each with its marks, and the pairs of neighbors."""
    characters = list(run) if _IDEOGRAPH.match(run) else _CLUSTER.findall(run)
    return characters, list(map(add, characters, characters[1:]))


TURKIC = frozenset({"tr", "az"})


def lower(text: str, language: str = "") -> str:
    """Give lower case, by the rules of Turkish and Azerbaijani where those are the language."""
    if text.isascii() and language not in TURKIC:
        return text.lower()
    if language in TURKIC:
        text = text.replace("I", "ı").replace("İ", "i")
    return text.lower().replace("i̇", "i")


def fold(word: str) -> str:
    """Give a word without what careless writing leaves out: case, diacritics, vowel signs.

    Words that differ only in that have the same folded form; marks that make another letter in
    every hand (й, Indic vowels) stay.
    """
    return word.lower() if word.isascii() else _fold(word)


@lru_cache(maxsize=100_000)
def _fold(word: str) -> str:
    folded = word.casefold().translate(_LETTERS)
    if not folded.isascii():
        kept = folded.replace("й", "\0")
        decomposed = unicodedata.normalize("NFKD", kept).translate(_LETTERS).replace("\0", "й")
        folded = unicodedata.normalize("NFC", decomposed)
    return folded


def fold_words(words: Iterable[str]) -> list[str]:
    """Fold words that are in lower case."""
    return [word if word.isascii() else _fold(word) for word in words]


_LATIN_LETTERS = "øo đd łl ıi æae œoe ßss þth ðd ħh ŋn ɓb ɗd ƙk ɛe ɔo əe ƴy ɨi ʉu ǝe ŧt ʼ ʻ"
_ARABIC_LETTERS = " آا أا إا ٱا ىي یي ېي ئي کك ەه ہه ھه ۀه ةه ؤو"

_INDIC_BLOCKS = range(0x900, 0xD00, 0x80)
"""Devanagari to Kannada are laid out alike."""
_ETHIOPIC_HOMOPHONES = (
    (0x1210, 8, 0x1200), (0x1280, 8, 0x1200),  # h
    (0x1220, 8, 0x1230),  # s
    (0x12D0, 7, 0x12A0),  # the vowel carrier
    (0x1340, 7, 0x1338),  # ts
)  # fmt: skip
"""Rows of letters that Amharic speaks alike: (first, how many, first of those folded to)."""


def _letters() -> dict[int, str | None]:
    """Build the table of letters that fold to others, and of marks that fold to nothing."""
    table: dict[int, str | None] = dict.fromkeys(_silent_marks())
    table |= {ord(pair[0]): pair[1:] for pair in (_LATIN_LETTERS + _ARABIC_LETTERS).split()}
    for block in _INDIC_BLOCKS:  # candrabindu and anusvara are written for each other
        table[block + 1] = chr(block + 2)
    for first, count, target in _ETHIOPIC_HOMOPHONES:
        table |= {first + order: chr(target + order) for order in range(count)}
    table |= dict.fromkeys((0x1203, 0x1213, 0x1283), "\u1200")  # ha, whatever its vowel's length
    table |= dict.fromkeys((0x12A3, 0x12D3), "\u12a0")  # likewise a
    for point in range(0x80, sys.maxunicode + 1):
        if unicodedata.category(chr(point)) == "Nd":
            table[point] = str(unicodedata.digit(chr(point)))
    return table


def _silent_marks() -> Iterator[int]:
    """Yield the marks that are left out in everyday writing, and the tatweel."""
    for first, last in (
        (0x300, 0x36F), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF),  # Latin, Greek, Cyrillic
        (0x591, 0x5BD), (0x5BF, 0x5BF), (0x5C1, 0x5C2), (0x5C4, 0x5C5), (0x5C7, 0x5C7),  # Hebrew
        (0x610, 0x61A), (0x640, 0x640), (0x64B, 0x65F), (0x670, 0x670),  # Arabic
        (0x6D6, 0x6DC), (0x6DF, 0x6E8), (0x6EA, 0x6ED),
    ):  # fmt: skip
        yield from range(first, last + 1)
    yield from (block + 0x3C for block in _INDIC_BLOCKS)  # nukta


_LETTERS = _letters()
