"""All reads of the catalogue that more than one page or protocol needs."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

from django.db import transaction
from django.db.models import (
    BooleanField,
    Count,
    DateTimeField,
    Func,
    QuerySet,
    UUIDField,
    Value,
)

from repository import clock
from repository.metadata.record import ResourceMetadata, from_stored
from repository.models import Change, DownloadTotal, LearningResource, Provider

Position = tuple[datetime, uuid.UUID]
"""A place in the order of lists: (datestamp, id) of the last record seen."""
ROW = "(%(expressions)s)"


def find_resource(resource_id: uuid.UUID) -> LearningResource | None:
    """Give one resource with its provider, withdrawn or not; None when there never was one."""
    return LearningResource.objects.select_related("provider").filter(id=resource_id).first()


def find_provider(slug: str) -> Provider | None:
    """Give one provider."""
    return Provider.objects.filter(slug=slug).first()


def is_placed(side: Literal["<", ">"], position: Position) -> Func:
    """Give the condition that a resource stands before or behind a position.

    Compares rows, ``(datestamp, id) > (x, y)``, which is one range of the index. The same by AND
    and OR makes the database read all that share the datestamp, and one second of a large job may
    have stamped a hundred thousand.
    """
    datestamp, resource_id = position
    boolean = BooleanField()
    columns = Func("datestamp", "id", template=ROW, output_field=boolean)
    values = Func(
        Value(datestamp, DateTimeField()),
        Value(resource_id, UUIDField()),
        template=ROW,
        output_field=boolean,
    )
    return Func(
        columns, values, template="%(expressions)s", arg_joiner=f" {side} ", output_field=boolean
    )


def list_resources(
    *,
    after: Position | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    provider: Provider | None = None,
    license_class: str = "",
    is_withdrawn: bool | None = None,
) -> QuerySet[LearningResource]:
    """Give resources with their providers in the order (datestamp, id), both bounds included.

    Slice it for a page.

    Paged by key: ``after`` continues behind a position, whatever its depth, at the cost of the
    first page.
    """
    resources = LearningResource.objects.select_related("provider").order_by("datestamp", "id")
    if provider is not None:
        resources = resources.filter(provider=provider)
    if license_class:
        resources = resources.filter(license_class=license_class)
    if is_withdrawn is not None:
        resources = resources.filter(is_withdrawn=is_withdrawn)
    if until is not None:
        resources = resources.filter(datestamp__lte=until)
    if after is not None:
        resources = resources.filter(is_placed(">", after))
    elif since is not None:
        resources = resources.filter(datestamp__gte=since)
    return resources


def list_newest_resources(
    *, provider: Provider | None = None, before: Position | None = None
) -> QuerySet[LearningResource]:
    """Give resources not withdrawn, with their providers, last changed first; slice it for a page.

    Paged by key: ``before`` continues behind a position, at the cost of the first page.
    """
    resources = LearningResource.objects.select_related("provider").filter(is_withdrawn=False)
    if provider is not None:
        resources = resources.filter(provider=provider)
    if before is not None:
        resources = resources.filter(is_placed("<", before))
    return resources.order_by("-datestamp", "-id")


def list_resources_by_title(text: str, *, limit: int) -> list[LearningResource]:
    """Give at most ``limit`` resources whose title holds ``text``; for when no engine answers."""
    resources = LearningResource.objects.select_related("provider").filter(is_withdrawn=False)
    return list(resources.filter(title__icontains=text).order_by("-datestamp", "-id")[:limit])


def count_resources(*, provider: Provider | None = None) -> int:
    """Give how many resources there are that are not withdrawn."""
    resources = LearningResource.objects.filter(is_withdrawn=False)
    return (resources if provider is None else resources.filter(provider=provider)).count()


def get_resources(ids: Sequence[uuid.UUID]) -> list[LearningResource]:
    """Give the resources of these ids that exist, with their providers, in the order of the ids."""
    found = LearningResource.objects.select_related("provider").in_bulk(ids)
    return [found[key] for key in ids if key in found]


def get_metadata(ids: Sequence[uuid.UUID]) -> list[ResourceMetadata]:
    """Give what records say, in the order of their ids; whole resources would cost more."""
    rows = LearningResource.objects.filter(id__in=ids)
    found = {
        key: stored for key, *stored in rows.values_list("id", "metadata_json", "license_json")
    }
    return [from_stored(*found[key]) for key in ids if key in found]


def last_settled_change_id() -> int:
    """Give the highest change id such that every lower one is visible; 0 when there is none."""
    with transaction.atomic():
        clock.settled_now()
        return Change.objects.order_by("-id").values_list("id", flat=True).first() or 0


def list_changes(
    *, after: int, until: int, limit: int, of_records: bool = False
) -> list[tuple[int, uuid.UUID]]:
    """Give pairs (change id, resource id), ``after`` < change id <= ``until``, oldest first.

    Args:
        after: The last change seen.
        until: The last one wanted.
        limit: Of their number.
        of_records: Leave out those after which the record is as it was.
    """
    changes = changes_after(after, of_records=of_records).filter(id__lte=until).order_by("id")
    return list(changes.values_list("id", "resource_id")[:limit])


def count_changes(*, after: int, of_records: bool = False) -> int:
    """Give how many changes a reader at ``after`` has not seen; see ``list_changes``."""
    return changes_after(after, of_records=of_records).aggregate(count=Count("id"))["count"]


def changes_after(position: int, *, of_records: bool) -> QuerySet[Change]:
    """Give the changes behind a position."""
    changes = Change.objects.filter(id__gt=position)
    return changes.filter(is_about_use=False) if of_records else changes


def find_download_counts(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Give how often resources were opened in all, by their ids; those that never were left out."""
    totals = DownloadTotal.objects.filter(resource_id__in=list(ids))
    return dict(totals.values_list("resource_id", "count"))
