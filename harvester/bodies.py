"""The bytes of an answer: read with a cap, decompressed with a cap, whatever they are called."""

import zlib
from collections.abc import Iterable

from harvester.errors import EndpointError

GZIP_MAGIC = b"\x1f\x8b"
ACCEPTED_ENCODING = "gzip"
MAX_REFUSAL_BYTES = 256_000
MAX_LAYERS = 2
"""Gzip twice over happens where a server compresses a file that was compressed already."""


def read_capped(chunks: Iterable[bytes], *, max_bytes: int, url: str) -> bytes:
    """Read a body to its end.

    Raises:
        EndpointError: ``too-large``: it is longer than ``max_bytes``; the rest has not been read.
    """
    kept: list[bytes] = []
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > max_bytes:
            raise too_large(max_bytes, url=url)
        kept.append(chunk)
    return kept[0] if len(kept) == 1 else b"".join(kept)


def read_start(chunks: Iterable[bytes], *, encoding: str) -> bytes:
    """Read the body of a refusal; empty when it is unreadable or long."""
    kept = b""
    for chunk in chunks:
        kept += chunk
        if len(kept) > MAX_REFUSAL_BYTES:
            return b""
    try:
        return decompress(kept, encoding=encoding, max_bytes=MAX_REFUSAL_BYTES, url="")
    except EndpointError:
        return b""


def decompress(body: bytes, *, encoding: str, max_bytes: int, url: str) -> bytes:
    """Give the body as it was before compression.

    The bytes are believed, not the label: gzip is recognised by its first two bytes, which no XML,
    JSON or HTML starts with; a body that is only called gzip is given back as it is.

    Args:
        body: As sent.
        encoding: The Content-Encoding header.
        max_bytes: Cap of the result.
        url: For the error.

    Raises:
        EndpointError: ``too-large``: a gzip bomb or simply too long; ``half-body``: it ends too
            early, trying again may help; ``bad-encoding``: a compression that was not asked for.
    """
    stated = encoding.strip().casefold()
    if stated == "deflate":
        body = inflate(body, max_bytes=max_bytes, url=url)
    elif stated not in {
        "",
        "identity",
        "gzip",
        "x-gzip",
        "utf-8",
        "none",
    } and not body.lstrip().startswith(b"<"):
        raise EndpointError(
            f"the answer is compressed with {stated[:40]}, which was not asked for",
            url=url,
            advice="tell the partner: the request names gzip only",
            code="bad-encoding",
        )
    for _ in range(MAX_LAYERS):
        if not body.startswith(GZIP_MAGIC):
            break
        body = inflate(body, max_bytes=max_bytes, url=url)
    return body


def inflate(body: bytes, *, max_bytes: int, url: str) -> bytes:
    """Decompress gzip, of one member or several, or zlib with or without its header."""
    pieces: list[bytes] = []
    size, rest = 0, body
    is_zlib = len(body) > 1 and body[0] & 0x0F == 8 and int.from_bytes(body[:2]) % 31 == 0
    wbits = zlib.MAX_WBITS | 32 if is_zlib or body.startswith(GZIP_MAGIC) else -zlib.MAX_WBITS
    while rest:
        inflater = zlib.decompressobj(wbits)
        try:
            piece = inflater.decompress(rest, max_bytes - size + 1)
        except zlib.error as error:
            raise EndpointError(
                "the compressed answer is damaged", url=url, code="half-body", is_temporary=True
            ) from error
        size += len(piece)
        if size > max_bytes:
            raise too_large(max_bytes, url=url)
        if not inflater.eof:
            raise EndpointError(
                "the compressed answer ends too early", url=url, code="half-body", is_temporary=True
            )
        pieces.append(piece)
        rest = inflater.unused_data if inflater.unused_data.startswith(GZIP_MAGIC) else b""
    return b"".join(pieces)


def too_large(max_bytes: int, *, url: str) -> EndpointError:
    """Give the error in words for the operator."""
    return EndpointError(
        f"the answer is larger than {max_bytes / 1_000_000:g} MB and was not read to its end",
        url=url,
        advice="ask the partner for smaller pages",
        code="too-large",
    )
