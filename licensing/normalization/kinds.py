"""What a statement is that names no licence: rights reserved, own terms, or nothing."""

from collections.abc import Sequence

from licensing.normalization.lexicon import ELEMENTS
from licensing.normalization.match import Finding, Kind
from licensing.normalization.patterns import pattern
from licensing.normalization.words import Words

# Said of a work without making a licence: "attribution required", "not in the public domain".
_TERMS_BY_NAME = (*sorted(ELEMENTS), "public_domain", "in_public_domain", "family")
_CLOSE = 30


def classify(words: Words, urls: Sequence[tuple[str, Finding]]) -> tuple[Kind, int, int]:
    """Give the kind, and the span that decided: (0, 0) where nothing did.

    Args:
        words: The statement, addresses blanked.
        urls: Its addresses with their findings.
    """
    text = words.text
    grant = pattern("grant").search(text)
    if (reserved := _span(words, "reserved")) and not grant:
        is_some = pattern("some").search(text, max(0, reserved[0] - _CLOSE), reserved[0])
        return "custom-terms" if is_some else "all-rights-reserved", *reserved
    if claimed := _claim(words):
        is_told_off = pattern("refusal").search(text) and not pattern("law").search(text)
        if not grant or is_told_off:
            return "all-rights-reserved", *claimed
    if grant:
        return "custom-terms", *grant.span()
    decided = _terms(words, urls)
    return ("custom-terms", *decided) if decided else ("not-rights", 0, 0)


def _terms(words: Words, urls: Sequence[tuple[str, Finding]]) -> tuple[int, int] | None:
    """Give where terms of use are spoken of; a page of terms counts."""
    for address, url in urls:
        if pattern("rights_page").search(address):
            return url.start, url.end
    if terms := pattern("terms").search(words.text):
        return terms.span()
    for category in _TERMS_BY_NAME:
        if said := _span(words, category):
            return said
    return _span(words, "terms") if len(words) > 2 else None


def _claim(words: Words) -> tuple[int, int] | None:
    """Give where copyright is claimed; None where it is only spoken of, or denied."""
    text = words.text
    if pattern("no_copyright").search(text) or (
        pattern("law").search(text) and not pattern("claim").match(text)
    ):
        return None
    if found := pattern("claim").search(text) or pattern("retained").search(text):
        return found.span()
    return _span(words, "copyright") if len(words) <= 12 else None


def _span(words: Words, category: str) -> tuple[int, int] | None:
    found = next((lexeme for lexeme in words.lexemes if category in lexeme.categories), None)
    return (found.start, found.end) if found else None
