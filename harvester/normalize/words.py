"""Controlled values.

Partners repeat few spellings in few combinations, so whole fields are remembered.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TypeVar

from msgspec.structs import replace

from harvester.normalize.issues import Reading, issue
from harvester.records import MetadataIssue
from repository.metadata.accessibility import read_accessibility
from repository.metadata.audiences import normalize_audience, read_age_range
from repository.metadata.channels import normalize_channel
from repository.metadata.durations import read_duration
from repository.metadata.languages import drop_undetermined, normalize_language
from repository.metadata.levels import normalize_level, sort_levels
from repository.metadata.media_types import split_media_type
from repository.metadata.record import (
    Accessibility,
    AgeRange,
    Audience,
    DeliveryChannel,
    Duration,
    ResourceType,
)
from repository.metadata.texts import clean_line
from repository.metadata.types import normalize_type

Value = TypeVar("Value")
Strings = tuple[str, ...]
REMEMBERED = 8192


@lru_cache(maxsize=REMEMBERED)
def read_languages(stated: Strings) -> Reading[Strings]:
    """Read the languages of the resource; ``und`` only where no other value says more."""
    tags, issues = _read_each(
        stated, lambda text: normalize_language(text) or None, "unknown-language", "languages"
    )
    return Reading(drop_undetermined(tags), issues)


@lru_cache(maxsize=REMEMBERED)
def read_types(stated: Strings, media_types: Strings = ()) -> Reading[tuple[ResourceType, ...]]:
    """Read the resource types; without any, what a media type says outright (video, audio)."""
    types, issues = _read_each(stated, normalize_type, "unknown-type", "types")
    if not types:
        kinds = {split_media_type(text)[0].partition("/")[0] for text in media_types}
        types = tuple(kind for kind in _TELLING_MEDIA if kind in kinds)
    return Reading(types, issues)


_TELLING_MEDIA: tuple[ResourceType, ...] = ("video", "audio")


@lru_cache(maxsize=REMEMBERED)
def read_levels(stated: Strings, audiences: Strings = ()) -> Reading[Strings]:
    """Read the educational levels, out of what is stated as level or, by level, as audience."""
    levels, issues = _read_each(
        stated,
        lambda text: normalize_level(text) if normalize_channel(text) is None else (),
        "unknown-level",
        "levels",
    )
    by_audience = (normalize_level(text) or () for text in audiences)
    return Reading(sort_levels([*levels, *(code for read in by_audience for code in read)]), issues)


@lru_cache(maxsize=REMEMBERED)
def read_audiences(stated: Strings) -> Reading[tuple[Audience, ...]]:
    """Read the audiences; one that names a level is none, and no riddle either."""
    audiences, issues = _read_each(
        stated,
        lambda text: () if _is_level(text) else normalize_audience(text),
        "unknown-audience",
        "audiences",
    )
    return Reading(audiences, issues)


def _is_level(text: str) -> bool:
    return normalize_audience(text) is None and normalize_level(text) is not None


@lru_cache(maxsize=REMEMBERED)
def read_channels(stated: Strings, levels: Strings = ()) -> Reading[tuple[DeliveryChannel, ...]]:
    """Read the delivery channels; LOM-ES states one (``presencial``) where the level stands."""
    channels, issues = _read_each(stated, _one_channel, "unknown-channel", "delivery_channels")
    by_level = (_one_channel(text) or () for text in levels)
    return Reading(_distinct([*channels, *(one for read in by_level for one in read)]), issues)


def _one_channel(text: str) -> tuple[DeliveryChannel, ...] | None:
    channel = normalize_channel(text)
    return None if channel is None else (channel,)


@lru_cache(maxsize=REMEMBERED)
def read_age_ranges(stated: Strings) -> Reading[tuple[AgeRange, ...]]:
    """Read the ages of learners; what cannot be read stands in the range as stated."""
    ranges = _distinct(read_age_range(text) for text in stated if clean_line(text))
    return Reading(
        ranges,
        tuple(issue("unreadable-age", "age_ranges", one.stated) for one in ranges if one.stated),
    )


@lru_cache(maxsize=REMEMBERED)
def read_durations(learning: Strings, running: Strings) -> Reading[tuple[Duration, ...]]:
    """Read learning and running times; one of no length is an unfilled form, and left out."""
    running_times = (replace(one, kind="running-time") for one in _durations(running))
    durations = _distinct((*_durations(learning), *running_times))
    return Reading(
        durations,
        tuple(
            issue("unreadable-duration", "durations", one.stated)
            for one in durations
            if one.seconds is None
        ),
    )


def _durations(stated: Strings) -> Iterator[Duration]:
    for text in map(clean_line, stated):
        read = read_duration(text)
        if text and read.seconds != 0:
            yield Duration(seconds=read.seconds, is_uncertain=read.is_uncertain, stated=text)


@lru_cache(maxsize=REMEMBERED)
def read_accessible(
    stated: tuple[tuple[str, str], ...], language: str
) -> Reading[Accessibility | None]:
    """Read the accessibility terms; summaries are in the language given."""
    read = read_accessibility(stated, language)
    return Reading(
        read.value,
        tuple(
            issue("unknown-accessibility-term", "accessibility", f"{stated_property}: {value}")
            for stated_property, value in read.unknown
        ),
    )


def _read_each(
    stated: Strings,
    read: Callable[[str], tuple[Value, ...] | None],
    code: str,
    field: str,
) -> tuple[tuple[Value, ...], tuple[MetadataIssue, ...]]:
    """Read every value of a field; one for which ``read`` gives None is an issue."""
    values: dict[Value, None] = {}
    issues = []
    for text in stated:
        found = read(text)
        if found:
            values.update(dict.fromkeys(found))
        elif found is None and clean_line(text):
            issues.append(issue(code, field, text))
    return tuple(values), tuple(issues)


def _distinct(values: Iterable[Value]) -> tuple[Value, ...]:
    return tuple(dict.fromkeys(values))
