"""What follows the elements of a Creative Commons name: licence words, a version, a port."""

import re

import msgspec

from licensing.licenses import CC_PORTS, CC_VERSIONS
from licensing.normalization.codes import version_of
from licensing.normalization.lexicon import ELEMENTS
from licensing.normalization.ports import foreign_port
from licensing.normalization.text import BARRIER
from licensing.normalization.words import Words

# Codes of jurisdictions that are everyday words: "CC BY 3.0 at ...", "3.0 de Creative Commons".
_SMALL_WORDS = frozenset(
    [
        "am",
        "ar",
        "at",
        "be",
        "co",
        "de",
        "do",
        "es",
        "il",
        "in",
        "is",
        "it",
        "la",
        "mk",
        "my",
        "no",
        "pe",
        "pt",
        "se",
        "us",
    ]
)
# Countries that are people, too: "CC BY 3.0 Jordan Smith".
_PEOPLE = frozenset(["ge", "jo"])
_REACH = 7
_UNKNOWN_WORDS = 2
"""So many unknown words may stand before a version or "licence": the name is then unreadable."""


class Tail(msgspec.Struct):
    """What was read; ``is_broken`` when the name goes on in a way we cannot read."""

    last: int
    """Its last lexeme."""
    version: str = ""
    port: str = ""
    has_scope: bool = False
    has_license: bool = False
    is_broken: bool = False


def read_tail(words: Words, last: int) -> Tail:
    """Read on behind the lexeme ``last``; stop at whatever does not belong to a licence's name."""
    tail = Tail(last)
    unknown = 0
    index = last + 1
    while index < len(words) and index <= last + _REACH and not words.is_break(index - 1):
        if words.is_(index, *ELEMENTS, "code", "cc"):
            break
        step = _read_version(words, index, tail, unknown) or _read_known(
            words, index, tail, unknown
        )
        if not step:
            if tail.is_broken or not _is_unknown(words, index, tail):
                break
            unknown += 1
            if _is_hung_on(words, index, last) or unknown > _UNKNOWN_WORDS:
                tail.is_broken = _is_hung_on(words, index, last)
                break
            step = 1
        if tail.is_broken or step < 0:
            break
        index += step
    return tail


def _read_version(words: Words, index: int, tail: Tail, unknown: int) -> int:
    """Take a number; give how many lexemes it took, 0 if there is none, -1 to stop."""
    version, taken = version_at(words, index)
    if not taken:
        return 0
    if tail.version:
        # "4.0 International, 3.0 Unported and 2.0 Generic": several licences under one name.
        gap = words.gap(index - 1)
        is_listed = (
            "," in gap
            or gap == "/"
            or words[index - 1].text
            in {
                "and",
                "or",
                "und",
                "y",
            }
        )
        tail.is_broken = (
            is_listed and "." in words[index].text and version not in {"", tail.version}
        )
        return -1
    if not version and len(words[index].text) > 3:
        return -1
    tail.is_broken = not version or unknown > 0
    tail.version, tail.last = version, index + taken - 1
    return taken


def _read_known(words: Words, index: int, tail: Tail, unknown: int) -> int:
    """Take a port, "unported", a licence word or a small word; give as ``_read_version`` does."""
    if not tail.port:
        port, last = port_at(words, index, tail.version)
        if port:
            tail.port, tail.last = port, last
            return last - index + 1
    if words.is_(index, "scope"):
        tail.has_scope, tail.last = True, index
    elif words.is_(index, "license"):
        tail.has_license, tail.last = True, index
        tail.is_broken = unknown > 0
        return -1 if tail.version else 1
    elif words.is_(index, "version", "commons"):
        pass
    elif words.is_(index, "glue"):
        return -1 if "," in words.gap(index - 1) or ":" in words.gap(index - 1) else 1
    else:
        return 0
    return 1


def _is_hung_on(words: Words, index: int, last: int) -> bool:
    return index == last + 1 and words.gap(last) in {"-", "_", "/"}


def _is_unknown(words: Words, index: int, tail: Tail) -> bool:
    """Tell whether a word may be a part of the name that we do not know."""
    if not words[index].is_word:
        return False
    gap = words.gap(index - 1)
    if gap.strip() and gap not in {"-", "_", "/"}:
        return False
    # Behind a version only a port can follow, and then the word "licence": "3.0 Elbonia Licence".
    return not tail.version or (tail.version < "4.0" and words.is_(index + 1, "license"))


def version_at(words: Words, index: int) -> tuple[str, int]:
    """Give (version, lexemes it takes); ("", 1) for another number, ("", 0) for no number."""
    number = words[index].text.replace(",", ".")
    if not number[0].isdigit():
        return "", 0
    if "." in number:
        return (number if number in CC_VERSIONS else ""), 1
    before = words.gap(index - 1) if index else " "
    if len(number) == 2 and before in {"-", "_", "", "/"}:
        return version_of(*number), 1
    if len(number) > 1:
        return "", 1
    minor = words[index + 1].text if index + 1 < len(words) else ""
    if minor in {"0", "1", "5"} and words.gap(index) in {"-", "_"}:
        return version_of(number, minor), 2
    ends = not minor or bool(re.match(r"\s*[^\s\w]", words.gap(index)))
    is_said = words.is_(index - 1, "version") or before in {"-", "_", ""}
    is_followed = words.is_(index + 1, "license", "scope", "port")
    return (version_of(number) if is_said or ends or is_followed else ""), 1


def port_at(words: Words, index: int, version: str) -> tuple[str, int]:
    """Give (port, its last lexeme) where a lexeme names a jurisdiction; ("", index) otherwise.

    Codes of two letters count only where nothing else can be meant; names in other languages than
    English only behind a version, where nothing but a port follows.
    """
    lexeme = words[index]
    if BARRIER in words.gap(index - 1):
        return "", index
    if named := lexeme.categories.get("port"):
        goes_on = named in _PEOPLE and _goes_on(words, index)
        return ("", index) if goes_on or "," in words.gap(index - 1) else (named, index)
    if lexeme.text in CC_PORTS and _is_port_code(words, index, version):
        return lexeme.text, index
    if lexeme.is_word and version and version != "4.0" and not words.gap(index - 1).strip(" (-"):
        port, last = foreign_port(words, index)
        return port, last
    return "", index


def _goes_on(words: Words, index: int) -> bool:
    """Tell whether a word we do not know follows at once: "3.0 Jordan Smith" is a person."""
    return index + 1 < len(words) and words[index + 1].is_word and not words.gap(index).strip()


def _is_port_code(words: Words, index: int, version: str) -> bool:
    before, after = words.gap(index - 1), words.gap(index)
    if before in {"-", "_", "/"} or before.strip() in {"(", "["}:
        return True
    if not version or BARRIER in after or "," in before:
        return False
    if index + 1 >= len(words) or after.strip() or words.is_(index + 1, "license"):
        return True
    return words[index].text not in _SMALL_WORDS
