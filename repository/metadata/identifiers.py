"""Identifiers and addresses: the scheme of a stated one, its own form, the page to land on."""

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from repository.metadata.record import Identifier
from repository.metadata.texts import clean_line

MAX_ADDRESS_CHARS = 2000

_DOI = re.compile(
    r"(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|(?:info:)?doi[:/ ]\s*(?:https?://(?:dx\.)?doi\.org/)?)?"
    r"(10\.\d{4,9}(?:\.\d+)*/\S+)",
    re.IGNORECASE,
)
_HANDLE = re.compile(
    r"(?:(?:info:)?hdl:(?://)?/?|(?:https?://)?hdl\.handle\.net/(?:api/handles/)?)"
    r"(\d+(?:\.[A-Za-z0-9]+)*/\S+)",
    re.IGNORECASE,
)
_ARK = re.compile(r"(?:https?://(?:www\.)?n2t\.net/)?(ark:/?\d{5,9}/\S+)", re.IGNORECASE)
_URN = re.compile(r"(?:urn:)*(urn:[a-z0-9][a-z0-9-]{1,31}:\S+)", re.IGNORECASE)
_ISBN = re.compile(
    r"(?:urn:isbn:|e?-?isbn(?:-1[03])?[:\s]*)?([\dXx -]{10,17})(?:\s*\(.*\))?", re.IGNORECASE
)
_ISSN = re.compile(r"(?:urn:issn:|[ep]?-?issn(?:-l)?[:\s]*)?(\d{4}-?\d{3}[\dX])", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s/?#<>\"{}|\\^`]+[^\s<>\"{}|\\^`]*", re.IGNORECASE)
_NAMED_ADDRESS = re.compile(
    r"(?:<?ur[li]|homepage|link)\s*[:=]?\s*<?(https?://[^\s<>]+)>?", re.IGNORECASE
)
_OTHER_URI = re.compile(r"[a-z][a-z0-9+.-]+://\S+|(?:info|oai|tag|mailto):\S+", re.IGNORECASE)
_FILE_PATH = re.compile(
    r"\.(?:7z|avi|csv|docx?|elpx?|epub|flv|gif|gz|h5p|imscc|jpe?g|json|m4[av]|mkv|mobi|mov|mp[34]|mpe?g|od[pst]|ogg"
    r"|og[av]|pdf|png|pps?x?|pptx|ps|rar|rtf|svg|swf|tar|tex|tgz|tiff?|txt|wav|webm|webp|wmv|xlsx?|xml|zip)$"
    r"|/bitstreams?/|/viewcontent\.cgi$|/download/?$",
    re.IGNORECASE,
)  # fmt: skip
_SAMPLE_HANDLE = "123456789/"
"""Prefix of a DSpace that has none of its own: such a handle leads nowhere."""
_RESOLVERS = {
    "doi": "https://doi.org/",
    "handle": "https://hdl.handle.net/",
    "ark": "https://n2t.net/",
}


@lru_cache(maxsize=16384)
def web_address(stated: str) -> str:
    """Give the http or https address that a value is; empty when it is none.

    ``URL: http://...`` and an escaped ampersand, both common slips, are mended; nothing else is.
    """
    text = clean_line(stated).replace("&amp;", "&")
    if named := _NAMED_ADDRESS.fullmatch(text):
        text = named[1]
    if len(text) > MAX_ADDRESS_CHARS or not _ADDRESS.fullmatch(text):
        return ""
    try:
        parts = urlsplit(text)
        host = parts.hostname
        _ = parts.port  # raises for a port that is no number
    except ValueError:
        return ""
    if not host or not any(letter.isalnum() for letter in host):
        return ""
    return parts.scheme.lower() + text[len(parts.scheme) :]


def is_file_address(address: str) -> bool:
    """Whether an address is plainly that of a file, not of a page about it."""
    return _FILE_PATH.search(address.partition("#")[0].partition("?")[0]) is not None


def normalize_identifier(stated: str) -> Identifier | None:
    """Recognize an identifier by its form; None when nothing is left of the value.

    A DOI is given bare and in lower case, an ISBN without hyphens, an ISSN with its hyphen, a
    handle as ``prefix/suffix``. ISBN and ISSN count only with a right check digit. What is not
    recognized is ``other``.
    """
    text = clean_line(stated)
    if not text:
        return None
    if doi := _DOI.fullmatch(text):
        return Identifier(value=doi[1].lower().rstrip(".,;"), scheme="doi")
    if (handle := _HANDLE.fullmatch(text)) and not handle[1].startswith(_SAMPLE_HANDLE):
        return Identifier(value=handle[1], scheme="handle")
    if ark := _ARK.fullmatch(text):
        return Identifier(value=ark[1], scheme="ark")
    if address := web_address(text):
        return Identifier(value=address, scheme="uri")
    return _numbered(text) or _other(text)


def landing_page(identifiers: Iterable[Identifier]) -> str:
    """Choose the page about the resource; empty when no address leads there.

    A page is better than what a resolver leads to (DOI, handle, ARK), and that better than a file.
    """
    listed = tuple(identifiers)
    addresses = [one.value for one in listed if one.scheme == "uri" and web_address(one.value)]
    pages = (address for address in addresses if not is_file_address(address))
    resolved = (
        _RESOLVERS[scheme] + one.value
        for scheme in _RESOLVERS
        for one in listed
        if one.scheme == scheme
    )
    return next(pages, "") or next(resolved, "") or next(iter(addresses), "")


def _numbered(text: str) -> Identifier | None:
    """Read an ISBN or ISSN whose check digit is right."""
    if match := _ISSN.fullmatch(text):
        digits = match[1].replace("-", "").upper()
        if _has_weighted_check(digits):
            return Identifier(value=f"{digits[:4]}-{digits[4:]}", scheme="issn")
    if match := _ISBN.fullmatch(text):
        digits = re.sub("[ -]", "", match[1]).upper()
        is_named_or_hyphenated = not text[0].isdigit() or "-" in text
        if len(digits) == 13 and digits.startswith(("978", "979")) and _has_ean_check(digits):
            return Identifier(value=digits, scheme="isbn")
        if len(digits) == 10 and is_named_or_hyphenated and _has_weighted_check(digits):
            return Identifier(value=digits, scheme="isbn")
    return None


def _other(text: str) -> Identifier:
    if urn := _URN.fullmatch(text):
        return Identifier(value="urn" + urn[1][3:], scheme="urn")
    return Identifier(value=text, scheme="uri" if _OTHER_URI.fullmatch(text) else "other")


def _has_weighted_check(digits: str) -> bool:
    """Check an ISSN (ISO 3297) or a ten-digit ISBN: weights down to 1, modulo 11, X for ten."""
    if "X" in digits[:-1]:
        return False
    values = [10 if digit == "X" else int(digit) for digit in digits]
    return sum(value * (len(digits) - at) for at, value in enumerate(values)) % 11 == 0


def _has_ean_check(digits: str) -> bool:
    """Check a thirteen-digit ISBN (ISO 2108)."""
    if "X" in digits:
        return False
    return sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(digits)) % 10 == 0
