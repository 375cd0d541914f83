"""Audiences: whom a resource is made for, in LRMI's words, and of what age."""

import re
from functools import lru_cache

import msgspec

from repository.metadata.record import AgeRange, Audience
from repository.metadata.texts import clean_line
from repository.metadata.vocabulary import NO_VALUE, fold_term, look_up, read_words

_WORDS = read_words("audiences.toml")
_SEPARATOR = re.compile(r"\s*[;|,/]\s*|\s+(?:and|et|und|y|e|&)\s+", re.IGNORECASE)
_VOCABULARY = re.compile(r"https?://\S*[/#]([^/#\s]+)/?")

_YEAR_WORDS = "years?(?: old)?|yrs?|y|jahren?|ans|años|anos|anni|jaar|лет|سنة|岁|歲|歳|miaka"
_YEARS = rf"\s*(?:{_YEAR_WORDS})?\.?\s*"
_AGE_WORDS = "ages?|aged|alter|âge|edad|idade|età|leeftijd|возраст|für"
_FROM_WORDS = "from|ab|à partir de|over|above|older than|desde|a partir de|über|vanaf|от"
_PREFIX = rf"(?:{_AGE_WORDS})?\s*(?:{_FROM_WORDS})?\s*:?\s*"
_BETWEEN = re.compile(
    rf"{_PREFIX}(\d{{1,3}}){_YEARS}(?:-|–|—|~|to|bis|à|a|until|up to)\s*(\d{{1,3}}){_YEARS}",
    re.IGNORECASE,
)
_FROM = re.compile(
    rf"{_PREFIX}(\d{{1,3}}){_YEARS}"
    r"(?:-|–|\+|(?:and|or) (?:older|over|up|above)|und älter|et plus|y más|up)",
    re.IGNORECASE,
)
_FROM_WORD = re.compile(rf"(?:{_FROM_WORDS})\s+(?:age\s+)?(\d{{1,3}}){_YEARS}", re.IGNORECASE)
_UP_TO = re.compile(
    rf"(?:u-?|-|–|up to|under|below|bis|jusqu'à|hasta|até|до)\s*(?:age\s+)?(\d{{1,3}}){_YEARS}",
    re.IGNORECASE,
)
_SINGLE = re.compile(rf"{_PREFIX}(\d{{1,3}}){_YEARS}", re.IGNORECASE)
_ADULT = frozenset({
    "adult", "adults", "adultos", "adulto", "adulte", "adultes", "adulti", "erwachsene",
    "volwassenen", "взрослые", "成人", "بالغ", "watu wazima",
})  # fmt: skip
_OLDEST = 120
_ADULT_AGE = 18


@lru_cache(maxsize=4096)
def normalize_audience(stated: str) -> tuple[Audience, ...] | None:
    """Give the audiences that one stated value names.

    Returns:
        Distinct audiences in the order stated; ``()`` for what is known to name none; None for what
        is unknown.
    """
    text = clean_line(stated)
    if address := _VOCABULARY.fullmatch(text):
        text = address[1]
    whole = look_up(_WORDS, fold_term(text))
    found = (
        [whole] if whole else [look_up(_WORDS, fold_term(part)) for part in _SEPARATOR.split(text)]
    )
    known = dict.fromkeys(value for value in found if value is not None)
    if not known:
        return None
    return msgspec.convert(tuple(one for one in known if one != NO_VALUE), tuple[Audience, ...])


@lru_cache(maxsize=4096)
def read_age_range(stated: str) -> AgeRange:
    """Read a typical age range; what cannot be read is kept in ``stated``.

    An open end is None. A single age is both ends.

    Source: IEEE LOM 5.7 ("7-9", "18-", "U-18", "adult"); schema.org typicalAgeRange.
    """
    text = clean_line(stated)
    if text.casefold() in _ADULT:
        return AgeRange(low=_ADULT_AGE)
    low, high = _read_ages(text)
    oldest = _OLDEST if high is None else high
    if (low, high) == (None, None) or not (low or 0) <= oldest <= _OLDEST:
        return AgeRange(stated=text)
    return AgeRange(low=low, high=high)


def _read_ages(text: str) -> tuple[int | None, int | None]:
    if between := _BETWEEN.fullmatch(text):
        return int(between[1]), int(between[2])
    if start := _FROM.fullmatch(text) or _FROM_WORD.fullmatch(text):
        return int(start[1]), None
    if end := _UP_TO.fullmatch(text):
        return None, int(end[1])
    if single := _SINGLE.fullmatch(text):
        return int(single[1]), int(single[1])
    return None, None
