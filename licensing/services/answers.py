"""Answering a decision by another one: undoing it, confirming a proposal or declining it."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from licensing import verdicts
from licensing.errors import DecisionRefused
from licensing.models import Decision, Ruling
from licensing.services import rules
from licensing.services.entries import (
    BATCH,
    Action,
    Decided,
    Place,
    Scope,
    add_entry,
    hold,
    hold_all,
    new_entry,
    place_of,
    require_reason,
    start_job,
)
from licensing.services.statements import renew_states
from licensing.statements import ANY, NO_STATEMENT
from licensing.verdicts import Verdict

DEFAULTS = frozenset({Scope.SET, Scope.DEFAULT})


@transaction.atomic
def undo(*, user: Any, decision: Decision, reason: str) -> Decided:
    """Let hold again what held before a decision.

    Only what holds now can be undone, the latest first; and a question that waits for an answer.

    Raises:
        DecisionRefused: See ``licensing.services.decisions.decide``.
    """
    place = begin(user, decision)
    ruling = Ruling.objects.select_for_update().filter(**place.identity).first()
    is_question = decision.action == Action.ASK and not decision.answered_by.exists()
    if not is_question and (ruling is None or ruling.decision_id != decision.pk):
        raise DecisionRefused(_("This no longer holds; undo what was decided last."))
    before, after = read(decision.finding_json), what_returns(decision)
    entry = undoing(
        user,
        decision,
        before=before,
        after=after,
        reason=require_reason(reason),
        is_proposal=not is_question and rules.needs_second(before, after),
    )
    entry.save()
    if is_question:
        return finish(user, place, entry)
    if not entry.is_proposal:
        hold(place, decision.supersedes)
    return finish(user, place, entry)


@transaction.atomic
def undo_batch(*, user: Any, batch_id: UUID, reason: str) -> list[Decision]:
    """Undo what was decided together, as far as it still holds; a job brings it to the records.

    Where opening up needs a second curator, such decisions are left to be undone one by one.

    Raises:
        DecisionRefused: Nothing of it can be undone by this person.
    """
    rules.require(user, rules.DECIDE)
    held = Ruling.objects.select_for_update(of=("self",)).filter(decision__batch_id=batch_id)
    rulings = list(held.select_related("decision__supersedes").order_by("pk"))
    own = rules.own_sources(user)
    stated = rules.keys_stated(own, [each.statement_key for each in rulings])
    entries, freed, restored = [], [], []
    for ruling in rulings:
        decision = ruling.decision
        before, after = read(decision.finding_json), what_returns(decision)
        is_own = ruling.source_id in own or (
            ruling.source_id == ANY and ruling.statement_key in stated
        )
        if is_own or rules.needs_second(before, after):
            continue
        entries.append(
            undoing(user, decision, before=before, after=after, reason=require_reason(reason))
        )
        if decision.supersedes is None:
            freed.append(ruling.pk)
        else:
            restored.append(decision.supersedes)
    if not entries:
        raise DecisionRefused(_("This no longer holds; undo what was decided last."))
    written = Decision.objects.bulk_create(entries, batch_size=BATCH)
    Ruling.objects.filter(pk__in=freed).delete()
    hold_all(restored)
    renew_states({each.statement_key for each in written})
    start_job(written, user=user)
    return written


def what_returns(decision: Decision) -> Verdict:
    """Give what holds once a decision is undone."""
    restored = decision.supersedes
    return read(restored.finding_json if restored else decision.before_json)


def undoing(
    user: Any, decision: Decision, *, before: Verdict, after: Verdict, **entry: Any
) -> Decision:
    """Give the entry that undoes a decision, to be written."""
    return new_entry(
        user,
        place_of(decision),
        before=before,
        action=Action.UNDO,
        statement=decision.statement,
        finding_json=verdicts.to_json(after).decode(),
        answers=decision,
        supersedes=decision.supersedes,
        **entry,
    )


@transaction.atomic
def confirm(*, user: Any, proposal: Decision, reason: str = "") -> Decided:
    """Let a proposal hold, as the second curator.

    Raises:
        DecisionRefused: It is one's own, was answered already, or something else holds since.
    """
    place = begin(user, proposal)
    rules.require_second(user, proposal)
    require_open(proposal)
    ruling = Ruling.objects.select_for_update().filter(**place.identity).first()
    undone = proposal.answers if proposal.action == Action.UNDO else None
    expected = undone.pk if undone else proposal.supersedes_id
    if expected != (ruling.decision_id if ruling else None):
        raise DecisionRefused(_("Something else was decided since; decline this proposal."))
    entry = add_entry(
        user,
        place,
        before=read(proposal.before_json),
        action=proposal.action,
        license_id=proposal.license_id,
        finding_json=proposal.finding_json,
        reason=reason.strip() or proposal.reason,
        statement=proposal.statement,
        engine_reading=proposal.engine_reading,
        answers=proposal,
        supersedes=proposal.supersedes,
    )
    hold(place, proposal.supersedes if undone else entry)
    return finish(user, place, entry)


@transaction.atomic
def decline(*, user: Any, proposal: Decision, reason: str) -> Decided:
    """Answer a proposal with no; who made it may take it back so.

    Raises:
        DecisionRefused: It was answered already, or no reason is given.
    """
    place = begin(user, proposal)
    require_open(proposal)
    entry = add_entry(
        user,
        place,
        before=read(proposal.before_json),
        action=Action.DECLINE,
        reason=require_reason(reason),
        statement=proposal.statement,
        answers=proposal,
    )
    return finish(user, place, entry)


def begin(user: Any, decision: Decision) -> Place:
    """Check who answers a decision; give what it is about."""
    place = place_of(decision)
    rules.require(user, rules.SET_DEFAULT if place.scope in DEFAULTS else rules.DECIDE)
    rules.require_impartial(user, source_id=place.source_id, statement_keys=[place.statement_key])
    return place


def finish(user: Any, place: Place, entry: Decision) -> Decided:
    """Bring the states up to the entry, and queue the job."""
    renew_states([NO_STATEMENT if place.scope in DEFAULTS else place.statement_key])
    is_question = entry.answers is not None and entry.answers.action == Action.ASK
    return Decided(decision=entry, job=None if is_question else start_job([entry], user=user))


def require_open(proposal: Decision) -> None:
    """Refuse what is no proposal, or was answered."""
    if not proposal.is_proposal or proposal.answered_by.exists():
        raise DecisionRefused(_("This proposal was answered already."))


def read(finding_json: str) -> Verdict:
    """Read what an entry says to hold."""
    return verdicts.from_json(finding_json) if finding_json else Verdict()
