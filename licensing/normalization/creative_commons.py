"""Creative Commons by name or code: a run of elements, what says it is one, a version and a port.

The grammar is that of the names themselves: elements (attribution, share-alike, non-commercial, no
derivatives, in any language) in any order, with "Creative Commons" or "licence" beside them, then
maybe a version, then maybe a port. What does not fit the grammar to its end is reported as
ambiguous: half a name is a wrong licence.
"""

from collections.abc import Iterator
from typing import NamedTuple

from licensing.licenses import cc_id, listed_licenses
from licensing.normalization.lexicon import ELEMENTS, Lexeme, nearest_element
from licensing.normalization.match import Basis, Finding
from licensing.normalization.tail import Tail, read_tail, version_at
from licensing.normalization.words import Words

_AND = frozenset(
    ["and", "y", "e", "et", "und", "en", "ve", "и", "i", "و", "och", "og", "та", "和", "与", "與"]
)
_FOLLOWS_BY = frozenset(
    ["and", "or", "which", "that", "where", "unless", "except", "with", "is", "are", "und", "oder",
     "y", "o", "e", "et", "ou", "en", "of"]
)  # fmt: skip
_SKIP = ("license", "glue", "scope", "version", "copyright", "open")
_REACH = 7


class _Run(NamedTuple):
    """Elements in a row, from lexeme ``first`` to ``last``."""

    first: int
    last: int
    elements: frozenset[str]
    codes: int
    """How many of them are two-letter codes."""
    is_named: bool
    """At least one is a word."""
    is_mended: bool
    """One of the words is misspelt."""


def _elements(lexeme: Lexeme) -> tuple[frozenset[str], bool]:
    """Give the elements a lexeme stands for, and whether it names them in words."""
    for category in ELEMENTS:
        if category in lexeme.categories:
            return frozenset({lexeme.categories[category]}), True
    if joined := lexeme.categories.get("joined"):
        return frozenset(joined.split()), True
    if code := lexeme.categories.get("code"):
        return frozenset(code[at : at + 2].upper() for at in range(0, len(code), 2)), False
    return frozenset(), False


def find_creative_commons(words: Words) -> Iterator[Finding]:
    """Yield a finding for each run of elements that is, or may be, a licence."""
    index = 0
    while index < len(words):
        if not (_elements(words[index])[0] or _is_misspelt(words, index)):
            index += 1
            continue
        run = _read_run(words, index)
        if finding := _finding(words, run):
            yield finding
        index = run.last + 1


def _is_misspelt(words: Words, index: int) -> bool:
    """Tell whether an element is misspelt right behind "Creative Commons"."""
    is_word = words[index].is_word and words.is_(index - 1, "commons")
    return is_word and words.is_joint(index - 1) and bool(nearest_element(words[index].text))


def _read_run(words: Words, first: int) -> _Run:
    """Collect elements as long as they stand in a row; one that repeats begins another run."""
    elements, is_named = _elements(words[first])
    is_mended = not elements
    if is_mended:
        elements, is_named = nearest_element(words[first].text), True
    codes = 0 if is_named else len(elements)
    last = index = first
    while index + 1 < len(words) and words.is_joint(index):
        index += 1
        more, named = _elements(words[index])
        if not more and words[index].is_word and is_named:
            more, named = nearest_element(words[index].text), True
            is_mended |= bool(more)
        if not more:
            if words[index].text in _AND and index == last + 1:
                continue
            break
        if more & elements:
            break
        elements, is_named, last = elements | more, is_named or named, index
        codes += 0 if named else len(more)
    return _Run(first, last, elements, codes, is_named, is_mended)


def _finding(words: Words, run: _Run) -> Finding | None:
    """Decide whether a run is a licence, may be one, or is just words."""
    marker = _marker_before(words, run)
    tail = read_tail(words, run.last)
    has_marker = marker >= 0 or _marker_after(words, tail.last)
    if not _is_license(words, run, tail, marker=marker, has_marker=has_marker):
        return None
    version = tail.version or _version_before(words, run, marker)
    license_id = _license_id(run.elements, version, tail.port)
    start = words[run.first if marker < 0 else marker].start
    end = words[tail.last].end
    if tail.is_broken or not license_id or _is_credit(words, run, marker):
        return Finding(start=start, end=end, kind="ambiguous", confidence=0.4)
    basis: Basis = "name" if run.is_named else "code"
    confidence = 0.95 if has_marker and not run.is_mended else 0.85
    return Finding(
        start=start,
        end=end,
        id=license_id,
        basis=basis,
        confidence=confidence,
        is_unported=tail.has_scope,
    )


