"""Resumption tokens: stateless, signed, valid for days, and the same page at every use.

A token holds every argument of the list, the bounds as they were frozen at its first request, and
the position (datestamp, id) of the last record given, so that any process can go on at the cost of
the first page. Source: OAI-PMH 2.0, section 3.5.
"""

import binascii
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta

import msgspec
from django.core import signing

LIFETIME = timedelta(days=7)
SALT = "repository.oaipmh.tokens"


class Continuation(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Where a list goes on. Times are whole seconds since 1970."""

    verb: str
    metadata_prefix: str
    set_spec: str
    since: int | None
    until: int
    is_until_asked: bool
    """Whether ``until`` was an argument; else it is the time of the first request."""
    datestamp: int
    resource_id: uuid.UUID
    cursor: int
    """How many records come before the page."""
    size: int
    """Records of the complete list, as counted at the first request."""


def issue_token(continuation: Continuation) -> tuple[str, datetime]:
    """Give the token, in characters that need no escaping in a URL, and until when it is good."""
    payload = urlsafe_b64encode(msgspec.json.encode(continuation)).decode().rstrip("=")
    expires_at = datetime.now(UTC).replace(microsecond=0) + LIFETIME
    return signer().sign(payload), expires_at


def read_token(token: str) -> Continuation | None:
    """Give what a token holds; None if it is not one of ours or is too old."""
    try:
        payload = signer().unsign(token, max_age=LIFETIME)
        document = urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
        return msgspec.json.decode(document, type=Continuation)
    except (signing.BadSignature, binascii.Error, msgspec.MsgspecError):
        return None


def signer() -> signing.TimestampSigner:
    """Give the signer; made anew, so that it follows the settings."""
    return signing.TimestampSigner(sep=".", salt=SALT)
