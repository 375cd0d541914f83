"""What a feed says of a search and of each resource, before it takes one of the forms."""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
from django.conf import settings
from django.urls import reverse

from licensing.labels import license_name
from licensing.licenses import find_license
from licensing.templatetags.licenses import license_class_label
from repository.metadata.texts import clean_line
from repository.models import LearningResource
from repository.pages.cards import card
from repository.pages.texts import Text

NEVER = datetime.fromtimestamp(0, UTC)
"""When a feed without entries changed last: what never changes answers "not modified"."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One resource. All texts are plain and fit for XML."""

    id: str
    """The same in every form, language and place of the site."""
    url: str
    title: Text
    summary: Text
    """Empty where the record has no description."""
    creators: tuple[str, ...]
    languages: tuple[str, ...]
    """BCP 47 tags of the work."""
    license_name: str
    """In the reader's language; of a work without a known licence, what that means."""
    license_url: str
    """Empty where no single address stands for the licence."""
    provider: str
    published_at: datetime
    updated_at: datetime


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """One page of the resources that a search finds, last changed first."""

    title: str
    subtitle: str
    language: str
    """Of the reader."""
    search_url: str
    """The search as a page."""
    url: str
    """Of this page of the feed."""
    first_url: str
    """Of the first page, which stands for the feed."""
    next_url: str = ""
    previous_url: str = ""
    entries: tuple[Entry, ...]

    @property
    def updated_at(self) -> datetime:
        """Give when the last of its entries changed."""
        return max((entry.updated_at for entry in self.entries), default=NEVER)


def make_entries(
    resources: Sequence[LearningResource], *, reader: Sequence[str]
) -> tuple[Entry, ...]:
    """Give the entries of resources that are not withdrawn, for a reader of these languages."""
    return tuple(make_entry(each, reader=reader) for each in resources if not each.is_withdrawn)


def make_entry(resource: LearningResource, *, reader: Sequence[str]) -> Entry:
    """Give the entry of one resource."""
    shown = card(resource, reader=reader)
    known = find_license(resource.license_id)
    return Entry(
        id=resource.id.urn,
        url=settings.PUBLIC_URL + reverse("resource", args=[resource.id]),
        title=cleaned(shown.title),
        summary=cleaned(shown.description or Text("")),
        creators=tuple(filter(None, map(clean_line, shown.creators))),
        languages=shown.languages,
        license_name=clean_line(license_name(known.id))
        if known
        else str(license_class_label(resource.license_class)),
        license_url=known.url if known else "",
        provider=clean_line(shown.provider_name),
        published_at=min(resource.created_at, resource.datestamp),
        updated_at=resource.datestamp,
    )


def cleaned(text: Text) -> Text:
    """Give a text without what no XML document may hold."""
    return Text(clean_line(text.text), text.language, text.direction)
