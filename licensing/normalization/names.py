"""Licences by name, other than Creative Commons' six: families, versions, CC0, PDM."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from licensing.licenses import read_data
from licensing.normalization.match import Finding
from licensing.normalization.patterns import pattern
from licensing.normalization.words import Words

_REACH = 6


@cache
def _families() -> dict[str, dict[str, Any]]:
    return {entry["family"]: entry for entry in read_data("licenses.toml")["license"]}


@cache
def versions_of(family: str) -> frozenset[str]:
    """Give the versions a family of ``licenses.toml`` has; empty for one without versions."""
    return frozenset(_families().get(family, {}).get("versions", ()))


def _only(family: str) -> dict[str, str]:
    """Give the versions of a loose name that only one licence has -> that licence."""
    only: dict[str, str] = _families()[family].get("only", {})
    return only


def find_names(words: Words) -> Iterator[Finding]:
    """Yield a finding for each licence, tool or rights statement that is named."""
    for index in range(len(words)):
        categories = words[index].categories
        if not categories or _is_compound(words, index):
            continue
        start, end = words[index].start, words[index].end
        if tool := categories.get("tool"):
            yield Finding(start=start, end=end, id=tool)
        elif family := categories.get("family"):
            yield _family(words, index, family)
        elif family := categories.get("short"):
            finding = _family(words, index, family)
            alone = "token" in categories and len(words) == 1
            if alone or finding.id != family or _has_license_beside(words, index):
                yield finding
        elif (statement := categories.get("statement")) and len(words) == 1:
            yield Finding(start=start, end=end, id=statement, kind="rights-statement")


def _is_compound(words: Words, index: int) -> bool:
    """Tell whether a word is hung on by a hyphen: "GPL-compatible" is not the GPL."""
    return index + 1 < len(words) and words[index + 1].is_word and words.gap(index) == "-"


def _version(words: Words, index: int, family: str) -> tuple[str, int]:
    """Give (version, its lexeme) found behind a family's name; ("", index) if there is none."""
    for at in range(index + 1, min(index + 1 + _REACH, len(words))):
        if words.is_break(at - 1):
            break
        text = words[at].text
        if text[0].isdigit():
            number = text.replace(",", ".")
            number = number if "." in number else f"{number}.0"
            known = number in versions_of(family) or number in _only(family)
            return (number, at) if known else ("", index)
        if not (
            words.is_(at, "license", "glue", "scope", "port", "version", "family") or text == "gnu"
        ):
            break
    return "", index


def _family(words: Words, index: int, family: str) -> Finding:
    """Build the finding of a family, with its version and "or later" if they follow."""
    version, at = _version(words, index, family)
    start, end = words[index].start, words[at].end
    if only := _only(family).get(version):
        return Finding(start=start, end=end, id=only)
    if not version:
        return Finding(start=start, end=end, id=family)
    if pattern("another_version").match(words.text, end):
        return Finding(start=start, end=end, kind="ambiguous", confidence=0.5)
    license_id = f"{family}-{version}"
    if _families()[family].get("suffixes"):
        for name, suffix in (("or_later", "or-later"), ("only", "only")):
            if more := pattern(name).match(words.text, end):
                license_id, end = f"{license_id}-{suffix}", more.end()
                break
    return Finding(start=start, end=end, id=license_id)


def _has_license_beside(words: Words, index: int) -> bool:
    """Tell whether the word "licence" stands right before or behind: "licence: MIT"."""
    before = words.is_(index - 1, "license") and not words.gap(index - 1).strip(" :-=(")
    return before or (words.is_(index + 1, "license") and not words.gap(index).strip(" -"))
