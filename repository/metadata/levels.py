"""Educational levels: what partners call them -> ISCED 2011, as a range where the word is wide."""

import re
from collections.abc import Iterable
from functools import lru_cache

from repository.metadata.texts import clean_line
from repository.metadata.vocabulary import NO_VALUE, fold_term, look_up, read_words

_WORDS = read_words("educational-levels.toml") | read_words("educational-levels.toml", "kim")
_CODES = frozenset(
    {
        "0",
        "01",
        "02",
        "1",
        "10",
        "2",
        "24",
        "25",
        "3",
        "34",
        "35",
        "4",
        "44",
        "45",
        "5",
        "54",
        "55",
        "6",
        "64",
        "65",
    }
    | {"66", "7", "74", "75", "76", "8", "84", "85", "86", "9"}
)
_CODED = re.compile(
    r"(?:isced[\s\-_:/]*(?:97|1997|2011)?[\s\-_:/,]*(?:level|niveau|nivel|stufe)?[\s\-_:/]*|level_)0?(\d\d?)",
    re.IGNORECASE,
)
_VOCABULARY = re.compile(r"https?://\S*[/#](level_?\w+|[^/#]+)/?")
_GRADE = re.compile(
    r"(?:(grades?|klassen?(?:stufen?)?|jahrgangsstufen?|class|standard|std)\.?\s*(\d{1,2})(?:\s*(?:-|–|to|bis|and|&)\s*(\d{1,2}))?"
    r"|(\d{1,2})(?:st|nd|rd|th)[ -](grade))",
    re.IGNORECASE,
)
_LAST_GRADES = {
    "grade": (6, 9),
    "klasse": (4, 10),
    "jahrgangsstufe": (4, 10),
    "class": (5, 10),
    "standard": (5, 10),
    "std": (5, 10),
}
"""Last grade of primary and of lower secondary school, where the word is used. Source: ISCED
mappings (UIS)."""
_SEPARATOR = re.compile(r"\s*[;|]\s*")


@lru_cache(maxsize=4096)
def normalize_level(stated: str) -> tuple[str, ...] | None:
    """Give the ISCED 2011 levels that one stated value names.

    Returns:
        Codes of one digit, or two where the source is that exact; ``()`` for what is known to name
        no level (``training``, ``adult education``); None for what is unknown, reading levels among
        it.
    """
    text = clean_line(stated)
    found = [_read(part) for part in _SEPARATOR.split(text) if part]
    known = [value for value in found if value is not None]
    if not known:
        return None
    return sort_levels(code for value in known if value != NO_VALUE for code in value.split())


def sort_levels(codes: Iterable[str]) -> tuple[str, ...]:
    """Give distinct codes in the order of ISCED."""
    return tuple(sorted(set(codes)))


def _read(text: str) -> str | None:
    if address := _VOCABULARY.fullmatch(text):
        text = address[1]
    if coded := _CODED.fullmatch(text):
        return coded[1] if coded[1] in _CODES else None
    if grade := _GRADE.fullmatch(text):
        return _read_grade(grade)
    return look_up(_WORDS, fold_term(text))


def _read_grade(grade: re.Match[str]) -> str | None:
    word = (grade[1] or grade[5]).lower()
    first = int(grade[2] or grade[4])
    last = int(grade[3] or first)
    if not 0 < first <= last <= 13:
        return None
    primary, lower = next(
        ends for start, ends in _LAST_GRADES.items() if word.startswith(start[:5])
    )
    levels = [
        1 if number <= primary else 2 if number <= lower else 3 for number in range(first, last + 1)
    ]
    return " ".join(str(level) for level in sorted(set(levels)))
