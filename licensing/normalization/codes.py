"""Ids and codes written as one word: ``CC-BY-SA-4.0``, ``cc_by_nc``, ``gpl-3.0+``, ``ccby40``."""

import re
from functools import cache

from licensing.licenses import CC_PORTS, CC_VERSIONS, cc_id, find_license, listed_licenses

_ELEMENTS = re.compile("by|nc|nd|sa")
_CODE = re.compile(
    r"(?P<cc>cc[-_ ]?)?(?P<unit>(?:by|nc|nd|sa)(?:[-_ ]?(?:by|nc|nd|sa)){0,4})"
    r"(?:[-_ /]?v?(?P<major>\d)(?:[._-]?(?P<minor>\d))?)?"
    r"(?:[-_ /](?P<port>[a-z]{2}|igo|scotland))?"
    r"(?:[-_ ](?:international|unported|generic|int))?"
)
_NOT_KEY = re.compile(r"[^a-z0-9+]")
_ENDING = re.compile(r"\.(?:html?|php|txt|json|xml|rdf|ttl|md|png|svg)$")


def spdx_key(text: str) -> str:
    """Give the form in which SPDX ids are compared: no case, no punctuation."""
    return _NOT_KEY.sub("", text)


@cache
def _known_ids() -> dict[str, str]:
    known = {spdx_key(found.lower()): found for found in listed_licenses() if ":" not in found}
    known |= {
        spdx_key(found.spdx_id.lower()): found.id
        for found in listed_licenses().values()
        if found.spdx_id
    }
    for found in tuple(known.values()):
        if found.endswith("-or-later"):
            known[spdx_key(found.removesuffix("-or-later").lower()) + "+"] = found
    return known


def find_spdx_id(text: str) -> str:
    """Give the canonical id for an SPDX id in any case (folded); empty when it is none we know.

    ``gpl-3.0+``, the older form of ``GPL-3.0-or-later``, is known; families without version are
    found by their own name only when they have no versions (``mit``), else ``gpl`` alone is found
    too: it says the family.
    """
    text = text.removeprefix("licenseref-").removeprefix("spdx:")
    if found := _known_ids().get(spdx_key(text)):
        return found
    upper = text.upper()
    return upper if upper.startswith("CC-BY") and find_license(upper) else ""


def version_of(major: str, minor: str = "") -> str:
    """Give the Creative Commons version for one or two digits; empty when there is none such."""
    version = f"{major}.{minor or 0}"
    return version if version in CC_VERSIONS else ""


def elements_of(unit: str) -> frozenset[str]:
    """Give the elements of a unit in any order and punctuation; empty when they contradict."""
    elements = frozenset(part.upper() for part in _ELEMENTS.findall(unit))
    return frozenset() if {"SA", "ND"} <= elements else elements


def find_code(text: str) -> str:
    """Give the id for a text that is nothing but a Creative Commons code; else empty.

    Without ``cc`` at least two elements are asked for: ``by-nc`` is a code, ``by`` is a word.
    """
    text = _ENDING.sub("", text)
    if text in {"cc0", "cc-0", "cc_0", "cc-zero", "cczero", "cc0-1.0", "cc_zero"}:
        return "CC0-1.0"
    if text in {"pdm", "cc-pdm", "cc-pdm-1.0", "pdm-1.0"}:
        return "PDM-1.0"
    code = _CODE.fullmatch(text)
    if not code:
        return ""
    elements = elements_of(code["unit"])
    if "BY" not in elements or (not code["cc"] and len(elements) < 2):
        return ""
    version = version_of(code["major"], code["minor"]) if code["major"] else ""
    port = code["port"] or ""
    if (code["major"] and not version) or (port and port not in CC_PORTS):
        return ""
    return cc_id(elements, version, "" if version == "4.0" else port)
