"""The page of one resource: its canonical record, arranged for a reader."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import quote, unquote, urlsplit

import msgspec
from babel import Locale
from babel.dates import format_date, format_skeleton
from django.utils.translation import gettext, ngettext

from repository.labels import babel_locale
from repository.metadata.record import (
    AgeRange,
    Contributor,
    DateValue,
    Duration,
    Identifier,
    LanguageMap,
    ResourceFile,
    ResourceMetadata,
)
from repository.models import LearningResource
from repository.pages.cards import broad_levels, creators, is_web_address, title_of
from repository.pages.texts import Text, best_tag, choose_text, text_in

MEDIA_TYPES = {
    "application/pdf": "PDF",
    "application/epub+zip": "EPUB",
    "application/zip": "ZIP",
    "application/msword": "Word",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.oasis.opendocument.text": "OpenDocument",
    "application/vnd.ms-powerpoint": "PowerPoint",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint",
    "application/vnd.ms-excel": "Excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "text/html": "HTML",
}
SECONDS_A_MINUTE, SECONDS_AN_HOUR, SECONDS_A_DAY = 60, 3600, 86_400
RESOLVERS = {"doi": "https://doi.org/", "handle": "https://hdl.handle.net/"}


class FileLink(msgspec.Struct, frozen=True, kw_only=True):
    """A file by the name a reader knows; ``url`` is empty when it may not be made a link."""

    name: str
    url: str
    host: str = ""
    kind: str = ""
    size_bytes: int | None = None


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A name or value with the kind of thing it is, and where it leads, if anywhere."""

    kind: str
    text: str
    url: str = ""


