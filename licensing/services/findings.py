"""Reasons to look at a licence again: what readers report, and what is found at the work itself.

Nothing here changes a licence; both wait for a curator.
"""

from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from licensing.errors import DecisionRefused
from licensing.models import LicenseEvidence, LicenseReport
from licensing.services import rules
from licensing.services.entries import name_of, require_reason

MAX_SNIPPET_CHARACTERS = 500


class Concerned(NamedTuple):
    """The record that something was found about, as this room knows it."""

    resource_id: UUID
    source_id: UUID
    statement_key: UUID
    """Of what the record states."""


def report_license(
    *,
    record: Concerned,
    license_id: str,
    reason: str,
    text: str = "",
    contact: str = "",
) -> LicenseReport:
    """Put a reader's report into the queue.

    Args:
        record: The record.
        license_id: What was shown.
        reason: One of ``LicenseReport.Reason``.
        text: The reader's own words.
        contact: Mail address, if the reader wants an answer.
    """
    return LicenseReport.objects.create(
        **record._asdict(),
        license_id=license_id,
        reason=LicenseReport.Reason(reason),
        text=text.strip(),
        contact=contact,
    )


@transaction.atomic
def note_evidence(
    *,
    record: Concerned,
    kind: str,
    url: str,
    license_id: str,
    snippet: str,
    agrees: bool,
) -> LicenseEvidence:
    """Keep what was found at an address of a work; what was found there before is replaced.

    Something else than before puts it into the queue again; the same leaves a curator's mark.

    Args:
        record: The record.
        kind: One of ``LicenseEvidence.Kind``.
        url: Where it was found.
        license_id: The one licence found; empty for none or several.
        snippet: The characters that decided.
        agrees: Whether it says what the record says.
    """
    fields = {
        "source_id": record.source_id,
        "statement_key": record.statement_key,
        "license_id": license_id,
        "snippet": snippet.replace("\0", "")[:MAX_SNIPPET_CHARACTERS],
        "agrees": agrees,
        "found_at": datetime.now(UTC),
    }
    known = LicenseEvidence.objects.filter(
        resource_id=record.resource_id, kind=kind, url=url
    ).first()
    is_same = known is not None and (known.license_id, known.agrees) == (license_id, agrees)
    kept, _is_new = LicenseEvidence.objects.update_or_create(
        resource_id=record.resource_id,
        kind=LicenseEvidence.Kind(kind),
        url=url,
        defaults=fields if is_same else {**fields, "is_settled": False},
    )
    return kept


@transaction.atomic
def answer_report(*, user: Any, report: LicenseReport, state: str, answer: str) -> None:
    """Uphold or dismiss a report; what follows for the licence is a decision of its own.

    Raises:
        DecisionRefused: This person may not, no reason is given, or it was answered already.
    """
    rules.require(user, rules.DECIDE)
    rules.require_impartial(user, source_id=report.source_id)
    answered = LicenseReport.objects.filter(pk=report.pk, state=LicenseReport.State.OPEN).update(
        state=LicenseReport.State(state),
        answer=require_reason(answer)[:5_000],
        answered_by_name=name_of(user),
        answered_at=datetime.now(UTC),
    )
    if not answered:
        raise DecisionRefused(_("This report was answered already."))


@transaction.atomic
def settle_evidence(*, user: Any, evidence: LicenseEvidence) -> None:
    """Note that a curator has looked at evidence.

    Raises:
        DecisionRefused: This person may not.
    """
    rules.require(user, rules.DECIDE)
    rules.require_impartial(user, source_id=evidence.source_id)
    LicenseEvidence.objects.filter(pk=evidence.pk).update(is_settled=True)
