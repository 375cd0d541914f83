"""Shapes of dates that catalogues use beside the standard ones -> EDTF, unchecked.

Each reader knows one family of shapes and gives an EDTF string, or an empty one when the text is of
another family. The calendar is no concern of this file.
"""

import re
import unicodedata
from collections.abc import Callable

from repository.metadata.month_names import SEASONS, month_number

Reader = Callable[[str, str], str]

_PREFIX = re.compile(
    r"info:eu-repo/date/[a-z]+/|(?:date|published|issued|created)\s*[:=]\s*", re.IGNORECASE
)
_TAIL = re.compile(r",?\s*\bbulk\b.*$|\s-\s(?:audio|video|text)$|[\s.,;:]+$", re.IGNORECASE)
_STAMP = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](?:(\d\d:\d\d:\d\d)(?:[.,]\d+)?|\d\d:\d\d)"
    r"\s*(Z|UTC|GMT|[+-]\d\d:?(?:\d\d)?)?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:[©cp℗]\s?|copyright\s|cop\.?\s?|in\s)?(\d{4})\s?(\?)?", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})([-./])(\d{1,2})(?:\2(\d{1,2}))?(?:\.\d\d){0,3}")
_YEAR_LAST = re.compile(r"(\d{1,2})([-./])\s?(\d{1,2})\2\s?(\d{4})")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-./](\d{4})")
_COMPACT = re.compile(r"([12]\d{3})(\d\d)(\d\d)")
_SHORT_RANGE = re.compile(r"(\d\d)(\d\d)\s*[-–/]\s*(\d\d)")
_LABELED = re.compile(
    r"(?:month:\s*(\d{1,2})\s+)?(?:day:\s*(\d{1,2})\s+)?year:\s*(\d{4})", re.IGNORECASE
)
_PERIOD = re.compile(r"(?:name=[^;]*;\s*)?start=([^;]*);\s*end=([^;]*)(?:;.*)?", re.IGNORECASE)
_EAST_ASIAN = re.compile(
    r"(\d{4})\s*[年년](?:\s*(\d{1,2})\s*[月월](?:\s*(\d{1,2})\s*[日일號号]?)?)?"
)
_DECADE = re.compile(r"(\d{3})(?:0\s?['’]?s|[-–?_])", re.IGNORECASE)
_CENTURY_DIGITS = re.compile(r"(\d\d)(?:--|–|\?\?|__|uu)", re.IGNORECASE)
_CENTURY = re.compile(
    r"(early|mid|late)?[ -]?(\d{1,2})(?:st|nd|rd|th|e|ème|er|\.)\s*"
    r"(?:century|siècle|jahrhundert|jh)",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:circa|ca\.?|c\.|about|approx(?:imately|\.)?|around|vers|env(?:iron|\.)|um|etwa|hacia|около"
    r"|約|约)\s*(.+)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"(?:between|entre|zwischen)\s+(.+?)\s+(?:and|et|y|und|e)\s+(.+)", re.IGNORECASE
)
_BOUND = re.compile(r"(after|since|before|until)\s+(\d{4}[?~]?)", re.IGNORECASE)
_RANGE_SEPARATOR = re.compile(r"\s*[-–—~/]\s*|\s+(?:to|bis|à|until)\s+", re.IGNORECASE)
_STILL = frozenset({"", "present", "today", "now", "heute", "présent", "presente"})
_BEFORE_CHRIST = re.compile(r"\bb\.?\s?c\b|\bbce\b|\bav\. j|\bv\. chr", re.IGNORECASE)
_MARKS = "\u0300-\u036f\u0900-\u0903\u093c-\u094d\u0981-\u0983\u09bc-\u09cd\u0e31-\u0e4e"
_WORD = re.compile(
    rf"\d{{1,2}}:\d\d(?::\d\d)?|(?<=\s)[+-]\d{{4}}|\d+|[^\W\d_]+(?:[{_MARKS}]+[^\W\d_]*)*"
)
_FILLERS = frozenset({
    "st", "nd", "rd", "th", "er", "le", "la", "el", "de", "del", "di", "du", "do", "den", "der",
    "of", "the", "a", "º", "г", "год", "года", "م", "ngày",
    "mon", "tue", "wed", "thu", "fri", "sat", "sun",
})  # fmt: skip
_ZONE = re.compile(r"Z|UTC|GMT|[+-]\d{4}", re.IGNORECASE)
_LONE_YEAR = re.compile(r"(?<![\w/.:-])(1[4-9]\d\d|20\d\d)(?![\w/:])")
_FOUR_DIGITS = re.compile(r"(?<!\d)\d{4}(?!\d)")


