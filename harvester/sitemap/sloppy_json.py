"""JSON as it stands in web pages: strict first, then with the usual slips mended."""

import html
import json
import re
from typing import Any

import msgspec

_WRAPPING = re.compile(r"<!--|-->|<!\[CDATA\[|\]\]>|/\*.*?\*/", re.DOTALL)
_STRING_OR_WRAPPING = re.compile(rf'"(?:[^"\\]|\\.)*+"|{_WRAPPING.pattern}', re.DOTALL)
_STRING_OR_COMMA = re.compile(r'"(?:[^"\\]|\\.)*+"|,(?=\s*[}\]])', re.DOTALL)
_DECODER = json.JSONDecoder(strict=False, parse_constant=lambda _: None)


class ReadJson(msgspec.Struct, frozen=True):
    """The values of a text, one after the other, and what had to be mended."""

    values: tuple[Any, ...]
    repairs: tuple[str, ...] = ()


def read_json(text: str) -> ReadJson:
    """Read one JSON value or several in a row.

    Mended are raw line breaks in strings, comment and CDATA marks around or between values, commas
    before a closing bracket, a final semicolon, and text whose quotes are HTML entities.

    Raises:
        ValueError: It cannot be read; the message says where.
    """
    text = text.strip().removeprefix("\ufeff").strip()
    if not text:
        return ReadJson(())
    try:
        return ReadJson((json.loads(text, parse_constant=lambda _: None),))
    except ValueError as error:
        first = error
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    repairs = []
    for name, mend in _MENDING:
        mended = mend(text)
        if mended != text or name == "line breaks":
            repairs.append(name)
        text = mended
        try:
            return ReadJson(tuple(_values_in(text)), tuple(repairs))
        except ValueError:
            continue
        except RecursionError as error:
            raise ValueError("it is nested too deeply") from error
    raise first


def _values_in(text: str) -> list[Any]:
    """Decode values that follow each other, with blanks, commas or semicolons between."""
    values = []
    position = 0
    while position < len(text):
        if text[position] in " \t\r\n;,":
            position += 1
            continue
        value, position = _DECODER.raw_decode(text, position)
        values.append(value)
    return values


def _keep_strings(match: re.Match[str]) -> str:
    return match[0] if match[0].startswith('"') else ""


def _without_wrapping(text: str) -> str:
    return _STRING_OR_WRAPPING.sub(_keep_strings, text).strip()


def _without_spare_commas(text: str) -> str:
    return _STRING_OR_COMMA.sub(_keep_strings, text)


def _with_quotes(text: str) -> str:
    """Resolve entities where they stand for the very quotes of the JSON."""
    if not re.search(r"[{\[,:]\s*&(?:quot|#34|#x22);", text, re.IGNORECASE):
        return text
    return _without_spare_commas(html.unescape(text))


_MENDING = (
    ("line breaks", str),
    ("comments", _without_wrapping),
    ("commas", _without_spare_commas),
    ("entities", _with_quotes),
)
