"""The parameters of the list of resources; nonsense is refused by name, never ignored."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

import msgspec
from rest_framework.exceptions import ValidationError

from licensing.licenses import LicenseClass
from repository.api.cursors import Cursor, checksum, read_cursor
from repository.models import Provider
from repository.selectors import find_provider

DEFAULT_PAGE_SIZE = 20
MAX_PAGE_SIZE = 500
LAST_SECOND = time(23, 59, 59)
WITHDRAWN: Mapping[str, bool | None] = {"false": False, "true": True, "all": None}


class ListQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for; None and the empty string do not narrow the list."""

    page_size: int = DEFAULT_PAGE_SIZE
    provider: Provider | None = None
    license_class: str = ""
    since: datetime | None = None
    until: datetime | None = None
    """Both bounds are aware UTC and included."""
    is_withdrawn: bool | None = False
    cursor: Cursor | None = None
    filters: int = 0
    """Checksum of everything that narrows the list."""


def parse_parameters(given: Mapping[str, list[str]]) -> ListQuery:
    """Read the parameters of a request.

    Raises:
        ValidationError: For each parameter that is unknown, repeated or unreadable, a sentence.
    """
    errors: dict[str, list[str]] = {}
    values: dict[str, Any] = {}
    for name, texts in given.items():
        try:
            field, read = READERS[name]
            [text] = texts
            values[field] = read(text)
        except KeyError:
            known = ", ".join(READERS)
            errors[name] = [f"There is no such parameter; these are known: {known}."]
        except ValueError as error:
            errors[name] = [str(error) if len(texts) == 1 else "Give this parameter once only."]
    filters = checksum({name: given[name] for name in given.keys() - {"cursor", "page_size"}})
    query = ListQuery(**values, filters=filters) if not errors else ListQuery()
    if query.since and query.until and query.since > query.until:
        errors["until"] = ["This is earlier than since."]
    if query.cursor and query.cursor.filters != filters:
        errors["cursor"] = ["This cursor belongs to a list with other filters."]
    if errors:
        raise ValidationError(errors)
    return query


def read_page_size(text: str) -> int:
    """Give the page size, at most ``MAX_PAGE_SIZE``."""
    if not (text.isascii() and text.isdecimal() and text.strip("0")):
        raise ValueError(f"Write a whole number from 1 to {MAX_PAGE_SIZE}.")
    return min(int(text[:9]), MAX_PAGE_SIZE)


def read_provider(text: str) -> Provider:
    """Give the provider of a slug."""
    provider = find_provider(text.replace("\0", ""))
    if provider is None:
        raise ValueError("There is no source of this name; sources are named by their slug.")
    return provider


def read_license_class(text: str) -> str:
    """Give a class of licence."""
    if text not in set(LicenseClass):
        raise ValueError(f"Write one of {', '.join(LicenseClass)}.")
    return text


def read_since(text: str) -> datetime:
    """Give a time; a day means its first second."""
    return read_time(text, time(0))


def read_until(text: str) -> datetime:
    """Give a time; a day means its last second."""
    return read_time(text, LAST_SECOND)


def read_time(text: str, time_of_day: time) -> datetime:
    """Give an aware UTC time; one without an offset is taken as UTC, a day at ``time_of_day``."""
    try:
        if len(text) == len("YYYY-MM-DD"):
            return datetime.combine(date.fromisoformat(text), time_of_day, UTC)
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("Write a date such as 2026-01-31 or 2026-01-31T12:00:00Z.") from None


def read_withdrawn(text: str) -> bool | None:
    """Give whether withdrawn resources are asked for; None is both kinds."""
    if text not in WITHDRAWN:
        raise ValueError(f"Write one of {', '.join(WITHDRAWN)}.")
    return WITHDRAWN[text]


def read_position(text: str) -> Cursor:
    """Give what a cursor holds."""
    cursor = read_cursor(text)
    if cursor is None:
        raise ValueError("This is no cursor of ours; follow the address in next instead.")
    return cursor


READERS: Mapping[str, tuple[str, Callable[[str], object]]] = {
    "page_size": ("page_size", read_page_size),
    "cursor": ("cursor", read_position),
    "source": ("provider", read_provider),
    "license_class": ("license_class", read_license_class),
    "since": ("since", read_since),
    "until": ("until", read_until),
    "is_withdrawn": ("is_withdrawn", read_withdrawn),
}
"""Parameter -> field of ``ListQuery`` and what reads it, raising ValueError with a sentence."""
