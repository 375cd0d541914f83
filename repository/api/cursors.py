"""Cursors: where a list goes on, signed, so that what comes back is what was given out."""

import uuid
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode

import msgspec
from django.core import signing


class Cursor(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A position in one list."""

    datestamp: int
    """Seconds since 1970."""
    resource_id: uuid.UUID
    count: int
    """Size of the list, counted once at its beginning."""
    filters: int
    """Checksum of the list's filters."""


def checksum(filters: object) -> int:
    """Give a number that tells one set of filters from another."""
    return zlib.crc32(msgspec.json.encode(filters, order="deterministic"))


def issue_cursor(cursor: Cursor) -> str:
    """Give a cursor in characters that need no escaping in a URL."""
    payload = urlsafe_b64encode(msgspec.json.encode(cursor)).decode().rstrip("=")
    return signer().sign(payload)


def read_cursor(text: str) -> Cursor | None:
    """Give what a cursor holds; None if it is not one of ours."""
    try:
        payload = signer().unsign(text)
        document = urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
        return msgspec.json.decode(document, type=Cursor)
    except (signing.BadSignature, msgspec.MsgspecError):
        return None


def signer() -> signing.Signer:
    """Give the signer; made anew, so that it follows the settings."""
    return signing.Signer(sep=".", salt="repository.api.cursors")
