"""Where a page ended, written into addresses: what comes behind costs the same at any depth."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode

import msgspec

from search.errors import CursorInvalid
from search.queries import Sort

MAX_CURSOR_CHARACTERS = 1_000


class Cursor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, array_like=True):
    """The last hit of a page, in the terms of its order. Each engine fills what it needs."""

    sort: Sort
    score: float = 0.0
    recency: int = 0
    title_key: str = ""
    id: str = ""
    shown: int = 0
    """Hits on all pages so far."""
    popularity: int = 0


def write_cursor(cursor: Cursor) -> str:
    """Give the cursor as text for an address."""
    return urlsafe_b64encode(msgspec.msgpack.encode(cursor)).rstrip(b"=").decode("ascii")


def read_cursor(stated: str, *, sort: Sort) -> Cursor:
    """Read a cursor.

    Raises:
        CursorInvalid: It is none, or one of another order.
    """
    try:
        packed = urlsafe_b64decode(stated[:MAX_CURSOR_CHARACTERS] + "==")
        cursor = msgspec.msgpack.decode(packed, type=Cursor)
    except (ValueError, binascii.Error, msgspec.MsgspecError) as error:
        raise CursorInvalid(
            "the cursor is not one of this list: begin with the first page"
        ) from error
    if cursor.sort != sort:
        raise CursorInvalid("the cursor belongs to another order: begin with the first page")
    return cursor
