"""Licences by name, other than Creative Commons' six: families, versions, CC0, PDM."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from licensing.licenses import listed_licenses, read_data
from licensing.normalization.match import Finding
from licensing.normalization.patterns import pattern
from licensing.normalization.text import fold, word_key
from licensing.normalization.words import Words

_REACH = 6
_LONGEST_LABEL = 120
_UNDER = frozenset(["under", "unter", "bajo", "sous", "sob", "onder", "sotto", "gnu", "под"])


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


@cache
def _statements() -> dict[str, str]:
    return {
        word_key(fold(found.name).text): found.id
        for found in listed_licenses().values()
        if found.is_rights_statement
    }


def find_statement(words: Words) -> Iterator[Finding]:
    """Yield the statement of rightsstatements.org whose label this is, all of it."""
    if not words or len(words.text) > _LONGEST_LABEL:
        return
    if found := _statements().get(word_key(words.text)):
        start, end = words[0].start, words[len(words) - 1].end
        yield Finding(start=start, end=end, id=found, kind="rights-statement")


def find_names(words: Words) -> Iterator[Finding]:
    """Yield a finding for each licence or tool that is named."""
    for index in range(len(words)):
        categories = words[index].categories
        if not categories or _is_compound(words, index):
            continue
        start, end = words[index].start, words[index].end
        if tool := categories.get("tool"):
            if words.gap(index) == "/" and words.is_(index + 1, "code"):
                yield Finding(start=start, end=end, kind="ambiguous", confidence=0.4)
                continue
            yield Finding(start=start, end=end, id=tool)
        elif family := categories.get("family"):
            yield _family(words, index, family)
        elif family := categories.get("short"):
            finding = _family(words, index, family)
            alone = "token" in categories and len(words) == 1
            if alone or finding.id != family or _has_company(words, index):
                yield finding


def _is_compound(words: Words, index: int) -> bool:
    """Tell whether a word is hung on by a hyphen: "GPL-compatible" is not the GPL."""
    return index + 1 < len(words) and words[index + 1].is_word and words.gap(index) == "-"


def _place(words: Words, index: int, family: str) -> str:
    """Give the family that a loose name means in one country: "Open Government Licence (UK)"."""
    places: dict[str, str] = _families()[family].get("places", {})
    for at in (index + 1, index - 1):
        if words.is_(at, "port") and (there := places.get(words[at].categories["port"])):
            return there
    return places.get(words[index + 1].text, family) if index + 1 < len(words) else family


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
        is_known = words.is_(at, "license", "glue", "scope", "port", "version", "family")
        if not (is_known or text in {"gnu", "uk"}):
            break
    return "", index


def _family(words: Words, index: int, family: str) -> Finding:
    """Build the finding of a family, with its version and "or later" if they follow."""
    family = _place(words, index, family)
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


def _has_company(words: Words, index: int) -> bool:
    """Tell whether "licence", "under" or another licence stands beside: "MIT or Apache-2.0"."""
    if words.is_(index - 1, "license") and not words.gap(index - 1).strip(" :-=("):
        return True
    if words.is_(index + 1, "license") and not words.gap(index).strip(" -"):
        return True
    if any(words[at].text in _UNDER for at in range(max(0, index - 2), index)):
        return True
    return any(_names_another(words, index + step, index + 2 * step) for step in (-1, 1))


def _names_another(words: Words, joint: int, other: int) -> bool:
    """Tell whether "and" or "or" joins another licence, as in ``CC-BY-4.0 AND MIT``."""
    if not (0 <= other < len(words) and words[joint].text in {"and", "or"}):
        return False
    return words[other].text[0].isdigit() or words.is_(other, "family", "short", "code", "tool")
