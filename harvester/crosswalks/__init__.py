"""Incoming crosswalks: one metadata format each -> what the source states.

A new format is one file here, one line in ``REGISTRY`` and golden pairs below ``tests/fixtures/``.
"""

from collections.abc import Sequence
from typing import TypeVar

from lxml import etree

from harvester.crosswalks.amb import AMB_JSON
from harvester.crosswalks.base import Crosswalk, JsonCrosswalk, MetadataFormat
from harvester.crosswalks.datacite import DATACITE
from harvester.crosswalks.didl import DIDL
from harvester.crosswalks.elements import NAMES, namespace_of
from harvester.crosswalks.lom import LOM
from harvester.crosswalks.marcxml import MARCXML
from harvester.crosswalks.mods import MODS
from harvester.crosswalks.nsdl_dc import NSDL_DC
from harvester.crosswalks.oai_dc import OAI_DC
from harvester.crosswalks.qualified_dc import QUALIFIED_DC
from harvester.crosswalks.schema_org import SCHEMA_ORG_JSON
from harvester.errors import RecordError
from harvester.records import ParsedRecord, SourceMetadata

REGISTRY: tuple[Crosswalk, ...] = (
    LOM,
    NSDL_DC,
    DIDL,
    MODS,
    DATACITE,
    MARCXML,
    QUALIFIED_DC,
    OAI_DC,
)
"""Every XML format that can be read, the richest first."""

JSON_REGISTRY: tuple[JsonCrosswalk, ...] = (AMB_JSON, SCHEMA_ORG_JSON)
"""Every profile of JSON-LD that can be read; the last one reads what states no profile."""

_MAX_REMEMBERED = 1000
_AnyFormat = TypeVar("_AnyFormat", bound=MetadataFormat)


def _folded(namespace: str) -> str:
    """Fold the ways in which one namespace is spelled: scheme, case, end."""
    return namespace.strip().casefold().replace("https://", "http://", 1).rstrip("/#")


_BARE_NAMESPACES = frozenset({"", _folded("http://www.openarchives.org/OAI/2.0/")})
"""What the root is in when a provider forgot its namespace: none, or the envelope's."""
_RANKS = {_folded(uri): rank for rank, known in enumerate(REGISTRY) for uri in known.namespaces}
_JSON_CROSSWALKS = {uri: known for known in JSON_REGISTRY for uri in known.namespaces}
_RANKS_OF_ROOTS = {name: rank for rank, known in enumerate(REGISTRY) for name in known.roots}


class _Crosswalks(dict[str, Crosswalk | None]):
    """Tag of a metadata root -> its crosswalk, remembered; None for an unknown one."""

    def __missing__(self, tag: str) -> Crosswalk | None:
        namespace = namespace_of(tag)
        found = rank(namespace)
        if found is None and _folded(namespace) in _BARE_NAMESPACES:
            found = _RANKS_OF_ROOTS.get(NAMES[tag])
        crosswalk = None if found is None else REGISTRY[found]
        if len(self) < _MAX_REMEMBERED:
            self[tag] = crosswalk
        return crosswalk


_CROSSWALKS = _Crosswalks()


def crosswalk(record: ParsedRecord) -> SourceMetadata:
    """Map one parsed record to the fields that are kept, values as the source states them.

    The format is told by the namespace of the metadata root, of JSON-LD by its contexts; a known
    format inside an unknown wrapper is read.

    Raises:
        RecordError: The record is deleted, its format unknown (the message names the namespace), or
            its JSON-LD describes no learning resource.
    """
    root = record.metadata
    if root is None:
        raise RecordError("a deleted record has no metadata to map", stage="crosswalk")
    if isinstance(root, dict):
        return _JSON_CROSSWALKS.get(record.namespace, JSON_REGISTRY[-1]).apply(root)
    found = _CROSSWALKS[root.tag]
    if found is not None and (not found.parts or _is_told(root, found)):
        return found.apply(root)
    for element in root.iterdescendants("*"):
        inside = rank(namespace_of(element.tag))
        if inside is not None and NAMES[element.tag] in REGISTRY[inside].roots:
            return REGISTRY[inside].apply(element)
    raise RecordError(
        f"unknown metadata format: <{NAMES[root.tag]}> in namespace {namespace_of(root.tag)!r}; "
        f"known are {', '.join(known.name for known in REGISTRY)}",
        stage="crosswalk",
    )


def _is_told(root: etree._Element, guess: Crosswalk) -> bool:
    """Tell whether a root is of the format that its name may stand for."""
    if _folded(namespace_of(root.tag)) not in _BARE_NAMESPACES:
        return True
    return any(NAMES[element.tag] in guess.parts for element in root.iterdescendants("*"))


def rank(namespace: str) -> int | None:
    """Tell how rich the format of a namespace is, 0 the richest; None when it cannot be read."""
    return _RANKS.get(_folded(namespace))


def choose_format(formats: Sequence[_AnyFormat]) -> _AnyFormat | None:
    """Choose the richest format that can be read, by namespace, not prefix; the first of equals.

    None when none of them can be read.
    """
    chosen, best = None, len(REGISTRY)
    for offered in formats:
        found = rank(offered.namespace)
        if found is not None and found < best:
            chosen, best = offered, found
    return chosen


__all__ = [
    "JSON_REGISTRY",
    "REGISTRY",
    "Crosswalk",
    "JsonCrosswalk",
    "MetadataFormat",
    "choose_format",
    "crosswalk",
    "rank",
]
