"""Names of months and seasons: in the record's language, in English, then in all we know (CLDR)."""

from collections import defaultdict
from functools import cache

from babel import Locale, UnknownLocaleError

LOCALES = (
    "en", "fr", "es", "pt", "de", "it", "nl", "sv", "da", "nb", "fi", "pl", "cs", "sk", "sl", "hr",
    "hu", "ro", "bg", "el", "tr", "ru", "uk", "lt", "lv", "et", "ca", "gl", "eu", "ar", "fa", "he",
    "hi", "bn", "id", "ms", "sw", "af", "vi", "th", "am",
)  # fmt: skip
"""Languages whose names of months are known without being told the record's language."""

SEASONS = {
    "spring": 21, "printemps": 21, "primavera": 21, "frühling": 21, "frühjahr": 21, "lente": 21,
    "summer": 22, "été": 22, "verano": 22, "sommer": 22, "estate": 22, "zomer": 22,
    "autumn": 23, "fall": 23, "automne": 23, "otoño": 23, "herbst": 23, "autunno": 23, "herfst": 23,
    "winter": 24, "hiver": 24, "invierno": 24, "inverno": 24,
    "весна": 21, "лето": 22, "осень": 23, "зима": 24,
}  # fmt: skip
"""EDTF codes of the seasons, not bound to a hemisphere."""


def month_number(name: str, language: str) -> int | None:
    """Give the number of a month by its full or short name; None when it is none or means two.

    Args:
        name: In any case, with or without a dot.
        language: Primary language subtag to look in first; may be empty.
    """
    folded = name.casefold().strip(".")
    known = _months(language).get(folded) or _months("en").get(folded)
    return known or _months_of_all().get(folded)  # the last one takes half a second to make


@cache
def _months(language: str) -> dict[str, int]:
    """Give folded name -> number for one language; names of two months are left out."""
    try:
        locale = Locale.parse(language)
    except (ValueError, TypeError, UnknownLocaleError):
        return {}
    found: dict[str, set[int]] = defaultdict(set)
    for width in ("wide", "abbreviated"):
        for form in ("format", "stand-alone"):
            for number, name in locale.months[form][width].items():
                found[str(name).casefold().strip(".")].add(number)
    if language == "en":
        found["sept"].add(9)
    return {name: min(numbers) for name, numbers in found.items() if len(numbers) == 1}


@cache
def _months_of_all() -> dict[str, int]:
    """Give the names that mean the same month wherever they are used (``listopad`` is two)."""
    found: dict[str, set[int]] = defaultdict(set)
    for language in LOCALES:
        for name, number in _months(language).items():
            found[name].add(number)
    return {
        name: min(numbers)
        for name, numbers in found.items()
        if len(numbers) == 1 and not name.isdigit()
    }
