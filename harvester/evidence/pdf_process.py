"""The process that opens a PDF file: reads it from standard input, writes texts as JSON, and ends.

Nothing but this file and pypdf runs here, within limits of memory, time and pages that the system
enforces; whatever a hostile file does ends with this process.
"""

import contextlib
import io
import json
import logging
import resource
import sys
from collections.abc import Iterator
from typing import Any

MEMORY_BYTES = 768 * 1024 * 1024
CPU_SECONDS = 15
PAGES_EACH_END = 3
MAX_PAGE_CHARACTERS = 20_000
MAX_LINKS = 100
MAX_XMP_BYTES = 200_000


def limit() -> None:
    """Let the system end this process when it wants too much."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(document: bytes) -> dict[str, Any]:
    """Give XMP, document information, and text and links of the first and last pages."""
    from pypdf import PdfReader  # noqa: PLC0415 - under the limits, and nowhere else

    reader = PdfReader(io.BytesIO(document))
    count = len(reader.pages)
    ends = sorted(
        {*range(min(PAGES_EACH_END, count)), *range(max(count - PAGES_EACH_END, 0), count)}
    )
    told: dict[str, Any] = {"xmp": xmp_of(reader), "info": info_of(reader), "pages": []}
    for number in ends:
        page = reader.pages[number]
        text = ""
        with contextlib.suppress(Exception):  # a page that cannot be read has no text
            text = page.extract_text()[:MAX_PAGE_CHARACTERS]
        links = []
        with contextlib.suppress(Exception):
            links = list(links_of(page))[:MAX_LINKS]
        told["pages"].append({"number": number + 1, "text": text, "links": links})
    return told


def xmp_of(reader: Any) -> str:
    """Give the XMP packet as it stands; it is not parsed here."""
    with contextlib.suppress(Exception):
        found = reader.root_object["/Metadata"].get_data()[:MAX_XMP_BYTES]
        return str(found.decode("utf-8", "replace"))
    return ""


def info_of(reader: Any) -> dict[str, str]:
    """Give the entries of the document information."""
    with contextlib.suppress(Exception):
        return {str(key): str(value)[:1000] for key, value in (reader.metadata or {}).items()}
    return {}


def links_of(page: Any) -> Iterator[str]:
    """Yield the addresses that a page links to."""
    for annotation in page.get("/Annots") or ():
        action = annotation.get_object().get("/A")
        if action is not None and (address := action.get_object().get("/URI")):
            yield str(address)[:1000]


if __name__ == "__main__":
    limit()
    logging.disable()
    try:
        answer = read(sys.stdin.buffer.read())
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the file's
        answer = {"error": type(error).__name__}
    sys.stdout.write(json.dumps(answer))
