"""Resources with datestamps of the past, for tests of lists."""

from datetime import UTC, datetime, timedelta

from repository.models import LearningResource
from tests.factories import make_resource

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def make_dated(count: int, *, minutes: int = 1, **fields) -> list[LearningResource]:
    """Store resources last changed ``minutes`` apart, from noon on, in the order of lists."""
    resources = [make_resource(f"Unit {number}", **fields) for number in range(count)]
    for number, resource in enumerate(resources):
        resource.datestamp = NOON + timedelta(minutes=minutes * number)
        resource.save(update_fields=["datestamp"])
    return sorted(resources, key=lambda each: (each.datestamp, each.id))


def identifiers_of(resources) -> list[str]:
    return [f"oai:oer.example.org:{resource.id}" for resource in resources]
