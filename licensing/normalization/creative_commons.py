"""Creative Commons by name or code: a run of elements, what says it is one, a version and a port.

The grammar is that of the names themselves: elements (attribution, share-alike, non-commercial, no
derivatives, in any language) in any order, with "Creative Commons" or "licence" beside them, then
maybe a version, then maybe a port. What does not fit the grammar to its end is reported as
ambiguous: half a name is a wrong licence.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from licensing.licenses import CC_PORTS, CC_VERSIONS, cc_id, listed_licenses
from licensing.normalization.codes import version_of
from licensing.normalization.lexicon import ELEMENTS, Lexeme
from licensing.normalization.match import Basis, Finding
from licensing.normalization.text import BARRIER

_AND = frozenset("and y e et und en ve и i و och og та 和 与 與 及 ja és".split())
_JOINT = re.compile(r"[\s\-_/+,&'\"«»|\\:]{0,6}|\s?\.(?=\S)")
_BREAK = re.compile(r"[.;!?](?:\s|$)|\x01|[\n]")
_VERSION_WORDS = frozenset("v ver vers version versao versione versie surum версия versi".split())
_FOLLOWS_BY = frozenset(
    "and or which that where unless except with version v is are und oder y o e et ou en of".split()
)
_SMALL_WORDS = frozenset("in at no it es de se us my be am is il pe co do la pt ar mk".split())
_SKIP = frozenset({"license", "glue", "scope", "copyright", "open"})
_REACH = 7


class _Run(NamedTuple):
    """Elements in a row: lexemes ``first`` to ``last``."""

    first: int
    last: int
    elements: frozenset[str]
    is_named: bool
    """At least one element is a word, not a two-letter code."""
    codes: int


class _Tail(NamedTuple):
    """What follows the elements: version, port, whether "unported" or the like, and where it ends."""

    version: str = ""
    port: str = ""
    has_scope: bool = False
    has_license: bool = False
    last: int = -1
    is_broken: bool = False


def _elements_of(lexeme: Lexeme) -> tuple[frozenset[str], bool]:
    """Give the elements a lexeme stands for and whether it names them in words."""
    for category in ELEMENTS:
        if category in lexeme.categories:
            return frozenset({lexeme.categories[category]}), True
    if code := lexeme.categories.get("code"):
        return frozenset(code[at : at + 2].upper() for at in range(0, len(code), 2)), False
    return frozenset(), False


class Reader:
    """Reads the Creative Commons licences of one statement."""

    def __init__(self, text: str, lexemes: list[Lexeme]) -> None:
        self.text = text
        self.lexemes = lexemes

    def findings(self) -> Iterator[Finding]:
        """Yield a finding for each run of elements that is, or may be, a licence."""
        index = 0
        while index < len(self.lexemes):
            elements, _ = _elements_of(self.lexemes[index])
            if not elements:
                index += 1
                continue
            run = self._run(index)
            if finding := self._finding(run):
                yield finding
            index = run.last + 1

    def _gap(self, index: int) -> str:
        """Give the characters between a lexeme and the next; to the end of the text for the last."""
        if index + 1 >= len(self.lexemes):
            return self.text[self.lexemes[index].end :]
        return self.text[self.lexemes[index].end : self.lexemes[index + 1].start]

    def _is_joint(self, index: int) -> bool:
        return bool(_JOINT.fullmatch(self._gap(index)))

    def _run(self, first: int) -> _Run:
        """Collect elements as long as they stand in a row; a second "attribution" begins another."""
        elements, is_named = _elements_of(self.lexemes[first])
        codes = 0 if is_named else len(elements)
        last = index = first
        while index + 1 < len(self.lexemes) and self._is_joint(index):
            index += 1
            more, named = _elements_of(self.lexemes[index])
            if not more:
                if self.lexemes[index].text in _AND and index == last + 1:
                    continue
                break
            if more & elements:
                break
            elements |= more
            is_named |= named
            codes += 0 if named else len(more)
            last = index
        return _Run(first, last, elements, is_named, codes)

    def _finding(self, run: _Run) -> Finding | None:
        """Decide whether a run is a licence, may be one, or is just words."""
        marker = self._marker_before(run)
        tail = self._tail(run)
        after = marker < 0 and self._marker_after(run, tail)
        if not self._is_licence(run, tail, has_marker=marker >= 0 or after, marker=marker):
            return None
        version = tail.version or self._version_before(run, marker)
        first = run.first if marker < 0 else marker
        start = self.lexemes[first].start
        end = self.lexemes[max(run.last, tail.last)].end
        license_id = self._id(run.elements, version, tail.port)
        if tail.is_broken or not license_id or self._is_credit(run, marker):
            return Finding(start=start, end=end, kind="ambiguous", confidence=0.4)
        basis: Basis = "name" if run.is_named else "code"
        confidence = 0.95 if marker >= 0 or after else 0.85
        return Finding(
            start=start,
            end=end,
            id=license_id,
            basis=basis,
            confidence=confidence,
            is_unported=tail.has_scope,
        )

    @staticmethod
    def _id(elements: frozenset[str], version: str, port: str) -> str:
        """Give the id; empty when the elements contradict or do not make one licence."""
        if {"SA", "ND"} <= elements:
            return ""
        if "BY" in elements:
            return cc_id(elements, version, "" if version == "4.0" else port)
        retired = cc_id(elements, version, port)
        if retired in listed_licenses():
            return retired
        # Since 2.0 every licence asks for attribution, said or not.
        return cc_id(elements | {"BY"}, version, port) if version > "2.0" else ""

    def _is_licence(self, run: _Run, tail: _Tail, *, has_marker: bool, marker: int) -> bool:
        """Tell whether enough stands beside the elements to take them for a licence's name."""
        alone = run.first == 0 and max(run.last, tail.last) == len(self.lexemes) - 1
        if not run.is_named and run.codes == 1:
            return self._is_single_code(run, marker)
        if has_marker:
            return True
        if "BY" not in run.elements:
            return False
        supported = alone or bool(tail.version) or tail.has_license or self._license_before(run)
        if run.is_named and len(run.elements) == 1:
            return self._is_named_attribution(run, tail, alone=alone)
        if run.is_named:
            return supported
        gaps = {self._gap(index) for index in range(run.first, run.last)}
        hyphened = gaps <= {"-", "_", "–", ""}
        preceded = run.first > 0 and self._gap(run.first - 1) in {"-", "_"}
        return (hyphened and not preceded) or (supported and alone)

    def _is_single_code(self, run: _Run, marker: int) -> bool:
        """Tell whether one two-letter code stands right behind "CC" or "Creative Commons"."""
        lexeme = self.lexemes[run.first]
        if "cc" in lexeme.categories:
            return True
        if marker < 0 or marker != run.first - 1:
            return False
        return len(self._gap(marker).strip(" -_/:.(")) == 0

    def _is_named_attribution(self, run: _Run, tail: _Tail, *, alone: bool) -> bool:
        """Tell whether "attribution" without company is the licence: "Attribution 4.0", "The Attribution License"."""
        if tail.version and (alone or tail.has_scope or tail.port or tail.has_license):
            return True
        before = run.first == 0 or "glue" in self.lexemes[run.first - 1].categories
        return tail.has_license and before and not tail.version and tail.last == run.last + 1

    def _license_before(self, run: _Run) -> bool:
        return run.first > 0 and "license" in self.lexemes[run.first - 1].categories

    def _marker_before(self, run: _Run) -> int:
        """Give the index of "Creative Commons" or "CC" before the run, over small words; -1 if none."""
        if "cc" in self.lexemes[run.first].categories:
            return run.first
        for index in range(run.first - 1, max(-1, run.first - 1 - _REACH), -1):
            if _BREAK.search(self._gap(index)):
                return -1
            categories = self.lexemes[index].categories
            if "commons" in categories or "cc" in categories:
                return -1 if "code" in categories else index
            if not (categories.keys() & _SKIP or self.lexemes[index].text[0].isdigit()):
                return -1
        return -1

    def _marker_after(self, run: _Run, tail: _Tail) -> bool:
        """Tell whether "Creative Commons" stands behind the run: "Attribution (Creative Commons)"."""
        index = max(run.last, tail.last)
        for at in range(index, min(index + 4, len(self.lexemes) - 1)):
            if _BREAK.search(self._gap(at)):
                return False
            categories = self.lexemes[at + 1].categories
            if "commons" in categories or "cc" in categories:
                return True
            if not categories.keys() & _SKIP:
                return False
        return False

    def _version_before(self, run: _Run, marker: int) -> str:
        """Give a version between the marker and the run: "CC 4.0 BY-SA"."""
        for index in range(run.first - 1, marker if marker >= 0 else run.first, -1):
            if version := self._version_at(index)[0]:
                return version
        return ""

    def _version_at(self, index: int) -> tuple[str, int]:
        """Give (version, lexemes it takes); ("", 1) for a number that is none, ("", 0) for no number."""
        number = self.lexemes[index].text.replace(",", ".")
        if not number[0].isdigit():
            return "", 0
        before = self._gap(index - 1) if index else " "
        said = index > 0 and self.lexemes[index - 1].text in _VERSION_WORDS
        if "." in number:
            return (number if number in CC_VERSIONS else ""), 1
        if len(number) == 2:
            return (version_of(*number) if before in {"-", "_", "", "/"} else ""), 1
        if len(number) > 2:
            return "", 1
        following = self.lexemes[index + 1].text if index + 1 < len(self.lexemes) else ""
        if following in {"0", "1", "5"} and self._gap(index) in {"-", "_"}:
            return version_of(number, following), 2
        ends = not following or bool(re.match(r"\s*[^\s\w]", self._gap(index)))
        known = bool(following) and bool(
            self.lexemes[index + 1].categories.keys() & {"license", "scope", "port"}
        )
        if said or before in {"-", "_", ""} or ends or known:
            return version_of(number), 1
        return "", 1

    def _tail(self, run: _Run) -> _Tail:
        """Read on behind the run: licence words, version, "unported", port; stop at anything else."""
        version = port = ""
        has_scope = has_license = False
        last, index = run.last, run.last + 1
        unknown = 0
        while index < len(self.lexemes) and index <= run.last + _REACH:
            gap = self._gap(index - 1)
            if _BREAK.search(gap) and self.lexemes[index - 1].text not in _VERSION_WORDS:
                break
            lexeme = self.lexemes[index]
            categories = lexeme.categories
            found, taken = self._version_at(index)
            if taken:
                if version or (not found and len(lexeme.text) > 3):
                    break
                if not found:
                    return _Tail(last=index, is_broken=True)
                if unknown:
                    return _Tail(last=index, is_broken=True)
                version, last, index = found, index + taken - 1, index + taken
                continue
            if categories.keys() & ELEMENTS or "code" in categories or "cc" in categories:
                break
            if not port and (there := self._port_at(index, version)):
                port, last = there, index
            elif "scope" in categories:
                has_scope, last = True, index
            elif "license" in categories:
                if unknown:
                    return _Tail(last=index, is_broken=True)
                has_license, last = True, index
                if version:
                    break
            elif lexeme.text in _VERSION_WORDS or "commons" in categories:
                pass
            elif "glue" in categories:
                if "," in gap or ":" in gap:
                    break
            else:
                if gap in {"-", "_", "/"} and index == run.last + 1:
                    return _Tail(last=index, is_broken=True)
                if not lexeme.is_word or gap.strip() or version or unknown >= 2:
                    break
                unknown += 1
            index += 1
        return _Tail(version, port, has_scope, has_license, last)

    def _port_at(self, index: int, version: str) -> str:
        """Give the port that a lexeme names; two letters only where nothing else can be meant."""
        lexeme = self.lexemes[index]
        if named := lexeme.categories.get("port"):
            return named
        if lexeme.text not in CC_PORTS:
            return ""
        before = self._gap(index - 1)
        if before in {"-", "_", "/"} or before.strip() in {"(", "["}:
            return lexeme.text
        after = self._gap(index)
        if not version or (index + 1 < len(self.lexemes) and BARRIER in after):
            return ""
        if index + 1 >= len(self.lexemes) or after.strip():
            return lexeme.text
        following = self.lexemes[index + 1].categories
        if "license" in following:
            return lexeme.text
        return "" if lexeme.text in _SMALL_WORDS else lexeme.text

    def _is_credit(self, run: _Run, marker: int) -> bool:
        """Tell whether "CC by" goes on like "CC by Jane Doe": then it may be no licence at all."""
        lexeme = self.lexemes[run.last]
        if run.is_named or run.codes != 1 or marker < 0 or marker == run.first:
            return False
        if self._gap(marker) in {"-", "_", ""}:
            return False
        gap = self._gap(run.last)
        if run.last + 1 >= len(self.lexemes) or gap.strip():
            return False
        following = self.lexemes[run.last + 1]
        if following.text in _FOLLOWS_BY or following.text[0].isdigit():
            return False
        return lexeme.text == "by" and not following.categories.keys() & {
            "license",
            "scope",
            "port",
        }
