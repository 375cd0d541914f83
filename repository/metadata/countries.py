"""Countries by their code (ISO 3166-1 alpha-2), and what they are called (CLDR)."""

from functools import cache

from babel import Locale

_NO_COUNTRIES = frozenset(
    ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"]
)
"""Codes of CLDR that ISO has reserved, or that users may give a meaning of their own."""


@cache
def country_codes() -> frozenset[str]:
    """Give the codes of all countries and territories of the standard."""
    territories = map(str, Locale("en").territories)
    return frozenset(code for code in territories if code.isalpha()) - _NO_COUNTRIES


def country_name(code: str, locale: Locale) -> str:
    """Give what a country is called; its code where it has no name."""
    return str(locale.territories.get(code) or Locale("en").territories.get(code) or code)