def edtf_of(text: str, language: str) -> str:
    """Give the EDTF reading of a text by the first family of shapes that claims it; else empty.

    Args:
        text: One line.
        language: Primary language subtag for the names of months; may be empty.
    """
    plain = _PREFIX.sub("", _ascii_digits(text), count=1)
    if _BEFORE_CHRIST.search(plain):
        return ""
    return _read_single(plain, language) or _read_range(plain, language) or _read_lone_year(plain)


def _read_single(text: str, language: str) -> str:
    text = _tidy(text)
    return next((read for reader in _READERS if (read := reader(text, language))), "")


def _tidy(text: str) -> str:
    text = re.sub(r"[\[\]()<>{}]", "", text)
    return _TAIL.sub("", text).strip()


def _ascii_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in text)


def _read_stamp(text: str, _language: str) -> str:
    """Read a time stamp; fractions of a second go, and so does a clock without seconds."""
    match = _STAMP.fullmatch(text)
    if not match:
        return ""
    day, clock, zone = match.groups()
    return f"{day}T{clock}{_zone(zone)}" if clock else day


def _zone(zone: str | None) -> str:
    if not zone:
        return ""
    if zone.upper() in {"Z", "UTC", "GMT"}:
        return "Z"
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return f"{zone[0]}{digits[:2]}:{digits[2:]}"


def _read_year(text: str, _language: str) -> str:
    match = _YEAR.fullmatch(text)
    return f"{match[1]}{match[2] or ''}" if match else ""


def _read_year_first(text: str, _language: str) -> str:
    match = _YEAR_FIRST.fullmatch(text)
    if not match:
        return ""
    year, separator, month, day = match.groups()
    if day:
        return f"{year}-{month:0>2}-{day:0>2}"
    if separator == "/" or len(month) == 1:
        # "1978/12" is December or the season 1978/1912; "2005-1" is January or an issue
        return f"{year}?" if 1 <= int(month) <= 12 else ""
    return f"{year}-{month}" if 1 <= int(month) <= 12 else ""


def _read_year_last(text: str, _language: str) -> str:
    """Read 23-9-2015; where day and month could change places, only dots put the day first."""
    if match := _MONTH_YEAR.fullmatch(text):
        return f"{match[2]}-{match[1]:0>2}"
    match = _YEAR_LAST.fullmatch(text)
    if not match:
        return ""
    first, separator, second, year = match.groups()
    if separator == "." or int(first) > 12 or first == second:
        return f"{year}-{second:0>2}-{first:0>2}"
    if int(second) > 12:
        return f"{year}-{first:0>2}-{second:0>2}"
    return f"{year}?" if int(first) and int(second) else f"{year}-00"


def _read_compact(text: str, _language: str) -> str:
    match = _COMPACT.fullmatch(text)
    return "-".join(match.groups()) if match else ""


def _read_labeled(text: str, _language: str) -> str:
    match = _LABELED.fullmatch(text)
    if not match:
        return ""
    month, day, year = match.groups()
    return "-".join(f"{part:0>2}" for part in (year, month, day if month else None) if part)


def _read_east_asian(text: str, _language: str) -> str:
    match = _EAST_ASIAN.fullmatch(text)
    return "-".join(f"{part:0>2}" for part in match.groups() if part) if match else ""


def _read_decade(text: str, _language: str) -> str:
    doubt = "?" if text.endswith("?") else ""
    if match := _DECADE.fullmatch(text.replace("-?", "-")):
        return f"{match[1]}X{doubt}"
    if match := _CENTURY_DIGITS.fullmatch(text.replace("--?", "--")):
        return f"{match[1]}XX{doubt}"
    if match := _CENTURY.fullmatch(text):
        return f"{int(match[2]) - 1:02}XX{'~' if match[1] else ''}"
    return ""


