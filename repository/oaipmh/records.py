"""Headers and records.

A record that cannot be rendered is logged and left out: it must not cost a partner the page.
Source: OAI-PMH 2.0, section 2.5.
"""

import logging

import msgspec
from django.conf import settings

from repository.formats.base import MetadataFormat
from repository.metadata.record import ResourceMetadata, from_stored
from repository.oaipmh.rows import Row

logger = logging.getLogger(__name__)


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
        metadata = metadata_of(row)
        fragment = offered.render(metadata, page_url=f"{settings.PUBLIC_URL}/resources/{row.id}")
    except (msgspec.MsgspecError, ValueError, TypeError, LookupError) as error:
        logger.warning("resource %s left out of %s: %s", row.id, offered.prefix, error)
        return None
    return b"<record>%b<metadata>%b</metadata></record>\n" % (head, fragment)


def metadata_of(row: Row) -> ResourceMetadata:
    """Give the record with the licence that holds.

    One that a decision has not reached yet says so among its rights; it comes again, without that,
    under a later datestamp.
    """
    metadata = from_stored(row.metadata_json, row.license_json)
    if row.changing_since is None:
        return metadata
    mark = f"The licence is being changed since {row.changing_since:%Y-%m-%dT%H:%M:%SZ}."
    return msgspec.structs.replace(metadata, rights_statements=(*metadata.rights_statements, mark))
