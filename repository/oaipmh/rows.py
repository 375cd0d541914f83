"""What pages are made of, read by SQL of its own.

The rows are those of ``selectors.list_resources``, and a test holds the two to each other. But
making that query by the ORM, and times of the datestamps, costs more than all the rest of reading a
page, and this is the query that every partner repeats ten thousand times a night.
"""

import uuid
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec
from django.db import connection

from repository.models import LearningResource, Provider
from repository.oaipmh.sets import Selection
from repository.rights.holding import find_lagging
from repository.selectors import Position, list_resources

_FIELDS = LearningResource._meta  # noqa: SLF001 - documented Meta API
_ID, _DATESTAMP = _FIELDS.get_field("id"), _FIELDS.get_field("datestamp")
HEADER = (
    "resource.id, CAST(resource.datestamp AS varchar), resource.is_withdrawn,"
    " resource.license_class, provider.slug"
)
BODY = "resource.metadata_json, resource.license_json"
TABLES = (
    f'"{_FIELDS.db_table}" AS resource'
    f' JOIN "{Provider._meta.db_table}" AS provider ON provider.id = resource.provider_id'  # noqa: SLF001 - documented Meta API
)


class Row(NamedTuple):
    """What is read of a resource; headers need no metadata."""

    id: uuid.UUID
    stamp: str
    """The datestamp in UTC as the database writes it: ``YYYY-MM-DD hh:mm:ss``, and maybe more."""
    is_withdrawn: bool
    license_class: str
    provider_slug: str
    metadata_json: str = ""
    license_json: str = ""
    changing_since: datetime | None = None
    """When a decision on its licence was made that has not reached the record yet."""

    @property
    def datestamp(self) -> datetime:
        """The datestamp as an aware UTC time."""
        return datetime.fromisoformat(self.stamp[:19]).replace(tzinfo=UTC)


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """What one page is cut from; bounds are aware UTC and included, None is no bound."""

    with_metadata: bool
    selection: Selection
    since: datetime | None
    until: datetime | None
    after: Position | None = None

    def rows(self, limit: int) -> list[Row]:
        """Give the first rows, in the order (datestamp, id)."""
        conditions, parameters = ["TRUE"], []
        if self.selection.provider is not None:
            conditions.append("resource.provider_id = %s")
            parameters.append(stored_id(self.selection.provider.id))
        if self.selection.license_class:
            conditions.append("resource.license_class = %s")
            parameters.append(self.selection.license_class)
        if self.until is not None:
            conditions.append("resource.datestamp <= %s")
            parameters.append(stored_time(self.until))
        if self.after is not None:
            conditions.append("(resource.datestamp, resource.id) > (%s, %s)")
            parameters += (stored_time(self.after[0]), stored_id(self.after[1]))
        elif self.since is not None:
            conditions.append("resource.datestamp >= %s")
            parameters.append(stored_time(self.since))
        tail = f"{' AND '.join(conditions)} ORDER BY resource.datestamp, resource.id LIMIT %s"
        return select(tail, [*parameters, limit], with_metadata=self.with_metadata)

    def count(self) -> int:
        """Give how many resources there are in it."""
        return list_resources(
            since=self.since,
            until=self.until,
            provider=self.selection.provider,
            license_class=self.selection.license_class,
        ).count()


def find_row(resource_id: uuid.UUID) -> Row | None:
    """Give the row of one resource with its metadata; None when there never was one."""
    rows = select("resource.id = %s", [stored_id(resource_id)], with_metadata=True)
    return rows[0] if rows else None


def select(tail: str, parameters: list[Any], *, with_metadata: bool) -> list[Row]:
    """Run a query of which ``tail`` is what follows WHERE."""
    columns = f"{HEADER}, {BODY}" if with_metadata else HEADER
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {TABLES} WHERE {tail}", parameters)  # noqa: S608 - all of it is written in this file
        rows = [Row(*values) for values in cursor.fetchall()]
    if not connection.features.has_native_uuid_field:
        rows = [row._replace(id=uuid.UUID(str(row.id))) for row in rows]
    lagging = find_lagging(row.id for row in rows) if with_metadata else {}
    if not lagging:
        return rows
    return [row._replace(changing_since=lagging.get(row.id)) for row in rows]


def stored_id(value: uuid.UUID) -> Any:
    """Give an id as the database keeps it."""
    return _ID.get_db_prep_value(value, connection)


def stored_time(value: datetime) -> Any:
    """Give a time as the database keeps it."""
    return _DATESTAMP.get_db_prep_value(value, connection)
