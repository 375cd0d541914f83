"""What a teacher asks of a list: may these be adapted together, or stand side by side?"""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from licensing.compatibility import Compatibility, Reason, check_compatibility
from repository.models import LearningResource
from repository.remix.worklist import WorkList
from repository.selectors import get_resources


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a list: a work of the catalogue, or a licence chosen by hand."""

    license_id: str
    license_class: str = ""
    resource: LearningResource | None = None


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A reason, with the works of the list that it is about."""

    reason: Reason
    works: tuple[Entry, ...]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The answer for a list; ``missing`` are works that are not, or no longer, in the catalogue."""

    entries: tuple[Entry, ...]
    missing: tuple[UUID, ...]
    compatibility: Compatibility
    reasons: tuple[Told, ...]
    collection_reasons: tuple[Told, ...]


def answer(asked: WorkList) -> Answer:
    """Look the works up and say what may be done with them."""
    found = [each for each in get_resources(asked.works) if not each.is_withdrawn]
    entries = (
        *(
            Entry(license_id=each.license_id, license_class=each.license_class, resource=each)
            for each in found
        ),
        *(Entry(license_id=license_id) for license_id in asked.licenses),
    )
    present = {each.id for each in found}
    told = check_compatibility([entry.license_id for entry in entries])
    return Answer(
        entries=entries,
        missing=tuple(work for work in asked.works if work not in present),
        compatibility=told,
        reasons=told_of(told.reasons, entries),
        collection_reasons=told_of(told.collection_reasons, entries),
    )


def told_of(reasons: Sequence[Reason], entries: Sequence[Entry]) -> tuple[Told, ...]:
    """Give reasons with the entries whose licences they name."""
    return tuple(
        Told(
            reason=reason,
            works=tuple(entry for entry in entries if entry.license_id in reason.works),
        )
        for reason in reasons
    )
