"""Unqualified Dublin Core, the format that every OAI-PMH repository must offer.

One value in each element. What Dublin Core cannot say (levels, audiences, durations, accessibility)
is left out. Source: http://www.openarchives.org/OAI/2.0/oai_dc.xsd; DCMI, Expressing Dublin Core in
XML.
"""

from collections.abc import Iterable, Iterator

from repository.formats.base import MetadataFormat
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
ACCESS_URIS = {
    "access:open": "info:eu-repo/semantics/openAccess",
    "access:embargoed": "info:eu-repo/semantics/embargoedAccess",
    "access:restricted": "info:eu-repo/semantics/restrictedAccess",
    "access:closed": "info:eu-repo/semantics/closedAccess",
    "access:metadata-only": "http://purl.org/coar/access_right/c_14cb",
}


def render_oai_dc(metadata: ResourceMetadata, *, page_url: str) -> bytes:
    """Give the ``oai_dc:dc`` element."""
    creators, contributors, publishers = agents(metadata)
    parts = [OPENING]
    parts += texts("title", metadata.titles)
    parts += elements("creator", creators)
    parts += subjects(metadata)
    parts += texts("description", metadata.descriptions)
    parts += elements("publisher", publishers)
    parts += elements("contributor", contributors)
    parts += elements("date", dates(metadata))
    parts += elements("type", types(metadata))
    parts += elements("format", (file.media_type for file in metadata.files))
    parts += elements("identifier", identifiers(metadata, page_url))
    parts += elements("source", sources(metadata))
    parts += elements("language", (tag for tag in metadata.languages if tag != "und"))
    parts += elements("relation", relations(metadata))
    parts += elements("rights", rights(metadata))
    parts.append(CLOSING)
    return finished(parts)


def elements(name: str, values: Iterable[str]) -> list[str]:
    """Give one element for each distinct value that is not empty."""
    return [f"<dc:{name}>{escaped(value)}</dc:{name}>" for value in dict.fromkeys(values) if value]


def texts(name: str, languages: LanguageMap) -> list[str]:
    """Give one element for each text, with its language where that is known."""
    return [
        f"<dc:{name}{language_attribute(tag)}>{escaped(text)}</dc:{name}>"
        for tag, stated in languages.items()
        for text in stated
        if text
    ]


def subjects(metadata: ResourceMetadata) -> list[str]:
    """Give keywords and subjects, each with its language, then the concepts known behind them."""
    words = {(text, tag): None for tag, stated in metadata.keywords.items() for text in stated}
    words |= {(subject.label, subject.language or "und"): None for subject in metadata.subjects}
    words |= {(subject.concept, "und"): None for subject in metadata.subjects}
    return [
        f"<dc:subject{language_attribute(tag)}>{escaped(text)}</dc:subject>"
        for text, tag in words
        if text
    ]


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


def dates(metadata: ResourceMetadata) -> Iterator[str]:
    """Yield dates in W3C form where they are exact, else as stated."""
    for date in metadata.dates:
        is_exact = date.precision in CALENDAR_PRECISIONS and not date.is_uncertain
        yield date.value if is_exact and date.value else date.stated


def types(metadata: ResourceMetadata) -> Iterator[str]:
    """Yield the types as stated, then the recognised ones that this does not already say."""
    yield from metadata.types_stated
    stated = {text.casefold() for text in metadata.types_stated}
    yield from (kind for kind in metadata.resource_types if kind not in stated)


def identifiers(metadata: ResourceMetadata, page_url: str) -> Iterator[str]:
    """Yield the landing page, for which readers take the first address, then all others."""
    yield metadata.url or page_url
    yield from (identifier.value for identifier in metadata.identifiers)
    yield from (file.url for file in metadata.files)


def sources(metadata: ResourceMetadata) -> Iterator[str]:
    """Yield what the resource is based on."""
    return (each.target for each in metadata.relations if each.kind == "is-based-on")


def relations(metadata: ResourceMetadata) -> Iterator[str]:
    """Yield all other related resources."""
    return (each.target for each in metadata.relations if each.kind != "is-based-on")


def rights(metadata: ResourceMetadata) -> Iterator[str]:
    """Yield the address of the licence alone, then the statements as stated, then the access."""
    yield metadata.license.url
    yield from metadata.rights_statements
    yield ACCESS_URIS.get(metadata.access, "")


FORMAT = MetadataFormat(
    prefix="oai_dc", namespace=NAMESPACE, schema_url=SCHEMA_URL, render=render_oai_dc
)
