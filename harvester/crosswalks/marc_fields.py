"""A MARC data field, and what its subfields say together."""

import re
from typing import NamedTuple

from lxml import etree

from harvester.crosswalks.elements import NAMES, text_of
from harvester.crosswalks.identifiers import contributor_uri, identifier_of
from harvester.records import StatedContributor, StatedSubject

_FULL_STOP = re.compile(r"\w{4}\.$")
_KINDS = {"00": "person", "10": "organization", "11": "organization"}
_LEADER_TYPES = {
    "a": "text",
    "t": "text",
    "c": "notated music",
    "d": "notated music",
    "e": "cartographic",
    "f": "cartographic",
    "g": "moving image",
    "i": "sound recording-nonmusical",
    "j": "sound recording-musical",
    "k": "still image",
    "m": "software, multimedia",
    "o": "kit",
    "p": "mixed material",
    "r": "three dimensional object",
}
"""Leader position 6, in the words of MODS typeOfResource."""
_SUBJECT_SCHEMES = {"0": "lcsh", "1": "lcshac", "2": "mesh", "3": "nal", "6": "rvm"}
"""Second indicator of a subject field; 7 is named in subfield 2."""


class Field(NamedTuple):
    """One data field: tag, its two indicators, and the filled subfields in order."""

    tag: str
    indicators: str
    subfields: tuple[tuple[str, str], ...]

    def all(self, code: str) -> list[str]:
        """Give every subfield of a code."""
        return [text for found, text in self.subfields if found == code]

    def parts(self, codes: str) -> list[str]:
        """Give every subfield of these codes, one code after another, without ISBD punctuation."""
        texts = [unpunctuated(text) for code in codes for text in self.all(code)]
        return [text for text in texts if text]

    def first(self, code: str) -> str:
        """Give the first subfield of a code; "" when there is none."""
        return next((text for found, text in self.subfields if found == code), "")

    def joined(self, codes: str, separator: str) -> str:
        """Join the subfields of these codes, in the order of the field."""
        return separator.join(text for found, text in self.subfields if found in codes)


def field_of(element: etree._Element) -> Field:
    """Read a ``datafield``."""
    return Field(
        tag=element.get("tag") or "",
        indicators=(element.get("ind1") or " ")[:1] + (element.get("ind2") or " ")[:1],
        subfields=tuple(
            (child.get("code") or " ", text)
            for child in element
            if NAMES[child.tag] == "subfield" and (text := text_of(child))
        ),
    )


def unpunctuated(text: str) -> str:
    """Take off the punctuation that ends a part and announces the next (ISBD).

    The full stop of an initial or of a short word (``Jr.``, ``Inc.``) stays.
    """
    text = text.rstrip(" /:;,=")
    return text[:-1] if _FULL_STOP.search(text) else text


def title_of(field: Field) -> str:
    """Put a title together: ``A course: for beginners. 2, Light``, ``Kage = Shadows``."""
    title = before = ""
    separators = {"a": " ", "b": ": ", "n": ". ", "p": ", " if field.first("n") else ". "}
    for code, text in field.subfields:
        if code in separators and (part := unpunctuated(text)):
            separator = " = " if before.endswith("=") else separators[code]
            title = title + separator + part if title else part
            before = text.rstrip()
    return title


def languages_of(field: Field) -> list[str]:
    """Give the language codes of field 041; old records write several without a break."""
    codes = []
    for text in field.all("a"):
        is_run = len(text) > 3 and len(text) % 3 == 0 and text.isalpha() and text.islower()
        codes.extend([text[at : at + 3] for at in range(0, len(text), 3)] if is_run else [text])
    return codes


def contributor_of(field: Field) -> StatedContributor | None:
    """Give who a name field names; None when nobody is."""
    codes = "ab" if field.tag[1:] == "10" else "a"
    name = ". ".join(field.parts(codes))
    if not name:
        return None
    relator = field.first("4")
    code = relator.rpartition("/")[2].strip() if "://" in relator else relator
    stated = code or unpunctuated(field.first("e"))
    uris = [uri for code in "01" for text in field.all(code) if (uri := contributor_uri("", text))]
    return StatedContributor(
        name=name,
        role=stated or ("creator" if field.tag < "200" else "contributor"),
        kind=_KINDS.get(field.tag[1:], "unknown"),
        identifier=next(iter(uris), ""),
    )


def subject_of(field: Field) -> StatedSubject | None:
    """Give a heading with its subdivisions: ``Aviation medicine--Research``."""
    parts = [unpunctuated(text) for code, text in field.subfields if code in "abtvxyz"]
    label = "--".join(part for part in parts if part)
    if not label:
        return None
    scheme = _SUBJECT_SCHEMES.get(field.indicators[1]) or field.first("2")
    return StatedSubject(label=label, id=field.first("0"), scheme=scheme)


def target_of(field: Field) -> str:
    """Give what leads to a related work best: an address, a number, or else its title."""
    for code, scheme in (("u", ""), ("z", "isbn"), ("x", "issn"), ("t", ""), ("a", "")):
        if text := field.first(code) if scheme or code == "u" else unpunctuated(field.first(code)):
            return identifier_of(scheme, text)
    return ""


def types_of_leader(leader: str) -> list[str]:
    """Give the type of record that the leader codes; nothing for an unknown code."""
    return [_LEADER_TYPES[code] for code in leader[6:7] if code in _LEADER_TYPES]
