"""Resource -> search document: what can be searched, counted and sorted. No engine."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec

from repository.metadata.languages import facet_language
from repository.metadata.record import AgeRange, LanguageMap, ResourceMetadata, from_stored
from repository.models import LearningResource, Provider
from search import folding
from search.concepts.matching import LabelIndex
from search.concepts.reading import concepts_of
from search.concepts.vocabulary import THING
from search.file_types import is_kept, kind_of

TextField = Literal["title", "keywords", "text", "names"]
FACET_FIELDS = (
    "license_class", "license", "language", "resource_type", "level", "provider", "audience",
    "delivery_channel", "file_type", "accessibility_feature", "subject", "year", "age", "offline",
    "country",
)  # fmt: skip
"""What engines can count and filter by; the reader is offered those of ``queries.FACETS``."""
AGE_BANDS = ((0, 2), (3, 5), (6, 8), (9, 11), (12, 14), (15, 17), (18, 120))
"""Years of life by which learners are told apart; a record is in every band that it reaches into.
Values of the facet are the first year and the last, as ``6-8``."""
OFFLINE_CHANNELS = {"offline-digital", "print"}
MAX_TITLE_KEY_CHARACTERS = 100
ID_BITS = 24
MAX_DOWNLOADS = 2**24 - 1
"""Told apart for sorting; what is opened more often still comes first, the newest of it before."""
SECONDS_BITS, TIE_BITS = 32, 7
"""Of ``popularity``, behind the downloads; all of it together has 63 bits."""
MAX_TEXT_CHARACTERS = 20_000
"""Of one text: what lies behind is no use for finding, and would let one record fill the index."""


class DocumentText(msgspec.Struct, frozen=True):
    """One text of a record, with the language that it is stated to be in (``und``: not stated)."""

    field: TextField
    language: str
    text: str


class SearchDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What an engine gets of one resource."""

    id: str
    version: int
    """Id of the change that it was made for; a higher one replaces a lower one."""
    texts: tuple[DocumentText, ...]
    languages: tuple[str, ...]
    """BCP 47 tags of the resource, as stated."""
    facets: Mapping[str, tuple[str, ...]]
    """Distinct values for filters and counts: those of ``FACETS``, and more that may follow."""
    concepts: tuple[str, ...] = ()
    """Ids of what it is about; one that the title names stands there twice, and counts more."""
    recency: int
    """For sorting, the newest highest: the datestamp, and the id to tell equal ones apart."""
    popularity: int = 0
    """For sorting, the most used highest: downloads, then the datestamp, and a part of the id."""
    title_key: str
    """For sorting: the first title, folded, and the id."""


class Deletion(msgspec.Struct, frozen=True):
    """A resource that is to be found no longer."""

    id: str
    version: int


class IndexedResource(NamedTuple):
    """What documents need of a resource, in the words of its model."""

    provider: Provider
    id: UUID
    source_identifier: str
    metadata_json: str
    license_json: str
    title: str
    license_id: str
    license_class: str
    datestamp: datetime
    is_withdrawn: bool
    download_count: int | None = None
    """None of one that was never opened."""

    @property
    def metadata(self) -> ResourceMetadata:
        """The canonical record with the licence that holds."""
        return from_stored(self.metadata_json, self.license_json)


def make_document(
    resource: LearningResource | IndexedResource, *, version: int, labels: LabelIndex
) -> SearchDocument | Deletion:
    """Give the document of a resource; a deletion of a withdrawn one.

    Args:
        resource: Its provider is loaded, or it is read for this.
        version: Id of the change that the document is made for.
        labels: What subjects are called.
    """
    if resource.is_withdrawn:
        return Deletion(str(resource.id), version)
    metadata = resource.metadata
    concepts = concepts_of(metadata, labels)
    return SearchDocument(
        id=str(resource.id),
        version=version,
        texts=tuple(iter_texts(resource, metadata)),
        languages=metadata.languages,
        concepts=concepts,
        facets={
            **{name: values for name, values in iter_facets(resource, metadata) if values},
            **({"subject": subjects} if (subjects := with_broader(concepts, labels)) else {}),
        },
        recency=(int(resource.datestamp.timestamp()) << ID_BITS)
        | (resource.id.int >> 128 - ID_BITS),
        popularity=popularity_of(
            resource, resource.download_count if isinstance(resource, IndexedResource) else 0
        ),
        title_key=f"{title_key(resource.title)} {resource.id.hex[: ID_BITS // 4]}",
    )


