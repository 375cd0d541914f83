"""Texts of a record made fit for a page: which language to show, and which way it runs. No Django.

The texts are plain text already, see ``repository.metadata.texts``; templates escape them.
"""

import re
from collections.abc import Sequence

import msgspec

from repository.metadata.languages import text_direction
from repository.metadata.record import LanguageMap

UNDETERMINED = "und"
WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")


class Text(msgspec.Struct, frozen=True):
    """A text with the values of its ``lang`` and ``dir`` attributes."""

    text: str
    language: str = ""
    """BCP 47 tag; empty when unknown, which is also how HTML says so."""
    direction: str = "auto"


def text_in(tag: str, text: str) -> Text:
    """Give a text of a stated language."""
    language = "" if tag == UNDETERMINED else tag
    return Text(text, language, text_direction(tag))


def choose_text(
    texts: LanguageMap, *, reader: Sequence[str], own: Sequence[str] = ()
) -> Text | None:
    """Give one text: in the reader's best language that there is, else in the work's own, else any.

    Args:
        texts: Language map; may be empty, then there is nothing to give.
        reader: BCP 47 tags the reader understands, best first.
        own: Languages of the work.
    """
    tags = [tag for tag in texts if texts[tag]]
    if not tags:
        return None
    tag = best_tag(tags, [*reader, *own]) or (UNDETERMINED if UNDETERMINED in tags else tags[0])
    return text_in(tag, texts[tag][0])


def best_tag(tags: Sequence[str], wanted: Sequence[str]) -> str | None:
    """Give the tag that fits the first possible wish: the very tag, else one of that language."""
    for wish in wanted:
        exact = [tag for tag in tags if tag.lower() == wish.lower()]
        same = [tag for tag in tags if is_same_language(tag, wish)]
        if exact or same:
            return (exact or same)[0]
    return None


def is_same_language(one: str, other: str) -> bool:
    """Tell whether two tags name one language, whatever region or script; never so for ``und``."""
    primary = one.split("-", maxsplit=1)[0].lower()
    return primary != UNDETERMINED and primary == other.split("-", maxsplit=1)[0].lower()


def shorten(text: str, *, width: int = 260) -> str:
    """Give the beginning of a text on one line, cut between words; wide characters count double."""
    line = " ".join(text.split())
    position = _overflow(line, width)
    if position is None:
        return line
    cut = line.rfind(" ", position - 24, position)
    return line[: cut if cut > 0 else position].rstrip(" ,;:，、；：") + "…"


def _overflow(line: str, width: int) -> int | None:
    """Give the place of the first character that is too much; None where all have room."""
    if not WIDE.search(line, 0, width + 1):
        return width if len(line) > width else None
    used = 0
    for position, character in enumerate(line):
        used += 2 if WIDE.match(character) else 1
        if used > width:
            return position
    return None
