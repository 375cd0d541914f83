"""The lists that a crosswalk fills while it goes once through a record."""

from collections.abc import Callable

import msgspec
from lxml import etree

from harvester.crosswalks.elements import text_of
from harvester.crosswalks.extents import is_duration
from harvester.records import (
    SourceMetadata,
    Stated,
    StatedContributor,
    StatedDate,
    StatedFile,
    StatedRelation,
    StatedSubject,
)


class Draft(msgspec.Struct, kw_only=True):
    """Named and ordered as in ``SourceMetadata``: ``freeze`` goes by the order."""

    titles: list[Stated] = []
    descriptions: list[Stated] = []
    keywords: list[Stated] = []
    languages: list[str] = []
    contributors: list[StatedContributor] = []
    publishers: list[str] = []
    dates: list[StatedDate] = []
    types: list[str] = []
    levels: list[str] = []
    audiences: list[str] = []
    age_ranges: list[str] = []
    subjects: list[StatedSubject] = []
    delivery_channels: list[str] = []
    durations: list[str] = []
    running_times: list[str] = []
    media_types: list[str] = []
    files: list[StatedFile] = []
    identifiers: list[str] = []
    relations: list[StatedRelation] = []
    rights: list[str] = []
    access: list[str] = []
    competencies: list[StatedSubject] = []
    accessibility: list[tuple[str, str]] = []

    def add_extent(self, text: str) -> None:
        """Add how long, large or heavy the whole is: a time apart, the rest with the formats."""
        (self.running_times if is_duration(text) else self.media_types).append(text)

    def freeze(self) -> SourceMetadata:
        """Give what was collected, in the order it was stated."""
        return SourceMetadata(*map(tuple, msgspec.structs.astuple(self)))


def text_into(field: str) -> Callable[[etree._Element, Draft], None]:
    """Give a reader that adds the text of an element to one of the lists of texts."""

    def read(element: etree._Element, draft: Draft) -> None:
        if text := text_of(element):
            getattr(draft, field).append(text)

    return read
