"""Identifiers and addresses: the scheme of a stated one, its own form, the page to land on."""

import re
from collections.abc import Iterable

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
_ADDRESS = re.compile(
    r"(https?)(://(?:[^\s/?#@:<>\"{}|\\^`\[\]]*\w[^\s/?#@:<>\"{}|\\^`\[\]]*|\[[\da-f:.]+\])(?::\d{1,5})?"
    r"(?:[/?#][^\s<>\"{}|\\^`]*)?)",
    re.IGNORECASE,
)
_NAMED_ADDRESS = re.compile(
    r"(?:<?ur[li]|homepage|link)\s*[:=]?\s*<?(https?://[^\s<>]+)>?", re.IGNORECASE
)
_OTHER_URI = re.compile(r"[a-z][a-z0-9+.-]+://\S+|(?:info|oai|tag|mailto):\S+", re.IGNORECASE)
_FILE_ENDINGS = frozenset({
    "7z", "avi", "csv", "doc", "docx", "elp", "elpx", "epub", "flv", "gif", "gz", "h5p", "imscc",
    "jpeg", "jpg", "json", "m4a", "m4v", "mkv", "mobi", "mov", "mp3", "mp4", "mpeg", "mpg", "odp",
    "ods", "odt", "oga", "ogg", "ogv", "pdf", "png", "pps", "ppsx", "ppt", "pptx", "ps", "rar",
    "rtf", "svg", "swf", "tar", "tex", "tgz", "tif", "tiff", "txt", "wav", "webm", "webp", "wmv",
    "xls", "xlsx", "xml", "zip",
})  # fmt: skip
_FILE_SERVICES = ("/viewcontent.cgi", "/download", "/download/")
"""Digital Commons, Open Journal Systems and others; DSpace has ``/bitstream``."""
_IS_PLAIN_ADDRESS = re.compile(
    r"https?://(?!(?:dx\.|www\.)?doi\.org/|hdl\.handle\.net/|(?:www\.)?n2t\.net/)", re.IGNORECASE
).match
_SAMPLE_HANDLE = "123456789/"
"""Prefix of a DSpace that has none of its own: such a handle leads nowhere."""
_RESOLVERS = {
    "doi": "https://doi.org/",
    "handle": "https://hdl.handle.net/",
    "ark": "https://n2t.net/",
}


def web_address(stated: str) -> str:
    """Give the http or https address that a value is; empty when it is none.

    ``URL: http://...`` and an escaped ampersand, both common slips, are mended; nothing else is.
    """
    return _address(clean_line(stated))


def _address(text: str) -> str:
    if not text.startswith("http") and (named := _NAMED_ADDRESS.fullmatch(text)):
        text = named[1]
    text = text.replace("&amp;", "&")
    match = _ADDRESS.fullmatch(text) if len(text) <= MAX_ADDRESS_CHARS else None
    return match[1].lower() + match[2] if match else ""


def is_file_address(address: str) -> bool:
    """Whether an address is plainly that of a file, not of a page about it."""
    path = address.partition("#")[0].partition("?")[0].lower()
    if path.endswith(_FILE_SERVICES) or "/bitstream" in path:
        return True
    return path.rpartition(".")[2] in _FILE_ENDINGS and path.count("/") > 2


def normalize_identifier(stated: str) -> Identifier | None:
    """Recognize an identifier by its form; None when nothing is left of the value.

    A DOI is given bare and in lower case, an ISBN without hyphens, an ISSN with its hyphen, a
    handle as ``prefix/suffix``. ISBN and ISSN count only with a right check digit. What is not
    recognized is ``other``.
    """
    text = clean_line(stated)
    if not text:
        return None
    if not _IS_PLAIN_ADDRESS(text) and (found := _resolvable(text)):
        return found
    if address := _address(text):
        return Identifier(value=address, scheme="uri")
    return _numbered(text) or _other(text)


def _resolvable(text: str) -> Identifier | None:
    """Read a DOI, a handle or an ARK, as such or as the address of its resolver."""
    if doi := _DOI.fullmatch(text):
        return Identifier(value=doi[1].lower().rstrip(".,;"), scheme="doi")
    if (handle := _HANDLE.fullmatch(text)) and not handle[1].startswith(_SAMPLE_HANDLE):
        return Identifier(value=handle[1], scheme="handle")
    if ark := _ARK.fullmatch(text):
        return Identifier(value=ark[1], scheme="ark")
    return None


def is_web_address(identifier: Identifier) -> bool:
    """Whether an identifier is an http or https address."""
    return identifier.scheme == "uri" and identifier.value.startswith("http")


def landing_page(identifiers: Iterable[Identifier]) -> str:
    """Choose the page about the resource; empty when no address leads there.

    A page is better than what a resolver leads to (DOI, handle, ARK), and that better than a file.
    """
    file = resolved = ""
    for one in identifiers:
        if is_web_address(one):
            if not is_file_address(one.value):
                return one.value
            file = file or one.value
        elif not resolved or one.scheme == "doi":
            resolved = resolver_address(one) or resolved
    return resolved or file


def resolver_address(identifier: Identifier) -> str:
    """Give the address that a DOI, a handle or an ARK leads to; empty for other schemes."""
    resolver = _RESOLVERS.get(identifier.scheme, "")
    return resolver + identifier.value if resolver else ""


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
    is_uri = _OTHER_URI.fullmatch(text) and not text.lower().startswith("http")
    return Identifier(value=text, scheme="uri" if is_uri else "other")


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
