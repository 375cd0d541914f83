"""Addresses in a statement: Creative Commons in all forms, other licences, rights, access."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from licensing.licenses import CC_PORTS, cc_id, listed_licenses, read_data
from licensing.normalization.codes import elements_of, find_code, find_spdx_id, version_of
from licensing.normalization.match import Finding, Kind
from licensing.normalization.text import BARRIER

# Two spellings that records break: a space after a slash, and %2F inside a redirect's query.
_CC_URL = re.compile(
    r"(?:https?\s?:\s?//\s?)?(?:[a-z0-9-]{1,20}\.){0,2}(?:creative\s?commons\.org|licensebuttons\.net)"
    r"(?P<path>(?:(?:/|%2f)(?:\s(?=[a-z-]{2,12}/\s?\d|\d\.\d))?[a-z0-9.+_-]*){0,9})"
)
_URL = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,10}://|(?<![\w.-])www\.)[^\s<>\"'|\x01]+"
    r"|(?<![\w@.:/-])(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24}/[^\s<>\"'|\x01]*"
    r"|\binfo:eu-repo/[a-z]+/[\w/.-]+"
)
_SCHEME = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?(?://)?(?:www\.|web\.)?")
_VERSION_SEGMENT = re.compile(r"v?(\d)(?:[._-](\d))?(?![0-9])")
_VERSION_TAIL = re.compile(r"(?:^|[/_=v-])v?-?(\d)(?:[._-]?(\d))?(?![0-9])")
_CATEGORIES = frozenset({"licenses", "licences", "license", "licence", "l", "p", "publicdomain"})
_TOOLS = {
    "zero": "CC0-1.0",
    "cc0": "CC0-1.0",
    "mark": "PDM-1.0",
    "pdm": "PDM-1.0",
    "certification": "CC-PDDC",
    "publicdomain": "CC-PDDC",
    "devnations": "CC-DEVNATIONS-2.0",
    "sampling": "CC-SAMPLING-1.0",
    "sampling+": "CC-SAMPLING-PLUS-1.0",
    "samplingplus": "CC-SAMPLING-PLUS-1.0",
    "nc-sampling+": "CC-NC-SAMPLING-PLUS-1.0",
    "nc-samplingplus": "CC-NC-SAMPLING-PLUS-1.0",
}
_SOFTWARE = {"gpl": "GPL", "lgpl": "LGPL", "bsd": "BSD", "mit": "MIT"}
_REGISTRIES = (
    "spdx.org/licenses/",
    "opensource.org/licenses/",
    "opensource.org/license/",
    "choosealicense.com/licenses/",
)
_RIGHTS_STATEMENT = re.compile(
    r"rightsstatements\.org/(?:vocab|page|data)/(?P<code>[a-z-]{3,9})(?![a-z-])"
)
_ACCESS = {
    "coar/access_right/c_abf2": "open",
    "coar/access_right/c_f1cf": "embargoed",
    "coar/access_right/c_16ec": "restricted",
    "coar/access_right/c_14cb": "metadata-only",
    "access_rights/c_abf2": "open",
    "access_rights/c_f1cf": "embargoed",
    "access_rights/c_16ec": "restricted",
    "access_rights/c_14cb": "metadata-only",
    "info:eu-repo/semantics/openaccess": "open",
    "info:eu-repo/semantics/embargoedaccess": "embargoed",
    "info:eu-repo/semantics/restrictedaccess": "restricted",
    "info:eu-repo/semantics/closedaccess": "closed",
    "info:eu-repo/semantics/metadataonlyaccess": "metadata-only",
    "info:eu-repo/date/embargoend": "embargoed",
    "eprint/accessrights/openaccess": "open",
    "eprint/accessrights/restrictedaccess": "restricted",
    "eprint/accessrights/closedaccess": "closed",
    "kim/conditionsofaccess/no_login": "open",
    "kim/conditionsofaccess/login": "restricted",
    "authority/access-right/public": "open",
    "authority/access-right/restricted": "restricted",
    "authority/access-right/non_public": "closed",
}


def _creative_commons(path: str) -> tuple[str, bool]:
    """Read the path of a Creative Commons address: (id or empty, whether it is a licence's)."""
    segments = [part.strip(" ._-") for part in re.split(r"/|%2f", path) if part.strip(" ._-")]
    if not segments:
        return "", False
    at = next((index for index, part in enumerate(segments) if part in _CATEGORIES), None)
    if at is None:
        last = segments[-1]
        return _TOOLS.get(last, "") if last in {"cc0", "pdm"} else find_code(f"cc-{last}"), False
    category, rest = segments[at], segments[at + 1 :]
    if not rest:
        return "", True
    unit = rest[0].removeprefix("cc-")
    if unit in _SOFTWARE:
        version = rest[1] if len(rest) > 1 else ""
        listed = f"{_SOFTWARE[unit]}-{version}"
        return listed if listed in listed_licenses() else _SOFTWARE[unit], True
    if unit in _TOOLS and not (unit == "publicdomain" and category == "publicdomain"):
        return _TOOLS[unit], True
    return _unit(unit, rest[1:]), True


def _unit(unit: str, rest: list[str]) -> str:
    """Read ``by-nc-sa`` and what follows, ``["3.0", "de", "deed.en"]``; empty for no licence."""
    joined = re.fullmatch(r"([a-z_+-]*[a-z])[-_]?(\d\.\d)", unit)
    if joined:
        unit, rest = joined[1], [joined[2], *rest]
    if not re.fullmatch(r"(?:by|nc|nd|sa)(?:[-_+]?(?:by|nc|nd|sa))*", unit):
        return ""
    elements = elements_of(unit)
    version = ""
    if rest and (stated := _VERSION_SEGMENT.match(rest[0])):
        version = version_of(stated[1], stated[2] or "")
        if not version:
            return ""
    port = rest[1] if version and len(rest) > 1 and rest[1] in CC_PORTS else ""
    if version == "4.0":
        port = ""
    if "BY" in elements:
        return cc_id(elements, version, port)
    retired = cc_id(elements, version, port)
    return retired if retired in listed_licenses() else ""


@cache
def _prefixes() -> tuple[tuple[str, str, frozenset[str]], ...]:
    """Give (prefix, family, versions), the longest prefix first."""
    entries = [
        (path, entry["family"], frozenset(entry.get("versions", ())))
        for entry in read_data("licenses.toml")["license"]
        for path in entry.get("paths", ())
    ]
    return tuple(sorted(entries, key=lambda entry: -len(entry[0])))


@cache
def _own_addresses() -> dict[str, str]:
    """Give the address of each licence, no scheme -> its id, the plainest of several."""
    listed = sorted(listed_licenses().values(), key=lambda found: len(found.id), reverse=True)
    return {
        _SCHEME.sub("", found.url.lower()).rstrip("/"): found.id
        for found in listed
        if found.url and not found.is_rights_statement
    }


def _other_license(address: str) -> str:
    """Give the id of a licence other than Creative Commons that has this address; else empty."""
    if found := _own_addresses().get(address.rstrip("/")):
        return found
    for registry in _REGISTRIES:
        if address.startswith(registry):
            name = re.sub(
                r"\.(?:html?|php|txt|json)$", "", address.removeprefix(registry).strip("/")
            )
            if found := find_spdx_id(name):
                return found
    for prefix, family, versions in _prefixes():
        if address.startswith(prefix):
            for stated in _VERSION_TAIL.finditer(address[len(prefix) :]):
                version = f"{stated[1]}.{stated[2] or 0}"
                if version in versions:
                    return f"{family}-{version}"
            return family
    return ""


def _access(address: str) -> str:
    for ending, access in _ACCESS.items():
        at = address.find(ending)
        if at >= 0 and not address[at + len(ending) : at + len(ending) + 1].isalnum():
            return f"access:{access}"
    return ""


@cache
def _statement_codes() -> dict[str, str]:
    return {
        found.removeprefix("rs:").lower(): found
        for found in listed_licenses()
        if found.startswith("rs:")
    }


def _other(address: str, start: int, end: int) -> Finding | None:
    """Read an address outside creativecommons.org; None when it names nothing we know."""
    if statement := _RIGHTS_STATEMENT.search(address):
        found = _statement_codes().get(statement["code"], "")
        kind: Kind = "rights-statement" if found else "ambiguous"
        return Finding(start=start, end=end, id=found, kind=kind, basis="url", confidence=0.99)
    if found := _access(address):
        return Finding(
            start=start, end=end, id=found, kind="access-only", basis="url", confidence=0.99
        )
    bare = _SCHEME.sub("", address)
    if found := _other_license(bare):
        return Finding(start=start, end=end, id=found, basis="url", confidence=0.97)
    for part in (
        bare.rpartition("#")[2],
        bare.split("#")[0].split("?")[0].rstrip("/").rpartition("/")[2],
    ):
        if part != bare and (found := find_code(part)):
            return Finding(start=start, end=end, id=found, basis="code", confidence=0.85)
    return None


def find_urls(text: str) -> Iterator[Finding]:
    """Yield a finding for each address in folded text, in order.

    An address that names no licence is a finding without id: ``ambiguous`` for Creative Commons'
    own pages, ``custom-terms`` for all others.
    """
    spans: list[tuple[int, int]] = []
    for found in _CC_URL.finditer(text):
        spans.append(found.span())
        license_id, asks = _creative_commons(found["path"] or "")
        kind: Kind = "license" if license_id else "ambiguous"
        confidence = (1.0 if asks else 0.9) if license_id else 0.5
        start, end = found.span()
        yield Finding(
            start=start,
            end=end,
            id=license_id,
            kind=kind,
            basis="url",
            confidence=confidence,
            is_unported=True,
        )
    for found in _URL.finditer(blank(text, spans)):
        address = found[0].rstrip(".,;:)]}»”’!?")
        start, end = found.start(), found.start() + len(address)
        yield _other(address, start, end) or Finding(
            start=start, end=end, kind="custom-terms", basis="url", confidence=0.5
        )


def blank(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Replace spans (in order, apart from each other) by the sign that no rule reads across."""
    parts: list[str] = []
    position = 0
    for start, end in spans:
        parts += [text[position:start], BARRIER * (end - start)]
        position = end
    return "".join([*parts, text[position:]])
