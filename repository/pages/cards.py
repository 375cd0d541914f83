"""What a list shows of a resource: one frozen value for each row, ready for the template."""

from collections.abc import Sequence
from urllib.parse import urlsplit

import msgspec

from repository.metadata.record import ResourceMetadata
from repository.models import LearningResource
from repository.pages.texts import Text, choose_text, is_same_language, shorten
from repository.rights.holding import find_lagging
from repository.selectors import find_download_counts

MAX_NAMES = 3
MAX_ADDRESS_CHARACTERS = 8_000
"""Of a link: what every server and proxy takes."""


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a list of resources."""

    id: str
    title: Text
    original_title: Text | None = None
    """The title in the work's own language, where ``title`` is another."""
    description: Text | None = None
    license_id: str = ""
    license_class: str = "unknown"
    languages: tuple[str, ...] = ()
    """BCP 47 tags."""
    resource_types: tuple[str, ...] = ()
    educational_levels: tuple[str, ...] = ()
    creators: tuple[str, ...] = ()
    provider_slug: str = ""
    provider_name: str = ""
    is_license_changing: bool = False
    """A decision on the licence was made that has not reached the record yet."""
    download_count: int = 0


def make_cards(resources: Sequence[LearningResource], *, reader: Sequence[str]) -> list[Card]:
    """Give the rows of resources for a reader of these languages (BCP 47 tags, best first)."""
    lagging = find_lagging(each.id for each in resources)
    downloads = find_download_counts(each.id for each in resources)
    return [
        card(
            each,
            reader=reader,
            is_license_changing=each.id in lagging,
            download_count=downloads.get(each.id, 0),
        )
        for each in resources
    ]


def card(
    resource: LearningResource,
    *,
    reader: Sequence[str],
    is_license_changing: bool = False,
    download_count: int = 0,
) -> Card:
    """Give the row of one resource; see ``make_cards``."""
    metadata = resource.metadata
    title = title_of(resource, metadata, reader)
    description = choose_text(metadata.descriptions, reader=reader, own=metadata.languages)
    return Card(
        id=str(resource.id),
        title=title,
        original_title=original_title(metadata, title),
        description=description
        and Text(shorten(description.text), description.language, description.direction),
        license_id=resource.license_id,
        license_class=resource.license_class,
        languages=metadata.languages,
        resource_types=metadata.resource_types,
        educational_levels=broad_levels(metadata.educational_levels),
        creators=creators(metadata)[:MAX_NAMES],
        provider_slug=resource.provider.slug,
        provider_name=resource.provider.name,
        is_license_changing=is_license_changing,
        download_count=download_count,
    )


def title_of(resource: LearningResource, metadata: ResourceMetadata, reader: Sequence[str]) -> Text:
    """Give the title to show; a record without one goes by its identifier."""
    title = choose_text(metadata.titles, reader=reader, own=metadata.languages)
    return title if title and title.text else Text(resource.source_identifier)


def original_title(metadata: ResourceMetadata, shown: Text) -> Text | None:
    """Give the title in the work's own language if the one shown is in another language."""
    own = choose_text(metadata.titles, reader=(), own=metadata.languages)
    if own is None or own.text == shown.text or is_same_language(own.language, shown.language):
        return None
    return own


def broad_levels(levels: Sequence[str]) -> tuple[str, ...]:
    """Give the levels without those that another one, more exact, already implies."""
    return tuple(
        level
        for level in levels
        if not any(other != level and other.startswith(level) for other in levels)
    )


def creators(metadata: ResourceMetadata) -> tuple[str, ...]:
    """Give the names of the authors in the order stated, each once."""
    return tuple(
        dict.fromkeys(person.name for person in metadata.contributors if person.role == "creator")
    )


def is_web_address(address: str) -> bool:
    """Tell whether an address may be made a link: http or https, with a host, not endless."""
    if len(address) > MAX_ADDRESS_CHARACTERS:
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
