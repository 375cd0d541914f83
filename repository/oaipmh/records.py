"""Headers and records.

A record that cannot be rendered is logged and left out: it must not cost a partner the page.
Source: OAI-PMH 2.0, section 2.5.
"""

import logging
import uuid
from datetime import datetime
from typing import NamedTuple

import msgspec
from django.conf import settings

from repository.formats.base import MetadataFormat
from repository.metadata.record import from_json
from repository.models import LearningResource
from repository.oaipmh.identifiers import prefix

logger = logging.getLogger(__name__)

HEADER_COLUMNS = ("id", "datestamp", "is_withdrawn", "license_class", "provider__slug")
RECORD_COLUMNS = (*HEADER_COLUMNS, "metadata_json")


class Row(NamedTuple):
    """What is read of a resource; headers need no metadata."""

    id: uuid.UUID
    datestamp: datetime
    is_withdrawn: bool
    license_class: str
    provider_slug: str
    metadata_json: str = ""


def row_of(resource: LearningResource) -> Row:
    """Give the row of a resource that is at hand with its provider."""
    return Row(
        id=resource.id,
        datestamp=resource.datestamp,
        is_withdrawn=resource.is_withdrawn,
        license_class=resource.license_class,
        provider_slug=resource.provider.slug,
        metadata_json=resource.metadata_json,
    )


def header(row: Row, *, identifier_prefix: str = "") -> bytes:
    """Give a header element; ``identifier_prefix`` may be passed by who makes many."""
    status = ' status="deleted"' if row.is_withdrawn else ""
    return (
        f"<header{status}><identifier>{identifier_prefix or prefix()}{row.id}</identifier>"
        f"<datestamp>{row.datestamp.isoformat()[:19]}Z</datestamp>"
        f"<setSpec>source:{row.provider_slug}</setSpec>"
        f"<setSpec>license:{row.license_class}</setSpec></header>"
    ).encode()


def render_record(
    row: Row, offered: MetadataFormat, *, identifier_prefix: str = ""
) -> bytes | None:
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
