"""Licences other than Creative Commons' six by name: families, versions, CC0, the Public Domain Mark."""

import re
from collections.abc import Iterator
from functools import cache

from licensing.licenses import read_data
from licensing.normalization.lexicon import Lexeme
from licensing.normalization.match import Basis, Finding, Kind

_BREAK = re.compile(r"[.;!?](?:\s|$)|\x01")
_LATER = re.compile(
    r"\s*(?:\+|[(,]?\s*(?:or|and|ou|o|oder|u)\s+(?:\(at your option\)\s+)?(?:any\s+|toute\s+)?"
    r"(?:later|newer|posterior|ulterieure|spater|superior))"
)
_ONLY = re.compile(r"\s*-?only\b")
_ANOTHER = re.compile(r"\s*(?:or|and|/|,|&|ou|o|oder|und)\s*v?\.?\s*\d(?:\.\d)?(?!\d)")
_VERSION_WORDS = frozenset("v ver vers version versao versione versie surum версия versi".split())
_REACH = 6


@cache
def _families() -> dict[str, tuple[frozenset[str], bool]]:
    """Give family -> (versions, whether "or later" is part of its ids)."""
    return {
        entry["family"]: (frozenset(entry.get("versions", ())), bool(entry.get("suffixes")))
        for entry in read_data("licenses.toml")["license"]
    }


def versions_of(family: str) -> frozenset[str]:
    """Give the versions a family of ``licenses.toml`` has; empty for one without versions."""
    return _families()[family][0] if family in _families() else frozenset()


def find_names(text: str, lexemes: list[Lexeme]) -> Iterator[Finding]:
    """Yield a finding for each licence, tool or rights statement that is named."""
    for index, lexeme in enumerate(lexemes):
        categories = lexeme.categories
        if tool := categories.get("tool"):
            if not _is_compound(text, lexemes, index):
                yield _found(lexeme.start, lexeme.end, tool, basis="name")
        elif family := categories.get("family"):
            if not _is_compound(text, lexemes, index):
                yield _family(text, lexemes, index, family)
        elif family := categories.get("short"):
            yield from _short(text, lexemes, index, family)
        elif statement := categories.get("statement"):
            if len(lexemes) == 1:
                yield _found(
                    lexeme.start, lexeme.end, statement, kind="rights-statement", basis="name"
                )


def _found(
    start: int, end: int, license_id: str, *, kind: Kind = "license", basis: Basis = "name"
) -> Finding:
    return Finding(start=start, end=end, id=license_id, kind=kind, basis=basis)


def _is_compound(text: str, lexemes: list[Lexeme], index: int) -> bool:
    """Tell whether a word is hung on by a hyphen: "GPL-compatible" is not the GPL."""
    if index + 1 >= len(lexemes):
        return False
    return lexemes[index + 1].is_word and text[lexemes[index].end : lexemes[index + 1].start] == "-"


def _version(text: str, lexemes: list[Lexeme], index: int, family: str) -> tuple[str, int]:
    """Give (version, index of its lexeme) found behind a family's name; ("", index) if there is none."""
    versions, _ = _families()[family]
    for at in range(index + 1, min(index + 1 + _REACH, len(lexemes))):
        gap = text[lexemes[at - 1].end : lexemes[at].start]
        if _BREAK.search(gap) and lexemes[at - 1].text not in _VERSION_WORDS:
            break
        lexeme = lexemes[at]
        if lexeme.text[0].isdigit():
            number = lexeme.text.replace(",", ".")
            number = number if "." in number else f"{number}.0"
            return (number, at) if number in versions else ("", index)
        known = {"license", "glue", "scope", "port"} & lexeme.categories.keys()
        if not (known or lexeme.text in _VERSION_WORDS or lexeme.text in {"gnu", "fdl", "gfdl"}):
            break
    return "", index


def _family(text: str, lexemes: list[Lexeme], index: int, family: str) -> Finding:
    """Build the finding of a family, with its version and "or later" if they follow."""
    version, at = _version(text, lexemes, index, family)
    start, end = lexemes[index].start, lexemes[at].end
    if not version:
        return _found(start, end, family)
    if _ANOTHER.match(text, end):
        return Finding(start=start, end=end, kind="ambiguous", confidence=0.5)
    license_id = f"{family}-{version}"
    if _families()[family][1]:
        for pattern, suffix in ((_LATER, "or-later"), (_ONLY, "only")):
            if more := pattern.match(text, end):
                license_id, end = f"{license_id}-{suffix}", more.end()
                break
    return _found(start, end, license_id)


def _short(text: str, lexemes: list[Lexeme], index: int, family: str) -> Iterator[Finding]:
    """Read a short name such as "MIT": only alone, beside a version, or beside the word "licence"."""
    if _is_compound(text, lexemes, index):
        return
    finding = _family(text, lexemes, index, family)
    lexeme = lexemes[index]
    alone = "token" in lexeme.categories and len(lexemes) == 1
    versioned = finding.id != family and bool(finding.id)
    if alone or versioned or _has_license_beside(text, lexemes, index):
        yield finding


def _has_license_beside(text: str, lexemes: list[Lexeme], index: int) -> bool:
    for neighbor, first, second in ((index - 1, index - 1, index), (index + 1, index, index + 1)):
        if 0 <= neighbor < len(lexemes) and "license" in lexemes[neighbor].categories:
            gap = text[lexemes[first].end : lexemes[second].start]
            if len(gap) <= 3 and not gap.strip(" :-=("):
                return True
    return False
