"""Entries of the audit, what holds by them, and the jobs that bring it to records.

What deciding and answering have in common; each is called inside their transaction.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import msgspec
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from licensing import verdicts
from licensing.errors import DecisionRefused
from licensing.models import Decision, RightsJob, RightsStatement, Ruling, StatementBand
from licensing.services.jobs import Target, queue_job
from licensing.statements import ANY, bands, trigrams
from licensing.verdicts import Verdict

Action, Scope = Decision.Action, Decision.Scope
IDENTITY = ("source_id", "statement_key", "resource_id", "set_spec", "scope")
"""Columns of the unique constraint of ``Ruling``."""
BATCH = 500


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """What a decision is about; ``ANY`` stands for all."""

    scope: str
    source_id: UUID = ANY
    source_name: str = ""
    statement_key: UUID = ANY
    set_spec: str = ""
    resource_id: UUID = ANY

    @property
    def identity(self) -> dict[str, Any]:
        """The columns that identify its ruling."""
        fields = msgspec.structs.asdict(self)
        del fields["source_name"]
        return fields

    @property
    def target(self) -> Target:
        """The records that it may change."""
        return (self.source_id, self.statement_key, self.resource_id)


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """What deciding did; ``job`` is None where nothing holds yet."""

    decision: Decision
    job: RightsJob | None = None


def place_of(decision: Decision) -> Place:
    """Give what a decision is about."""
    return Place(**{name: getattr(decision, name) for name in Place.__struct_fields__})


def require_reason(reason: str) -> str:
    """Give a reason without space around it.

    Raises:
        DecisionRefused: None is given.
    """
    if not reason.strip():
        raise DecisionRefused(_("Write a reason: others will ask."))
    return reason.strip()


def hold(place: Place, decision: Decision | None) -> None:
    """Let a decision hold from now on, or none any more."""
    if decision is None:
        Ruling.objects.filter(**place.identity).delete()
    else:
        hold_all([decision])


def hold_all(held: Sequence[Decision]) -> None:
    """Let decisions hold from now on, each where it is about."""
    Ruling.objects.bulk_create(
        [
            Ruling(**place_of(each).identity, decision_id=each.pk, finding_json=each.finding_json)
            for each in held
        ],
        update_conflicts=True,
        unique_fields=IDENTITY,
        update_fields=("decision", "finding_json"),
        batch_size=BATCH,
    )
    note_bands(held)


def note_bands(held: Sequence[Decision]) -> None:
    """See to it that statements decided on are found by statements like them."""
    texts = {each.statement_key: each.statement for each in held if each.statement_key != ANY}
    StatementBand.objects.bulk_create(
        [
            StatementBand(band=band, statement_key=key)
            for key, stated in texts.items()
            for band in bands(trigrams(msgspec.json.decode(stated or "[]", type=list[str])))
        ],
        ignore_conflicts=True,
        batch_size=10 * BATCH,
    )


def add_entry(user: Any, place: Place, *, before: Verdict, **entry: Any) -> Decision:
    """Write an entry of the audit."""
    decision = new_entry(user, place, before=before, **entry)
    decision.save()
    return decision


def name_of(user: Any) -> str:
    """Give the name that an account signs with."""
    return (user.get_full_name() or user.get_username())[:200]


def new_entry(user: Any, place: Place, *, before: Verdict, **entry: Any) -> Decision:
    """Give an entry of the audit, to be written."""
    return Decision(
        **msgspec.structs.asdict(place),
        before_json=verdicts.to_json(before).decode(),
        decided_by=user,
        decided_by_name=name_of(user),
        **entry,
    )


def start_job(decisions: Sequence[Decision], *, user: Any, title: str = "") -> RightsJob | None:
    """Queue the job that brings decisions to the records; None where nothing changes for any."""
    effective = [each for each in decisions if has_effect(each)]
    if not effective:
        return None
    places = [place_of(each) for each in effective]
    return queue_job(
        title=title or title_of(effective),
        targets=[place.target for place in places],
        user=user,
        record_count=count_records(places),
        job_id=uuid4() if effective[0].batch_id == ANY else effective[0].batch_id,
    )


def has_effect(decision: Decision) -> bool:
    """Tell whether an entry changes what holds."""
    return not decision.is_proposal and decision.action not in {Action.ASK, Action.DECLINE}


def title_of(decisions: Sequence[Decision]) -> str:
    """Give what a job is for, in few words: the statement, the record, or the source."""
    first = decisions[0]
    texts = msgspec.json.decode(first.statement or "[]", type=list[str])
    stated = " · ".join(texts) or first.set_spec or first.source_name
    return stated if len(decisions) == 1 else f"{stated[:80]} (+ {len(decisions) - 1})"


def count_records(places: Sequence[Place]) -> int:
    """Give how many records decisions may change, as last counted."""
    total = 0
    for begin in range(0, len(places), BATCH):
        wanted = Q()
        for place in places[begin : begin + BATCH]:
            if place.resource_id != ANY:
                total += 1
                continue
            of_source = Q() if place.source_id == ANY else Q(source_id=place.source_id)
            stated = Q() if place.statement_key == ANY else Q(statement_key=place.statement_key)
            wanted |= of_source & stated
        if wanted:
            rows = RightsStatement.objects.filter(wanted)
            total += rows.aggregate(total=Sum("record_count"))["total"] or 0
    return total
