"""Media types and sizes, out of values that mix them with extents and addresses.

Source: IANA registry of media types, RFC 6838.
"""

import re
from functools import lru_cache

from repository.metadata.texts import clean_line

_MEDIA_TYPE = re.compile(
    r"((?:application|audio|chemical|font|image|message|model|multipart|text|video)/[a-z0-9][a-z0-9.+_-]{0,100})"
    r"(?:\s*;.*)?",
    re.IGNORECASE,
)
_WITH_ADDRESS = re.compile(r"(\S+/\S+)\s+(https?://.+)", re.IGNORECASE)
_SIZE = re.compile(
    r"(\d{1,15}|\d{1,6}[.,]\d{1,3})\s*(bytes?|octets?|o|b|kb|ko|kib|mb|mo|mib|gb|go|gib)?",
    re.IGNORECASE,
)
_UNITS = {
    "": 1,
    "b": 1,
    "k": 1000,
    "m": 1000**2,
    "g": 1000**3,
    "ki": 1024,
    "mi": 1024**2,
    "gi": 1024**3,
}

_SLIPS = {
    "application/x-pdf": "application/pdf",
    "application/mp3": "audio/mpeg",
    "audio/mp3": "audio/mpeg",
    "audio/x-mp3": "audio/mpeg",
    "audio/wav": "audio/x-wav",
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/tif": "image/tiff",
    "text/htm": "text/html",
    "video/mpeg4": "video/mp4",
    "application/x-zip-compressed": "application/zip",
    "application/x-zip": "application/zip",
    "application/powerpoint": "application/vnd.ms-powerpoint",
    "application/xls": "application/vnd.ms-excel",
    "application/word": "application/msword",
}
_NO_TYPES = frozenset(
    {"image/image", "text/text", "video/video", "audio/audio", "application/application"}
)
_OFFICE = "application/vnd.openxmlformats-officedocument."
_NAMES = {
    "pdf": "application/pdf",
    "adobe pdf": "application/pdf",
    "html": "text/html",
    "htm": "text/html",
    "epub": "application/epub+zip",
    "doc": "application/msword",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": f"{_OFFICE}presentationml.presentation",
    "xls": "application/vnd.ms-excel",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "h5p": "application/x-h5p+zip",
    "zip": "application/zip",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "webm": "video/webm",
    "wav": "audio/x-wav",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "svg": "image/svg+xml",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "txt": "text/plain",
    "csv": "text/csv",
    "rtf": "application/rtf",
    "swf": "application/x-shockwave-flash",
    "xml": "application/xml",
}


def is_media_type(text: str) -> bool:
    """Whether a value has the form of a media type, known or not."""
    return _MEDIA_TYPE.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def normalize_media_type(stated: str) -> str:
    """Give the media type in lower case, without parameters; empty for what is none (an extent).

    Common slips (``image/jpg``) and bare names of formats (``PDF``) are read.
    """
    text = clean_line(stated).lower()
    if match := _MEDIA_TYPE.fullmatch(text):
        return "" if match[1] in _NO_TYPES else _SLIPS.get(match[1], match[1])
    return _NAMES.get(text.strip(". "), "")


@lru_cache(maxsize=4096)
def split_media_type(stated: str) -> tuple[str, str]:
    """Take "application/pdf https://..." apart: media type and address, each empty when absent."""
    match = _WITH_ADDRESS.fullmatch(stated)
    return (
        (normalize_media_type(match[1]), match[2]) if match else (normalize_media_type(stated), "")
    )


def is_size(stated: str) -> bool:
    """Whether a value says outright that it is a size: a number with its unit."""
    return read_size(stated) is not None and not stated.strip().isdigit()


@lru_cache(maxsize=4096)
def read_size(stated: str) -> int | None:
    """Give a size in bytes; None when none is stated. Kilo is a thousand, kibi 1024."""
    match = _SIZE.fullmatch(clean_line(stated))
    if not match:
        return None
    unit = (match[2] or "").lower()
    if unit.startswith(("byte", "octet", "o", "b")):
        unit = ""
    return round(float(match[1].replace(",", ".")) * _UNITS[unit.rstrip("bo")])
