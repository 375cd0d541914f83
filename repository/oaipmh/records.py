"""Headers and records.

A record that cannot be rendered is logged and left out: it must not cost a partner the page.
Source: OAI-PMH 2.0, section 2.5.
"""

import logging
import uuid
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec
from django.conf import settings
from django.db.models import CharField
from django.db.models.functions import Cast

from repository.formats.base import MetadataFormat
from repository.metadata.record import from_json
from repository.models import LearningResource

logger = logging.getLogger(__name__)

STAMP = Cast("datestamp", CharField())
"""The datestamp as text, because making times of them costs a third of reading a page."""
HEADER_COLUMNS = ("id", STAMP, "is_withdrawn", "license_class", "provider__slug")
RECORD_COLUMNS = (*HEADER_COLUMNS, "metadata_json")


class Row(NamedTuple):
    """What is read of a resource; headers need no metadata."""

    id: uuid.UUID
    stamp: str
    """The datestamp in UTC as the database writes it: ``YYYY-MM-DD hh:mm:ss``, and maybe more."""
    is_withdrawn: bool
    license_class: str
    provider_slug: str
    metadata_json: str = ""

    @property
    def datestamp(self) -> datetime:
        """The datestamp as an aware UTC time."""
        return datetime.fromisoformat(self.stamp[:19]).replace(tzinfo=UTC)


def find_row(resource_id: uuid.UUID) -> Row | None:
    """Give the row of one resource, withdrawn or not; None when there never was one."""
    rows = LearningResource.objects.filter(id=resource_id).values_list(*RECORD_COLUMNS)
    return next((Row(*values) for values in rows), None)


def header(row: Row, *, identifier_prefix: str) -> bytes:
    """Give a header element."""
    status = ' status="deleted"' if row.is_withdrawn else ""
    stamp = row.stamp
    return (
        f"<header{status}><identifier>{identifier_prefix}{row.id}</identifier>"
        f"<datestamp>{stamp[:10]}T{stamp[11:19]}Z</datestamp>"
        f"<setSpec>source:{row.provider_slug}</setSpec>"
        f"<setSpec>license:{row.license_class}</setSpec></header>\n"
    ).encode()


def render_record(row: Row, offered: MetadataFormat, *, identifier_prefix: str) -> bytes | None:
    """Give a record element; None, after a line in the log, if it cannot be rendered."""
    head = header(row, identifier_prefix=identifier_prefix)
    if row.is_withdrawn:
        return b"<record>%b</record>\n" % head
    try:
        metadata = from_json(row.metadata_json)
        fragment = offered.render(metadata, page_url=f"{settings.PUBLIC_URL}/resources/{row.id}")
    except (msgspec.MsgspecError, ValueError, TypeError, LookupError) as error:
        logger.warning("resource %s left out of %s: %s", row.id, offered.prefix, error)
        return None
    return b"<record>%b<metadata>%b</metadata></record>\n" % (head, fragment)