def popularity_of(resource: LearningResource | IndexedResource, downloads: int | None) -> int:
    """Give what is sorted by where the most used come first; few resources share one number."""
    downloads = min(downloads or 0, MAX_DOWNLOADS)
    seconds = int(resource.datestamp.timestamp()) & (1 << SECONDS_BITS) - 1
    return (downloads << SECONDS_BITS | seconds) << TIE_BITS | resource.id.int >> 128 - TIE_BITS


def iter_texts(
    resource: LearningResource | IndexedResource, metadata: ResourceMetadata
) -> Iterator[DocumentText]:
    """Yield the texts of a record, field by field."""
    yield from mapped("title", metadata.titles)
    yield from mapped("keywords", metadata.keywords)
    for subject in metadata.subjects:
        if subject.label:
            yield DocumentText("keywords", subject.language or "und", subject.label)
    yield from mapped("text", metadata.descriptions)
    names = [contributor.name for contributor in metadata.contributors]
    names += [*metadata.publishers, resource.provider.name]
    names += [identifier_words(identifier.value) for identifier in metadata.identifiers]
    names.append(identifier_words(resource.source_identifier))
    yield from (DocumentText("names", "zxx", name) for name in dict.fromkeys(names))


def mapped(field: TextField, texts: LanguageMap) -> Iterator[DocumentText]:
    """Yield the texts of a language map."""
    for language, several in texts.items():
        for text in several:
            yield DocumentText(field, language, text[:MAX_TEXT_CHARACTERS])


def identifier_words(identifier: str) -> str:
    """Give an identifier with its unhyphenated form, so that an ISBN is found either way."""
    joined = identifier.replace("-", "")
    return identifier if joined == identifier else f"{identifier} {joined}"


def iter_facets(
    resource: LearningResource | IndexedResource, metadata: ResourceMetadata
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield pairs (facet, distinct values); empty where the record says nothing."""
    accessibility = metadata.accessibility
    yield "license_class", (resource.license_class,)
    yield "license", (resource.license_id,) if resource.license_id else ()
    yield "language", distinct(facet_language(tag) for tag in metadata.languages)
    yield "resource_type", distinct(metadata.resource_types)
    yield "level", distinct(level[:1] for level in metadata.educational_levels)
    yield "provider", (resource.provider.slug,)
    yield "country", (resource.provider.country,) if resource.provider.country else ()
    yield "audience", distinct(metadata.audiences)
    yield "delivery_channel", distinct(metadata.delivery_channels)
    yield "file_type", distinct(kind_of(file.media_type) for file in metadata.files)
    yield "accessibility_feature", accessibility.features if accessibility else ()
    yield "year", distinct(year_of(date.value) for date in metadata.dates if date.kind == "issued")
    yield "age", distinct(band for ages in metadata.age_ranges for band in age_bands(ages))
    yield "offline", ("yes",) if is_offline(metadata) else ()


def age_bands(ages: AgeRange) -> tuple[str, ...]:
    """Give the bands that a range of ages reaches into; none of one that could not be read."""
    if ages.low is None and ages.high is None:
        return ()
    low, high = ages.low or 0, AGE_BANDS[-1][1] if ages.high is None else ages.high
    return tuple(f"{first}-{last}" for first, last in AGE_BANDS if low <= last and first <= high)


def is_offline(metadata: ResourceMetadata) -> bool:
    """Tell whether a resource is known to be of use without the internet: kept, or on paper."""
    channels = OFFLINE_CHANNELS.intersection(metadata.delivery_channels)
    return bool(channels) or any(is_kept(file.media_type) for file in metadata.files)


def distinct(values: Iterator[str] | tuple[str, ...]) -> tuple[str, ...]:
    """Give each value once, in order, without empty ones."""
    return tuple(filter(None, dict.fromkeys(values)))


def with_broader(concepts: tuple[str, ...], labels: LabelIndex) -> tuple[str, ...]:
    """Give each subject once, and all above them: who asks for mathematics means algebra, too."""
    subjects = dict.fromkeys((*concepts, *labels.broader(concepts)))
    return tuple(key for key in subjects if not key.startswith(THING))


def year_of(edtf: str) -> str:
    """Give the year of an EDTF date; empty where it has none."""
    return edtf[:4] if edtf[:4].isdecimal() else ""


def title_key(title: str) -> str:
    """Give what titles are sorted by: words without case and diacritics, digits first."""
    words = folding.spaced(folding.lower(folding.compose(title))).split(" ")
    return " ".join(folding.fold_words(words))[:MAX_TITLE_KEY_CHARACTERS]