def _license_id(elements: frozenset[str], version: str, port: str) -> str:
    """Give the id; empty when the elements contradict or do not make one licence."""
    if {"SA", "ND"} <= elements:
        return ""
    if "BY" in elements:
        return cc_id(elements, version, "" if version == "4.0" else port)
    retired = cc_id(elements, version, port)
    if retired in listed_licenses():
        return retired
    # From 2.5 on every licence asks for attribution, said or not.
    return cc_id(elements | {"BY"}, version, port) if version > "2.1" else ""


def _is_license(words: Words, run: _Run, tail: Tail, *, marker: int, has_marker: bool) -> bool:
    """Tell whether enough stands beside the elements to take them for a licence's name."""
    if not run.is_named and run.codes == 1:
        return _is_single_code(words, run, marker)
    if has_marker:
        return True
    if "BY" not in run.elements:
        return False
    alone = run.first == 0 and tail.last == len(words) - 1
    if run.is_named and len(run.elements) == 1:
        return _is_bare_attribution(words, run, tail, alone=alone)
    is_supported = bool(
        alone or tail.version or tail.has_license or words.is_(run.first - 1, "license")
    )
    if run.is_named:
        return is_supported
    is_hyphened = all(words.gap(index) in {"-", "_", ""} for index in range(run.first, run.last))
    is_preceded = run.first > 0 and words.gap(run.first - 1) in {"-", "_"}
    return (is_hyphened and not is_preceded) or (is_supported and alone)


def _is_single_code(words: Words, run: _Run, marker: int) -> bool:
    """Tell whether one two-letter code stands right behind "CC" or "Creative Commons"."""
    if words.is_(run.first, "cc"):
        return True
    return marker == run.first - 1 >= 0 and not words.gap(marker).strip(" -_/:.(")


def _is_bare_attribution(words: Words, run: _Run, tail: Tail, *, alone: bool) -> bool:
    """Tell whether one word is the licence: "Attribution 4.0", "The Attribution License"."""
    if tail.version:
        return alone or tail.has_scope or bool(tail.port) or tail.has_license
    opens = run.first == 0 or words.is_(run.first - 1, "glue")
    return tail.has_license and opens and tail.last == run.last + 1


def _marker_before(words: Words, run: _Run) -> int:
    """Give the index of "Creative Commons" or "CC" before a run, over small words; -1 if none."""
    if words.is_(run.first, "cc"):
        return run.first
    for index in range(run.first - 1, max(-1, run.first - 1 - _REACH), -1):
        if words.is_break(index) and not words.is_(index, "cc"):
            return -1
        if words.is_(index, "commons", "cc"):
            return -1 if words.is_(index, "code") else index
        if not (words.is_(index, *_SKIP) or words[index].text[0].isdigit()):
            return -1
    return -1


def _marker_after(words: Words, last: int) -> bool:
    """Tell whether "Creative Commons" stands behind a name: "Attribution (Creative Commons)"."""
    for index in range(last, min(last + 4, len(words) - 1)):
        if words.is_break(index):
            return False
        if words.is_(index + 1, "commons", "cc"):
            return True
        if not words.is_(index + 1, *_SKIP):
            return False
    return False


def _version_before(words: Words, run: _Run, marker: int) -> str:
    """Give a version between the marker and the run: "CC 4.0 BY-SA"."""
    for index in range(run.first - 1, marker if marker >= 0 else run.first, -1):
        if version := version_at(words, index)[0]:
            return version
    return ""


def _is_credit(words: Words, run: _Run, marker: int) -> bool:
    """Tell whether "CC by" goes on like "CC by Jane Doe": then it may be no licence at all."""
    if run.is_named or run.codes != 1 or marker in {-1, run.first} or words[run.last].text != "by":
        return False
    if words.gap(marker) in {"-", "_", ""} or run.last + 1 >= len(words):
        return False
    following = words[run.last + 1]
    if words.gap(run.last).strip() or following.text in _FOLLOWS_BY or following.text[0].isdigit():
        return False
    return not words.is_(run.last + 1, "license", "scope", "port", "version")
