"""Licences as values: what each permits, requires and prohibits, and its class for a reader.

Ids are canonical: ``CC-BY-SA-3.0-DE`` for Creative Commons (version and port only when known),
``CC0-1.0``, ``PDM-1.0``, the SPDX id for others, ``PD`` for works said to be in the public domain
without naming a tool, and ``rs:<code>`` for the statements of rightsstatements.org. This file must
know nothing of how statements are read.

Source: Creative Commons Rights Expression Language (https://creativecommons.org/ns) for the words
of ``permits``, ``requires`` and ``prohibits``; SPDX License List; rightsstatements.org; the Open
Definition 2.1.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import msgspec

DATA = Path(__file__).parent / "data"

REPRODUCTION = "reproduction"
DISTRIBUTION = "distribution"
DERIVATIVE_WORKS = "derivative-works"
NOTICE = "notice"
ATTRIBUTION = "attribution"
SHARE_ALIKE = "share-alike"
LESSER_COPYLEFT = "lesser-copyleft"
COMMERCIAL_USE = "commercial-use"

CC_BASE = "https://creativecommons.org/licenses/"
_CC_ID = re.compile(
    r"CC-(BY(?:-NC)?(?:-SA|-ND)?)(?:-([1-4]\.[0-9]))?(?:-([A-Z]{2}|IGO|SCOTLAND))?", re.ASCII
)


class LicenseClass(StrEnum):
    """How far a reader may go, in the words of the facet."""

    PUBLIC_DOMAIN = "public-domain"
    OPEN = "open"
    OPEN_WITH_NC = "open-with-nc"
    VIEW_ONLY = "view-only"
    CLOSED = "closed"
    CONFLICT = "conflict"
    UNKNOWN = "unknown"


class License(msgspec.Struct, frozen=True, kw_only=True):
    """One licence, dedication or rights statement.

    ``version`` and ``port`` are empty when the id states none; ``url`` is empty when no single
    address stands for the id (a family without version). ``spdx_id`` is a ``LicenseRef-`` where the
    SPDX list has no entry.
    """

    id: str
    family: str
    version: str = ""
    port: str = ""
    name: str
    url: str = ""
    spdx_id: str = ""
    permits: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    prohibits: tuple[str, ...] = ()
    license_class: LicenseClass
    is_open_definition: bool = False

    @property
    def may_be_adapted(self) -> bool:
        """True when changed versions may be shared, as UNESCO's definition of OER asks."""
        return DERIVATIVE_WORKS in self.permits

    @property
    def short_name(self) -> str:
        """The name as people write it: ``CC BY-SA 3.0 DE``, ``CC0 1.0``, ``In Copyright``."""
        if self.family.startswith("CC-BY"):
            parts = ("CC", self.family.removeprefix("CC-"), self.version, self.port)
            return " ".join(part for part in parts if part)
        if self.id == "CC0-1.0":
            return "CC0 1.0"
        is_word = self.family in {"PDM", "PD"} or self.is_rights_statement
        return self.name.removesuffix(" Universal") if is_word else self.id

    @property
    def is_rights_statement(self) -> bool:
        """True for a statement of rightsstatements.org: a fact about copyright, no licence."""
        return self.id.startswith("rs:")


