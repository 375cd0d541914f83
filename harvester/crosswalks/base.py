"""What a crosswalk is.

A crosswalk sees the metadata of one record and nothing else: no header, no network, no database.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from lxml import etree

from harvester.json_ld.values import JsonObject
from harvester.records import SourceMetadata


class MetadataFormat(Protocol):
    """One metadata format as an endpoint announces it. Source: OAI-PMH 2.0, section 4.4."""

    @property
    def prefix(self) -> str:
        """The endpoint's own name for the format; it means nothing elsewhere."""

    @property
    def namespace(self) -> str:
        """URI of the format's XML namespace: what tells formats apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosswalk:
    """One line of the registry: a format that is XML."""

    name: str
    """Short name of the format, as in the folder of its golden pairs."""
    namespaces: tuple[str, ...]
    """Namespaces of the metadata root, the preferred one first."""
    roots: tuple[str, ...]
    """Case-folded names of the root, by which a record without a namespace is recognised."""
    apply: Callable[[etree._Element], SourceMetadata]
    parts: frozenset[str] = frozenset()
    """Where the name of the root says too little: one of these is inside, case-folded.

    Asked for only where a record has no namespace.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonCrosswalk:
    """One line of the registry of formats that are JSON-LD."""

    name: str
    """Short name of the format, as in the folder of its golden pairs."""
    namespaces: tuple[str, ...]
    """What ``json_ld.documents.vocabulary_of`` gives for its documents."""
    apply: Callable[[JsonObject], SourceMetadata]
