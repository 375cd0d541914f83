"""What a credit line is made of."""

import re
import unicodedata
from enum import StrEnum
from typing import Literal
from urllib.parse import quote, urlsplit

import msgspec

_DIRECTION_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SPACE = re.compile(r"\s+")
_UNSAFE = re.compile(r"[\s<>\"`{}|\\^]")
_TAG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")


class Form(StrEnum):
    """How a credit line is written."""

    TEXT = "text"
    HTML = "html"
    MARKDOWN = "markdown"
    PRINT = "print"


class CreditedWork(msgspec.Struct, frozen=True, kw_only=True):
    """One work to be credited; every part may be missing.

    ``title_language`` is a BCP 47 tag. An adaptation or translation names the work it is made of in
    ``original``; ``changes`` says in words what was changed.
    """

    title: str = ""
    title_language: str = ""
    creators: tuple[str, ...] = ()
    url: str = ""
    license_id: str = ""
    license_class: str = ""
    """Only asked for where there is no ``license_id``: ``closed`` and ``conflict`` are told."""
    changes: str = ""
    original: "CreditedWork | None" = None
    relation: Literal["adaptation", "translation"] = "adaptation"


def clean(text: str) -> str:
    """Give a text on one line, without controls that could turn its surroundings around."""
    kept = (
        " " if unicodedata.category(character) == "Cc" else character
        for character in text
        if character not in _DIRECTION_CONTROLS and unicodedata.category(character) != "Cs"
    )
    return _SPACE.sub(" ", "".join(kept)).strip()


def web_address(url: str) -> str:
    """Give an http or https address fit for a link, or nothing."""
    bare = clean(url)
    try:
        parts = urlsplit(bare)
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        return ""
    return _UNSAFE.sub(lambda sign: quote(sign[0]), bare)


def language_tag(tag: str) -> str:
    """Give a tag that may stand in an attribute, or nothing."""
    return tag if _TAG.fullmatch(tag) else ""


def is_right_to_left(text: str) -> bool:
    """Tell whether a text holds letters that are written from right to left."""
    return any(unicodedata.bidirectional(character) in {"R", "AL"} for character in text)
