"""Media types -> the kinds of file that readers tell apart. Pure code.

A reader looks for a PDF or a video, not for one of the dozen names of a word processor's format.
"""

from collections.abc import Mapping

KINDS: Mapping[str, str] = {
    "application/pdf": "pdf",
    "application/epub+zip": "epub",
    "application/x-mobipocket-ebook": "e-book",
    "application/vnd.amazon.ebook": "e-book",
    "application/msword": "document",
    "application/rtf": "document",
    "text/rtf": "document",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "document",
    "application/vnd.oasis.opendocument.text": "document",
    "application/vnd.ms-powerpoint": "slides",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "slides",
    "application/vnd.openxmlformats-officedocument.presentationml.slideshow": "slides",
    "application/vnd.oasis.opendocument.presentation": "slides",
    "application/vnd.ms-excel": "spreadsheet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "spreadsheet",
    "application/vnd.oasis.opendocument.spreadsheet": "spreadsheet",
    "text/csv": "spreadsheet",
    "text/html": "web-page",
    "application/xhtml+xml": "web-page",
    "application/zip": "archive",
    "application/x-zip-compressed": "archive",
    "application/x-tar": "archive",
    "application/gzip": "archive",
    "application/x-7z-compressed": "archive",
    "application/vnd.rar": "archive",
    "application/ogg": "audio",
    "application/vnd.android.package-archive": "app",
    "application/x-h5p": "interactive",
    "application/vnd.geogebra.file": "interactive",
    "application/x-tex": "source-text",
    "text/x-tex": "source-text",
    "text/markdown": "source-text",
    "application/xml": "source-text",
    "text/xml": "source-text",
    "application/json": "source-text",
    "text/plain": "plain-text",
}
FAMILIES = ("video", "audio", "image")
"""First halves of media types that say it all."""


def kind_of(media_type: str) -> str:
    """Give the kind of file; the media type itself where it is none of those told apart."""
    bare = media_type.partition(";")[0].strip().lower()
    family = bare.partition("/")[0]
    return KINDS.get(bare) or (family if family in FAMILIES else bare)


def is_kept(media_type: str) -> bool:
    """Tell whether a file can be kept and opened without the internet; unknown ones count as no."""
    kind = kind_of(media_type)
    return bool(kind) and kind not in {"web-page", "application/x-mpegurl", "application/dash+xml"}