class ResourcePage(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the template shows that is not simply a field of the record."""

    title: Text
    other_titles: tuple[Text, ...]
    description: Text | None
    other_descriptions: tuple[Text, ...]
    keywords: tuple[Text, ...]
    subjects: tuple[Text, ...]
    accessibility_summaries: tuple[Text, ...]
    creators: tuple[Named, ...]
    contributors: tuple[Named, ...]
    levels: tuple[str, ...]
    ages: tuple[str, ...]
    durations: tuple[str, ...]
    dates: tuple[tuple[str, tuple[str, ...]], ...]
    """Pairs (kind, dates of that kind in words)."""
    identifiers: tuple[Named, ...]
    relations: tuple[Named, ...]
    files: tuple[FileLink, ...]
    work_url: str
    work_host: str


def resource_page(
    resource: LearningResource, metadata: ResourceMetadata, *, reader: Sequence[str], language: str
) -> ResourcePage:
    """Arrange a record for a reader of these languages, worded in the display language."""
    title = title_of(resource, metadata, reader)
    description = choose_text(metadata.descriptions, reader=reader, own=metadata.languages)
    accessibility = metadata.accessibility
    locale = babel_locale(language)
    work_url = metadata.url if is_web_address(metadata.url) else ""
    return ResourcePage(
        title=title,
        other_titles=others(metadata.titles, title),
        description=description,
        other_descriptions=others(metadata.descriptions, description),
        keywords=keywords_in(metadata, reader),
        subjects=tuple(
            text_in(subject.language or "und", subject.label)
            for subject in metadata.subjects
            if subject.label
        ),
        accessibility_summaries=others(accessibility.summaries, None) if accessibility else (),
        creators=people(metadata.contributors, creators(metadata)),
        contributors=tuple(
            person_link(person) for person in metadata.contributors if person.role != "creator"
        ),
        levels=broad_levels(metadata.educational_levels),
        ages=tuple(filter(None, map(age_text, metadata.age_ranges))),
        durations=tuple(map(duration_text, metadata.durations)),
        dates=dates_by_kind(metadata.dates, locale),
        identifiers=tuple(map(identifier_link, metadata.identifiers)),
        relations=tuple(
            Named(kind=relation.kind, text=relation.target, url=link(relation.target))
            for relation in metadata.relations
        ),
        files=tuple(file_link(file) for file in metadata.files),
        work_url=work_url,
        work_host=host_of(work_url),
    )


def others(texts: LanguageMap, shown: Text | None) -> tuple[Text, ...]:
    """Give the first text of every language but the one shown."""
    firsts = (text_in(tag, values[0]) for tag, values in texts.items() if values)
    return tuple(text for text in firsts if shown is None or text.text != shown.text)


def keywords_in(metadata: ResourceMetadata, reader: Sequence[str]) -> tuple[Text, ...]:
    """Give the keywords in the reader's best language, and those of no stated language."""
    tags = [tag for tag, words in metadata.keywords.items() if words]
    best = best_tag(tags, [*reader, *metadata.languages]) or next(iter(tags), "")
    return tuple(
        text_in(tag, word)
        for tag in tags
        if tag in {best, "und"}
        for word in metadata.keywords[tag]
    )


def people(contributors: Sequence[Contributor], names: Sequence[str]) -> tuple[Named, ...]:
    """Give the authors of these names, each once."""
    first = {person.name: person for person in reversed(contributors) if person.role == "creator"}
    return tuple(person_link(first[name]) for name in names)


def person_link(person: Contributor) -> Named:
    """Give a contributor with the address that identifies them, where there is one."""
    return Named(kind=person.role, text=person.name, url=link(person.identifier))


def identifier_link(identifier: Identifier) -> Named:
    """Give an identifier with the address it resolves to, where there is one."""
    url = link(identifier.value)
    if not url and (resolver := RESOLVERS.get(identifier.scheme)):
        bare = identifier.value.split(":", 1)[-1]
        url = resolver + quote(bare, safe="/:;().-_")
    return Named(kind=identifier.scheme, text=identifier.value, url=url)


def link(address: str) -> str:
    """Give an address that may be made a link, or nothing."""
    return address if is_web_address(address) else ""


def host_of(url: str) -> str:
    """Give the host of an address without ``www.``; empty for none."""
    return (urlsplit(url).hostname or "").removeprefix("www.") if url else ""


def file_link(file: ResourceFile) -> FileLink:
    """Give a file with its name, taken from its address, and its kind in few words."""
    parts = urlsplit(file.url) if is_web_address(file.url) else None
    name = unquote(parts.path.rstrip("/").rsplit("/", 1)[-1]) if parts else file.url
    return FileLink(
        name=name or host_of(file.url),
        url=link(file.url),
        host=host_of(link(file.url)),
        kind=MEDIA_TYPES.get(file.media_type, file.media_type),
        size_bytes=file.size_bytes,
    )


def age_text(ages: AgeRange) -> str:
    """Give an age range in words."""
    low, high = ages.low, ages.high
    if low is not None and high is not None and low != high:
        return gettext("%(low)s to %(high)s years") % {"low": low, "high": high}
    if low is not None and low == high:
        return ngettext("%(years)s year", "%(years)s years", low) % {"years": low}
    if low is not None:
        return ngettext("from %(years)s year", "from %(years)s years", low) % {"years": low}
    if high is not None:
        return ngettext("up to %(years)s year", "up to %(years)s years", high) % {"years": high}
    return ages.stated


def duration_text(duration: Duration) -> str:
    """Give a duration in days, hours and minutes; what the source stated when it cannot be read.

    Only whole days stated as days are told as days: forty hours of study are not "1 day 16 hours".
    """
    if not duration.seconds or duration.seconds < SECONDS_A_MINUTE:
        return duration.stated
    is_in_days = not duration.seconds % SECONDS_A_DAY and "h" not in duration.stated.lower()
    days, rest = divmod(duration.seconds, SECONDS_A_DAY) if is_in_days else (0, duration.seconds)
    hours, rest = divmod(rest, SECONDS_AN_HOUR)
    minutes = rest // SECONDS_A_MINUTE
    parts = (
        ngettext("%(number)s day", "%(number)s days", days) % {"number": days} if days else "",
        ngettext("%(number)s hour", "%(number)s hours", hours) % {"number": hours} if hours else "",
        ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": minutes}
        if minutes
        else "",
    )
    return " ".join(filter(None, parts))


def dates_by_kind(
    dates: Sequence[DateValue], locale: Locale
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Give the dates in words, each once; an unreadable one only where its kind has no other."""
    found: dict[str, dict[str, None]] = {}
    for stated in sorted(dates, key=lambda one: not one.value):
        texts = found.setdefault(stated.kind, {})
        if stated.value or not texts:
            texts[date_text(stated, locale)] = None
    return tuple((kind, tuple(texts)) for kind, texts in found.items())


def date_text(stated: DateValue, locale: Locale) -> str:
    """Give a date as exactly as it is known, in the reader's way of writing; else as stated."""
    value = stated.value.rstrip("?~%")
    try:
        if stated.precision in {"second", "day"}:
            return format_date(date.fromisoformat(value[:10]), "long", locale=locale)
        if stated.precision == "month":
            month = date.fromisoformat(f"{value[:7]}-01")
            return format_skeleton("yMMMM", month, locale=locale)
    except ValueError:
        return stated.stated
    return value if stated.precision == "year" else stated.stated
