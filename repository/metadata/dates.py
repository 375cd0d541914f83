"""Dates with the precision they are stated in, as EDTF (ISO 8601-2:2019, levels 0 and 1).

Nothing is ever filled in: a year stays a year. What is impossible or cannot be read stays unread.
"""

import re
from datetime import UTC, date, datetime
from typing import NamedTuple

from repository.metadata.date_shapes import edtf_of
from repository.metadata.record import DatePrecision
from repository.metadata.texts import clean_line

MAX_STATED_CHARS = 200
"""Longer values are prose, not a date."""

_POINT = re.compile(
    r"(?P<year>-?\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)"
    r"(?:T(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?:Z|[+-]\d\d:\d\d)?)?)?)?"
    r"(?P<mark>[?~%])?",
    re.ASCII,
)
_DECADE = re.compile(r"(\d{3})X[?~%]?", re.ASCII)
_CENTURY = re.compile(r"(\d\d)XX[?~%]?", re.ASCII)
_SEASONS = range(21, 25)
_OPEN = frozenset({"", ".."})
_SORT_MARKS = re.compile("[?~%]")


class ReadDate(NamedTuple):
    """A date as read; ``value`` is empty and ``precision`` None when it could not be."""

    value: str
    precision: DatePrecision | None
    is_uncertain: bool


UNREADABLE = ReadDate("", None, is_uncertain=False)


def read_date(stated: str, language: str = "", *, may_be_future: bool = False) -> ReadDate:
    """Read a date as stated.

    W3CDTF and EDTF are taken as they are; then the shapes that catalogues use are tried (names of
    months in the given language first, in others where they are unmistakable). A day and a month
    that could stand either way around (12/05/2019) leave the year, marked uncertain. Reading
    ``value`` again gives the same.

    Args:
        stated: The date as the source gives it.
        language: BCP 47 tag of the record's language, for names of months; may be empty.
        may_be_future: Whether more than the next year is believed, as for the end of an embargo.
    """
    if len(stated) > MAX_STATED_CHARS:
        return UNREADABLE
    text = clean_line(stated)
    latest_year = datetime.now(UTC).year + (100 if may_be_future else 1)
    read = _check(text, latest_year)
    if read is None and (value := edtf_of(text, language.partition("-")[0])):
        read = _check(value, latest_year)
    return read or UNREADABLE


def years_of(value: str) -> tuple[int, int] | None:
    """Give the first and last year an EDTF value covers; an open end is the year of the other."""
    start, _, end = value.partition("/")
    low = _year_span(start)
    high = _year_span(end)
    if low is None or high is None:
        return low or high
    return low[0], high[1]


def _check(value: str, latest_year: int) -> ReadDate | None:
    """Describe an EDTF value; None when it is none, is on no calendar or lies too far ahead."""
    if "/" in value:
        return _check_interval(value, latest_year)
    is_uncertain = value[-1:] in {"?", "~", "%"}
    if unspecified := _DECADE.fullmatch(value) or _CENTURY.fullmatch(value):
        first = int(unspecified[1].ljust(4, "0"))
        precision: DatePrecision = "decade" if len(unspecified[1]) == 3 else "century"
        return ReadDate(value, precision, is_uncertain) if 0 < first <= latest_year else None
    point = _POINT.fullmatch(value)
    if not point or not -9999 <= int(point["year"]) <= latest_year or int(point["year"]) == 0:
        return None
    point_precision = _precision(point)
    return ReadDate(value, point_precision, is_uncertain) if point_precision else None


def _check_interval(value: str, latest_year: int) -> ReadDate | None:
    ends = value.split("/")
    if len(ends) != 2 or _OPEN.issuperset(ends):
        return None
    read = [None if end in _OPEN else _check(end, latest_year) for end in ends]
    if any(one is None and end not in _OPEN for one, end in zip(read, ends, strict=True)):
        return None
    if all(read) and _is_reversed(*ends):
        return None
    return ReadDate(value, "interval", any(one.is_uncertain for one in read if one))


def _is_reversed(start: str, end: str) -> bool:
    low, high = _year_span(start), _year_span(end)
    if low and high and low[0] != high[1]:
        return low[0] > high[1]
    start, end = _SORT_MARKS.sub("", start), _SORT_MARKS.sub("", end)
    return len(start) == len(end) and start > end


def _year_span(value: str) -> tuple[int, int] | None:
    digits = value[:5] if value.startswith("-") else value[:4]
    try:
        return int(digits.replace("X", "0")), int(digits.replace("X", "9"))
    except ValueError:
        return None


def _precision(point: re.Match[str]) -> DatePrecision | None:
    """Give the precision of a point in time; None for what no calendar or clock shows."""
    year, month, day = int(point["year"]), int(point["month"] or 1), int(point["day"] or 1)
    if point["day"] is None and month in _SEASONS:
        return "season"
    try:
        date(max(year, 4 if year % 4 == 0 else 1), month, day)
    except ValueError:
        return None
    if point["hour"] is not None:
        clock = (int(point["hour"]), int(point["minute"]), int(point["second"]))
        is_clock = clock[0] < 24 and max(clock[1:]) < 60
        return "second" if is_clock and not point["mark"] else None
    if point["day"] is not None:
        return "day"
    return "year" if point["month"] is None else "month"
