"""Durations: ISO 8601, and the slips and words that stand for it."""

import re
from functools import lru_cache
from typing import NamedTuple

from repository.metadata.texts import clean_line

MAX_STATED_CHARS = 80
"""Longer values are prose, not a duration."""
MAX_SECONDS = 10 * 365 * 86400

_PART = r"\d+(?:[.,]\d+)?"
_ISO = re.compile(rf"(P?)((?:{_PART}[YMWDHS])*)(T(?:{_PART}[HMS])*)?", re.IGNORECASE | re.ASCII)
_ISO_PART = re.compile(rf"({_PART})([YMWDHS])", re.IGNORECASE | re.ASCII)
_DATE_SECONDS = {"Y": 365 * 86400, "M": 30 * 86400, "W": 7 * 86400, "D": 86400}
_TIME_SECONDS = {"H": 3600, "M": 60, "S": 1}
_CLOCK = re.compile(
    r"(\d{1,4}):([0-5]\d):([0-5]\d)(?:[.,]\d+)?(?:\s*\(?(?:playing time|hh:mm:ss)\)?)?",
    re.IGNORECASE | re.ASCII,
)
_WORDED = re.compile(rf"({_PART})\s*-?\s*([^\W\d_]+)\.?")
_LINKING = re.compile(
    r"[\s,.]*(?:\b(?:and|et|y|und|e|en|about|approx|ca|circa|environ|etwa)\b)?[\s,.]*",
    re.IGNORECASE,
)
_WORD_SECONDS = {
    604800: "week weeks semaine semaines semana semanas woche wochen weken недель wiki",
    86400: "day days d jour jours día días dia dias tag tage tagen dagen дней يوم 天 siku",
    3600: "hour hours hr hrs h heure heures hora horas stunde stunden std uur uren ora ore час"
    " часа часов ساعة 小时 小時 時間 saa saat",
    60: "minute minutes min mins m minuto minutos minuten minuti minuut минута минуты минут دقيقة"
    " 分钟 分鐘 分 dakika",
    1: "second seconds sec secs s seconde secondes segundo segundos sekunde sekunden seconden"
    " secondi секунд ثانية 秒 saniye",
}
_SECONDS_OF = {word: count for count, words in _WORD_SECONDS.items() for word in words.split()}


class ReadDuration(NamedTuple):
    """A duration as read; ``seconds`` is None when it could not be."""

    seconds: int | None
    is_uncertain: bool


UNREADABLE = ReadDuration(None, is_uncertain=False)


@lru_cache(maxsize=4096)
def read_duration(stated: str) -> ReadDuration:
    """Read a duration as stated.

    ``P30M`` is thirty months by the standard and thirty minutes in practice: it is read as minutes,
    marked uncertain, and so is what lacks its P or its T. Months and years, where they are plain,
    count 30 and 365 days, marked as well. ``1:30`` may be minutes or hours and stays unread.

    Source: ISO 8601, 5.5.2; IEEE LOM 4.7 and 5.9; schema.org Duration.
    """
    text = clean_line(stated)
    if not text or len(text) > MAX_STATED_CHARS:
        return UNREADABLE
    if clock := _CLOCK.fullmatch(text):
        hours, minutes, seconds = (int(part) for part in clock.groups())
        return _within_limits(hours * 3600 + minutes * 60 + seconds)
    iso = _ISO.fullmatch(text)
    if iso and (iso[1] or iso[3]):
        return _read_iso(iso)
    return _read_words(text)


def _read_iso(iso: re.Match[str]) -> ReadDuration:
    before_t, after_t = (_ISO_PART.findall(part or "") for part in (iso[2], iso[3]))
    if not before_t and not after_t:
        return UNREADABLE
    units = {unit.upper() for count, unit in before_t if _number(count)}
    is_time = units == {"M"} or bool(units & {"H", "S"})  # the T is missing
    scale = (
        _TIME_SECONDS | {"D": 86400, "W": 604800, "Y": 365 * 86400} if is_time else _DATE_SECONDS
    )
    total = sum(_number(count) * scale.get(unit.upper(), 0) for count, unit in before_t)
    total += sum(_number(count) * _TIME_SECONDS[unit.upper()] for count, unit in after_t)
    return _within_limits(total, is_uncertain=not iso[1] or is_time or bool(units & {"Y", "M"}))


def _read_words(text: str) -> ReadDuration:
    """Read "1 hour 30 minutes" in many languages, with nothing else around."""
    parts = _WORDED.findall(text)
    counts = [_SECONDS_OF.get(word.casefold()) for _, word in parts]
    if not parts or None in counts or not _LINKING.fullmatch(_WORDED.sub("", text)):
        return UNREADABLE
    total = sum(
        _number(number) * (count or 0) for (number, _), count in zip(parts, counts, strict=True)
    )
    return _within_limits(total)


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _within_limits(seconds: float, *, is_uncertain: bool = False) -> ReadDuration:
    return ReadDuration(round(seconds), is_uncertain) if seconds <= MAX_SECONDS else UNREADABLE