def read_data(name: str) -> dict[str, Any]:
    """Read one of the tables beside the code."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


CREATIVE_COMMONS = read_data("creative_commons.toml")
CC_VERSIONS: tuple[str, ...] = tuple(CREATIVE_COMMONS["versions"])
CC_PORTS: dict[str, str] = CREATIVE_COMMONS["ports"]
"""Code of the address, lower case -> English name."""
_SPDX_PORTS = frozenset(CREATIVE_COMMONS["spdx_ports"])
_PERMITS_ALL = (REPRODUCTION, DISTRIBUTION, DERIVATIVE_WORKS)


def cc_id(elements: Sequence[str] | frozenset[str], version: str = "", port: str = "") -> str:
    """Give the canonical id of a Creative Commons licence; elements in any order."""
    ordered = [element for element in ("BY", "NC", "SA", "ND") if element in elements]
    return "-".join(part for part in ("CC", *ordered, version, port.upper()) if part)


def _cc_url(unit: str, version: str, port: str) -> str:
    if not version:
        return ""
    if version == "1.0" and unit == "by-nc-nd":
        unit = "by-nd-nc"  # the order of the elements in the addresses of 1.0
    return f"{CC_BASE}{unit}/{version}/{port.lower()}{'/' if port else ''}"


def _cc_scope(version: str, port: str) -> str:
    if port:
        return CC_PORTS[port.lower()]
    if not version:
        return ""
    return {"3.0": "Unported", "4.0": "International"}.get(version, "Generic")


def _cc_class(elements: Sequence[str]) -> LicenseClass:
    if "ND" in elements:
        return LicenseClass.VIEW_ONLY
    return LicenseClass.OPEN_WITH_NC if "NC" in elements else LicenseClass.OPEN


def _cc_license(license_id: str, unit: str, version: str, port: str) -> License | None:
    """Build any of the six licences, for any version and port that exists."""
    if (version and version not in CC_VERSIONS) or (port and port.lower() not in CC_PORTS):
        return None
    if port and version == "4.0":
        return None  # version 4.0 has no ports
    elements = unit.split("-")
    title = "-".join(CREATIVE_COMMONS["elements"][element] for element in elements)
    spdx_id = ""
    if version:
        known = license_id in _SPDX_PORTS if port else version != "2.1"
        spdx_id = license_id if known else f"LicenseRef-{license_id}"
    return License(
        id=license_id,
        family=f"CC-{unit}",
        version=version,
        port=port,
        name=" ".join(
            word for word in ("Creative Commons", title, version, _cc_scope(version, port)) if word
        ),
        url=_cc_url("-".join(elements).lower(), version, port),
        spdx_id=spdx_id,
        permits=_PERMITS_ALL if "ND" not in elements else _PERMITS_ALL[:2],
        requires=(NOTICE, ATTRIBUTION, *([SHARE_ALIKE] if "SA" in elements else [])),
        prohibits=(COMMERCIAL_USE,) if "NC" in elements else (),
        license_class=_cc_class(elements),
        is_open_definition="NC" not in elements and "ND" not in elements,
    )


def _tools() -> Iterator[License]:
    """Yield the Creative Commons tools outside the six licences, and ``PD``."""
    for entry in CREATIVE_COMMONS["tool"]:
        license_class = LicenseClass(entry["class"])
        family, version, port = re.fullmatch(  # type: ignore[union-attr]  # ids of our own table always match
            r"(.+?)(?:-(\d\.\d))?(?:-([A-Z]{2}))?", entry["id"]
        ).groups("")
        adaptable = license_class not in {LicenseClass.VIEW_ONLY, LicenseClass.CLOSED}
        yield License(
            id=entry["id"],
            family=family,
            version=version,
            port=port,
            name=entry["name"],
            url=entry["url"],
            spdx_id=entry.get("spdx", f"LicenseRef-{entry['id']}"),
            permits=_PERMITS_ALL if adaptable else _PERMITS_ALL[:2],
            requires=tuple(entry.get("requires", ())),
            prohibits=tuple(entry.get("prohibits", ())),
            license_class=license_class,
            is_open_definition=license_class in {LicenseClass.PUBLIC_DOMAIN, LicenseClass.OPEN},
        )
    yield License(
        id="PD",
        family="PD",
        name="Public domain",
        permits=_PERMITS_ALL,
        license_class=LicenseClass.PUBLIC_DOMAIN,
        is_open_definition=True,
    )


def _rights_statements() -> Iterator[License]:
    """Yield the statements of rightsstatements.org; they permit nothing by themselves."""
    for entry in read_data("rights_statements.toml")["statement"]:
        yield License(
            id=f"rs:{entry['code']}",
            family="rs",
            version="1.0",
            name=entry["name"],
            url=f"http://rightsstatements.org/vocab/{entry['code']}/1.0/",
            license_class=LicenseClass(entry["class"]),
        )


def _family(entry: dict[str, Any]) -> Iterator[License]:
    """Yield a family of ``licenses.toml``: itself, its versions, and their SPDX endings."""
    family, name = entry["family"], entry["name"]
    versions: dict[str, str] = entry.get("versions", {})
    on_spdx = entry.get("spdx", True)

    def build(license_id: str, version: str, title: str, url: str) -> License:
        is_complete = bool(version) or not versions
        return License(
            id=license_id,
            family=family,
            version=version,
            name=title,
            url=url,
            spdx_id=license_id if on_spdx and is_complete else "",
            permits=_PERMITS_ALL,
            requires=tuple(entry.get("requires", ())),
            license_class=LicenseClass(entry.get("class", "open")),
            is_open_definition=entry.get("open_definition", True) or "-no-invariants" in license_id,
        )

    yield build(family, "", name, entry.get("url", ""))
    for version, url in versions.items():
        yield build(f"{family}-{version}", version, f"{name} {version}", url)
        for suffix in entry.get("suffixes", ()):
            title = f"{name} {version} {suffix.replace('-', ' ')}"
            yield build(f"{family}-{version}-{suffix}", version, title, url)


@cache
def listed_licenses() -> dict[str, License]:
    """Give every licence of the tables, by id; Creative Commons' six are built by grammar."""
    families = (
        found for entry in read_data("licenses.toml")["license"] for found in _family(entry)
    )
    return {found.id: found for found in (*_tools(), *_rights_statements(), *families)}


@lru_cache(maxsize=4096)
def find_license(license_id: str) -> License | None:
    """Give the licence with this canonical id, or None.

    Any Creative Commons family, version and port that exists is built; a family without version
    has no ``url``.
    ``rs:`` ids give the rights statement; ``access:`` ids and the empty id give None.
    """
    if found := listed_licenses().get(license_id):
        return found
    if match := _CC_ID.fullmatch(license_id):
        unit, version, port = match.groups("")
        return _cc_license(license_id, unit, version, port)
    return None


def license_url(license_id: str) -> str:
    """Give the canonical address of a licence; empty when unknown, or when there are several."""
    found = find_license(license_id)
    return found.url if found else ""


def license_class(license_id: str, kind: str = "") -> LicenseClass:
    """Give the class of a licence id or, without one, what the kind of the statement says.

    Two different licences in one record are ``CONFLICT``: a fact about a record, see
    ``licensing.normalization.RecordRights.license_class``; an ``ambiguous`` one is ``UNKNOWN``.
    """
    if found := find_license(license_id):
        return found.license_class
    return LicenseClass.CLOSED if kind == "all-rights-reserved" else LicenseClass.UNKNOWN


def counts_as_oer(value: LicenseClass, *, is_nc_counted: bool) -> bool:
    """Tell whether works of this class are OER by UNESCO's definition; NC is the operator's choice.

    Source: UNESCO Recommendation on OER (2019), I.1: access, re-use, re-purpose, adaptation,
    redistribution.
    """
    if value is LicenseClass.OPEN_WITH_NC:
        return is_nc_counted
    return value in {LicenseClass.PUBLIC_DOMAIN, LicenseClass.OPEN}