def _read_about(text: str, language: str) -> str:
    match = _ABOUT.fullmatch(text)
    if not match:
        return ""
    read = _read_single(match[1], language)
    if not read or "T" in read or read[-1] in "?~":
        return read
    return _FOUR_DIGITS.sub(r"\g<0>~", read) if "/" in read else f"{read}~"


def _read_bound(text: str, _language: str) -> str:
    match = _BOUND.fullmatch(text)
    if not match:
        return ""
    return f"{match[2]}/.." if match[1].lower() in {"after", "since"} else f"../{match[2]}"


def _read_words(text: str, language: str) -> str:
    """Read a date with the name of a month or a season, in any order of its parts."""
    if not 4 < len(text) < 60:
        return ""
    words = [word for word in _WORD.findall(text) if word.casefold() not in _FILLERS]
    years = [word for word in words if word.isdigit() and len(word) == 4]
    if len(years) != 1:
        return ""  # before the months of all languages are looked through for nothing
    days = [word for word in words if word.isdigit() and len(word) <= 2]
    clocks = [word for word in words if ":" in word]
    zones = [word for word in words if clocks and _ZONE.fullmatch(word)]
    names = [word for word in words if word[0].isalpha() and word not in zones]
    months = [number for word in names if (number := _month_or_season(word, language))]
    known = len(years) + len(days) + len(clocks) + len(zones) + len(months)
    has_day_name = known == len(words) - 1 and not _month_or_season(words[0], language)
    is_understood = known == len(words) or has_day_name
    if len(months) != 1 or len(days) > 1 or not is_understood:
        return ""
    if not days:
        return f"{years[0]}-{months[0]:02}"
    clock = (
        f"T{clocks[0]}{_zone(zones[0]) if zones else ''}" if clocks and len(clocks[0]) == 8 else ""
    )
    return f"{years[0]}-{months[0]:02}-{days[0]:0>2}{clock}" if months[0] <= 12 else ""


def _month_or_season(word: str, language: str) -> int:
    return month_number(word, language) or SEASONS.get(word.casefold(), 0)


def _read_range(text: str, language: str) -> str:
    """Read two dates with a dash, a slash or words between them, or one with an open end."""
    text = _tidy(text)
    if match := _PERIOD.fullmatch(text) or _BETWEEN.fullmatch(text):
        ends: tuple[str, ...] = match.groups()
    elif match := _SHORT_RANGE.fullmatch(text):
        century, start, end = match.groups()
        return f"{century}{start}/{century}{end}" if int(end) > max(12, int(start)) else ""
    else:
        return _read_divided(text, language)
    read = [_read_single(end, language) for end in ends]
    return "/".join(read) if all(read) else ""


def _read_divided(text: str, language: str) -> str:
    """Try every separator in turn as the one between start and end."""
    for separator in _RANGE_SEPARATOR.finditer(text):
        start, end = text[: separator.start()], text[separator.end() :]
        if not start or "/" in start + end:
            continue
        read_start = _read_single(start, language)
        if read_start and "/" not in read_start:
            if end.casefold() in _STILL:
                return f"{read_start}/.."
            read_end = _read_single(end, language)
            if read_end and "/" not in read_end:
                return f"{read_start}/{read_end}"
    return ""


def _read_lone_year(text: str) -> str:
    """Take the only year that stands among words, marked as a guess; never out of bare numbers."""
    years = set(_FOUR_DIGITS.findall(text))
    has_words = any(letter.isalpha() for letter in text)
    if len(years) != 1 or not has_words or not _LONE_YEAR.search(text):
        return ""
    return f"{years.pop()}?"


_READERS: tuple[Reader, ...] = (
    _read_year,
    _read_stamp,
    _read_year_first,
    _read_year_last,
    _read_compact,
    _read_labeled,
    _read_east_asian,
    _read_decade,
    _read_bound,
    _read_about,
    _read_words,
)
