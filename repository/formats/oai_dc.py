"""Unqualified Dublin Core, the format that every OAI-PMH repository must offer.

One value in each element. What Dublin Core cannot say (levels, audiences, durations, accessibility)
is left out. Source: http://www.openarchives.org/OAI/2.0/oai_dc.xsd; DCMI, Expressing Dublin Core in
XML.
"""

from collections.abc import Sequence
from functools import lru_cache

from repository.formats.base import MetadataFormat
from repository.formats.rights import rights_statements
from repository.formats.xml import escaped, finished, language_attribute
from repository.metadata.record import LanguageMap, ResourceMetadata

NAMESPACE = "http://www.openarchives.org/OAI/2.0/oai_dc/"
SCHEMA_URL = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
OPENING = (
    f'<oai_dc:dc xmlns:oai_dc="{NAMESPACE}" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    f' xsi:schemaLocation="{NAMESPACE} {SCHEMA_URL}">'
)
CLOSING = "</oai_dc:dc>"
CALENDAR_PRECISIONS = frozenset({"second", "day", "month", "year"})
"""Precisions whose EDTF form is also a W3C date, which is what readers of dc:date expect."""


Tags = tuple[str, str]


def tags(name: str) -> Tags:
    """Give the opening and the closing tag of an element without attributes."""
    return f"<dc:{name}>", f"</dc:{name}>"


CREATOR, PUBLISHER, CONTRIBUTOR = tags("creator"), tags("publisher"), tags("contributor")
DATE, TYPE, MEDIA_TYPE = tags("date"), tags("type"), tags("format")
IDENTIFIER, LANGUAGE, RIGHTS = tags("identifier"), tags("language"), tags("rights")


@lru_cache(maxsize=8192)
def opening_tag(name: str, language: str, untagged: str) -> str:
    """Give the opening tag of a text in a language, with ``untagged`` where that is not known."""
    return f"<dc:{name}{language_attribute(language) or untagged}>"


def render_oai_dc(metadata: ResourceMetadata, *, page_url: str) -> bytes:
    """Give the ``oai_dc:dc`` element."""
    creators, contributors, publishers = agents(metadata)
    # where the record declares one language, readers take texts without a tag to be in it
    untagged = ' xml:lang="und"' if len(metadata.languages) == 1 else ""
    parts = [OPENING]
    add_texts(parts, "title", metadata.titles, untagged)
    add_values(parts, CREATOR, creators)
    add_subjects(parts, metadata, untagged)
    add_texts(parts, "description", metadata.descriptions, untagged)
    add_values(parts, PUBLISHER, publishers)
    add_values(parts, CONTRIBUTOR, contributors)
    add_values(parts, DATE, dates(metadata))
    add_values(parts, TYPE, types(metadata))
    add_values(parts, MEDIA_TYPE, [file.media_type for file in metadata.files])
    add_values(parts, IDENTIFIER, identifiers(metadata, page_url))
    add_values(parts, LANGUAGE, metadata.languages)
    for relation in metadata.relations:
        name = "source" if relation.kind == "is-based-on" else "relation"
        parts += f"<dc:{name}>", escaped(relation.target), f"</dc:{name}>"
    add_values(parts, RIGHTS, rights_statements(metadata))
    parts.append(CLOSING)
    return finished(parts)


def add_values(parts: list[str], tags: Tags, values: Sequence[str]) -> None:
    """Add one element for each distinct value that is not empty."""
    opening, closing = tags
    for value in values if len(values) < 2 else dict.fromkeys(values):
        if value:
            parts += opening, escaped(value), closing


def add_texts(parts: list[str], name: str, languages: LanguageMap, untagged: str) -> None:
    """Add one element for each text, with its language or else the attribute ``untagged``."""
    closing = f"</dc:{name}>"
    for tag, texts in languages.items():
        opening = opening_tag(name, tag, untagged)
        for text in texts:
            parts += opening, escaped(text), closing


def add_subjects(parts: list[str], metadata: ResourceMetadata, untagged: str) -> None:
    """Add keywords and subjects, each with its language, and the addresses of known concepts."""
    add_texts(parts, "subject", metadata.keywords, untagged)
    for subject in metadata.subjects:
        if subject.label:
            opening = opening_tag("subject", subject.language, untagged)
            parts += opening, escaped(subject.label), "</dc:subject>"
        if subject.concept and (not subject.label or is_address(subject.concept)):
            parts += "<dc:subject>", escaped(subject.concept), "</dc:subject>"


def is_address(concept: str) -> bool:
    """Tell whether a concept is named by its address, and not by a code of our own."""
    return concept.startswith(("http://", "https://"))


def agents(metadata: ResourceMetadata) -> tuple[list[str], list[str], list[str]]:
    """Give the names of creators, of all others who contributed, and of publishers."""
    creators, contributors, publishers = [], [], list(metadata.publishers)
    for contributor in metadata.contributors:
        if contributor.role == "creator":
            creators.append(contributor.name)
        elif contributor.role == "publisher":
            publishers.append(contributor.name)
        else:
            contributors.append(contributor.name)
    return creators, contributors, publishers


def dates(metadata: ResourceMetadata) -> list[str]:
    """Give dates in W3C form where they are exact, else as stated."""
    return [
        date.value
        if date.value and date.precision in CALENDAR_PRECISIONS and not date.is_uncertain
        else date.stated
        for date in metadata.dates
    ]


def types(metadata: ResourceMetadata) -> list[str]:
    """Give the types as stated, then the recognised ones that this does not already say."""
    stated = {text.casefold() for text in metadata.types_stated}
    return [
        *metadata.types_stated,
        *[recognized for recognized in metadata.resource_types if recognized not in stated],
    ]


def identifiers(metadata: ResourceMetadata, page_url: str) -> list[str]:
    """Give the landing page, for which readers take the first address, then all others."""
    return [
        metadata.url or page_url,
        *[identifier.value for identifier in metadata.identifiers],
        *[file.url for file in metadata.files],
    ]


FORMAT = MetadataFormat(
    prefix="oai_dc", namespace=NAMESPACE, schema_url=SCHEMA_URL, render=render_oai_dc
)
