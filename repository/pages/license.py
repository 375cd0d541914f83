"""How the licence of a resource was determined, for its page.

What the source says of the work itself, what a curator decided, and what is merely the default of a
source or a set are kept apart.
"""

from datetime import datetime
from typing import Literal

import msgspec

from licensing.models import Decision, LicenseEvidence
from licensing.verdicts import BY_CURATOR, BY_CURATOR_FOR_RECORD, BY_SET_DEFAULT, BY_SOURCE_DEFAULT
from repository.metadata.record import LicenseFinding, from_json
from repository.models import LearningResource
from repository.rights.holding import find_lagging

Way = Literal["read", "curator", "curator-record", "set-default", "source-default"]
_DECIDED: dict[str, Way] = {
    BY_CURATOR: "curator",
    BY_CURATOR_FOR_RECORD: "curator-record",
    BY_SET_DEFAULT: "set-default",
    BY_SOURCE_DEFAULT: "source-default",
}
MAX_CONTRADICTIONS = 3


class LicenseAccount(msgspec.Struct, frozen=True, kw_only=True):
    """How we know: ``way`` is what decided; ``read`` is what was read of the source's words."""

    way: Way
    read: LicenseFinding
    candidates: tuple[str, ...] = ()
    """The licences named, where the source's words name several."""
    decided_at: datetime | None = None
    set_spec: str = ""
    changing_since: datetime | None = None
    """When a decision was made that has not reached the record yet."""
    contradictions: tuple[LicenseEvidence, ...] = ()
    """Other licences found at the work itself, which nobody has looked at yet."""


def license_account(resource: LearningResource) -> LicenseAccount:
    """Give the account of a resource's licence."""
    read = from_json(resource.metadata_json).license
    decision = None
    way: Way = "read"
    if resource.license_json:
        way = _DECIDED.get(resource.metadata.license.basis, "curator")
        decision = Decision.objects.filter(pk=resource.decision_id).first()
    is_conflict = read.license_class == "conflict"
    contradictions = LicenseEvidence.objects.filter(
        resource_id=resource.id, is_settled=False, agrees=False
    ).exclude(license_id="")
    return LicenseAccount(
        way=way,
        read=read,
        candidates=tuple(filter(None, read.evidence.split(", "))) if is_conflict else (),
        decided_at=decision.decided_at if decision else None,
        set_spec=decision.set_spec if decision else "",
        changing_since=find_lagging([resource.id]).get(resource.id),
        contradictions=tuple(contradictions[:MAX_CONTRADICTIONS]),
    )
