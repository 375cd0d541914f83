"""Texts as they may be stored and shown: composed, on one line, no control characters or markup."""

import html
import re
import unicodedata
from functools import lru_cache

import nh3

# What XML 1.0 (section 2.2) forbids, the C1 controls, noncharacters and the byte order mark.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\ufeff]"
)
_INVISIBLE = " \u200b\u200e\u200f\u2060"
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_INLINE = (
    "a|abbr|b|bdi|bdo|cite|code|em|font|i|img|kbd|mark|o:p|q|s|small|span|strong|sub|sup|tt|u|var"
)
_BLOCK = (
    "address|article|aside|blockquote|body|br|caption|center|dd|div|dl|dt|figcaption|figure|footer"
    "|form|h[1-6]|head|header|hr|html|iframe|li|main|nav|object|ol|option|p|pre|section|table|tbody"
    "|td|tfoot|th|thead|tr|ul|video"
)
_TAG = re.compile(rf"</?(?:({_BLOCK})|{_INLINE})(?:\s[^<>]*)?/?>", re.IGNORECASE)


def remove_forbidden(text: str) -> str:
    """Give a text as it is, less what no XML document and no database may hold."""
    return text if text.isprintable() else _FORBIDDEN.sub("", text)


def clean_line(text: str) -> str:
    """Give a text in Unicode NFC on one line, without control characters; it may be empty then."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = " ".join(_FORBIDDEN.sub("", text).split())
    while "  " in text:  # the blank is the only white space that counts as printable
        text = text.replace("  ", " ")
    return text.strip(_INVISIBLE)


def clean_text(text: str) -> str:
    """Give a title or description as plain text: HTML taken out, entities resolved, one line.

    Layer by layer, as partners wrap them (``&amp;amp;``), so that a text which is passed from one
    repository to the next stays the same: what comes out, put in again, comes out as it is.

    Markup is taken out only where a known element of HTML stands in the text: ``a < b`` and
    ``<title>: ...`` in prose stay. Escaped markup (``&lt;p&gt;``) is what many partners send for
    HTML, and is read as such.
    """
    while "<" in text or "&" in text:
        plain = _without_markup(text) if "<" in text else _resolve(text)
        if plain == text:
            break
        text = plain
    return clean_line(text)


def _without_markup(text: str) -> str:
    """Take tags out and resolve entities; where there is more than plain tags, by parsing HTML."""
    plain, tags = _TAG.subn(_space_of_tag, text)
    if tags and tags != text.count("<"):
        spaced = _TAG.sub(lambda tag: _space_of_tag(tag) + tag[0], text)
        plain = nh3.clean(spaced, tags=set(), clean_content_tags={"script", "style"})
    return _resolve(plain)


def _space_of_tag(tag: re.Match[str]) -> str:
    return " " if tag[1] else ""


def _resolve(text: str) -> str:
    """Resolve complete character references in one pass; ``&copy=1`` of an address stays."""
    if "&" not in text or ";" not in text:
        return text
    return _ENTITY.sub(lambda reference: _character(reference[0]), text)


_character = lru_cache(maxsize=1024)(html.unescape)
