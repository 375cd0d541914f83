"""Deciding: an entry of the audit, what holds from now on, and the job that brings it to records.

All of it in one transaction. The records follow by the job; see ``licensing.catalogue``.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from licensing import signals, verdicts
from licensing.catalogue import Example
from licensing.errors import DecisionRefused, UnknownLicense
from licensing.models import Decision, RightsJob, RightsStatement, Ruling
from licensing.selectors.standing import (
    find_ruling,
    list_rulings,
    reading_of,
    texts_of,
    verdict_on,
)
from licensing.services import rules
from licensing.services.entries import (
    BATCH,
    Action,
    Decided,
    Place,
    Scope,
    add_entry,
    has_effect,
    hold,
    hold_all,
    new_entry,
    require_reason,
    start_job,
)
from licensing.services.statements import renew_states
from licensing.statements import ANY, NO_STATEMENT
from licensing.verdicts import Verdict

CHOICES = (Action.ACCEPT, Action.LICENSE, Action.CLOSED, Action.NOT_LICENSE)
"""Actions that say what holds."""


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What a curator chose."""

    action: str
    license_id: str = ""
    reason: str
    scope: str = Scope.SOURCE


def verdict_of(choice: Choice, reading: Verdict, *, basis: str) -> Verdict:
    """Give what holds by a choice.

    Raises:
        DecisionRefused: It is no choice that says what holds, or there is no such licence.
    """
    match choice.action:
        case Action.ACCEPT:
            return verdicts.accepted(reading, basis=basis)
        case Action.CLOSED:
            return verdicts.closed(basis=basis)
        case Action.NOT_LICENSE:
            return verdicts.not_a_license(basis=basis)
        case Action.LICENSE:
            try:
                return verdicts.licensed(choice.license_id, basis=basis)
            except UnknownLicense:
                raise DecisionRefused(
                    _("There is no licence “%(id)s”.") % {"id": choice.license_id}
                ) from None
    raise DecisionRefused(_("Choose what to decide."))


@transaction.atomic
def decide(
    *, user: Any, statement: RightsStatement, choice: Choice, seen: int | None = None
) -> Decided:
    """Decide on a statement, for its source or for every source.

    Args:
        user: The curator.
        statement: What is decided on.
        choice: What was chosen; its scope is this source or everywhere.
        seen: Id of the decision that the curator saw as the one that holds, 0 for none. None does
            not care.

    Raises:
        DecisionRefused: This person may not, it cannot be decided so, or somebody else has decided
            meanwhile.
    """
    rules.require(user, rules.DECIDE)
    statement = RightsStatement.objects.select_for_update().get(pk=statement.pk)
    require_unchanged(statement, seen)
    [decision] = decide_each(user=user, statements=[statement], choice=choice)
    return Decided(decision=decision, job=start_job([decision], user=user))


def require_unchanged(statement: RightsStatement, seen: int | None) -> None:
    """Refuse when something else holds than what the curator saw."""
    ruling = find_ruling(statement)
    if seen is not None and seen != (ruling.decision_id if ruling else 0):
        raise DecisionRefused(
            _("Somebody else decided on this meanwhile. Look at it again before you decide.")
        )


@transaction.atomic
def decide_many(
    *, user: Any, statements: Sequence[RightsStatement], choice: Choice
) -> tuple[list[Decision], RightsJob | None]:
    """Decide on many statements alike; those that this person may not decide on are left out.

    Raises:
        DecisionRefused: None of them could be decided.
    """
    rules.require(user, rules.DECIDE)
    locked = RightsStatement.objects.select_for_update().filter(
        pk__in=[each.pk for each in statements]
    )
    allowed, _refused = rules.split_by_permission(user, list(locked.order_by("pk")), choice.scope)
    if choice.action != Action.ASK:
        allowed = [each for each in allowed if each.statement_key != NO_STATEMENT]
    if not allowed:
        raise DecisionRefused(_("Nothing could be decided on these statements."))
    decided = decide_each(user=user, statements=allowed, choice=choice, batch_id=uuid4())
    return decided, start_job(decided, user=user)


def decide_each(
    *, user: Any, statements: Sequence[RightsStatement], choice: Choice, batch_id: UUID = ANY
) -> list[Decision]:
    """Write a decision for each statement, and let those hold that need no second curator.

    Of several statements of the same words, a decision for every source is written once.

    Raises:
        DecisionRefused: See ``decide``.
    """
    if choice.scope not in {Scope.SOURCE, Scope.EVERYWHERE}:
        raise DecisionRefused(_("Choose what to decide."))
    _allowed, refused = rules.split_by_permission(user, statements, choice.scope)
    if refused:
        raise DecisionRefused(rules.own_source())
    reason = require_reason(choice.reason)
    rulings, held = list_rulings(statements), list_held(statements, choice.scope)
    entries: dict[tuple[UUID, UUID], Decision] = {}
    for statement in statements:
        place = place_for(statement, choice.scope)
        ruling = rulings.get((statement.source_id, statement.statement_key))
        before = verdict_on(statement, ruling)
        entry = new_entry(
            user,
            place,
            before=before,
            action=choice.action,
            reason=reason,
            statement=statement.texts_json,
            engine_reading=reading_of(statement).summary[:100],
            batch_id=batch_id,
            supersedes=held.get((place.source_id, place.statement_key)),
        )
        fill(entry, statement, choice, before)
        entries.setdefault((place.source_id, place.statement_key), entry)
    written = Decision.objects.bulk_create(entries.values(), batch_size=BATCH)
    hold_all([each for each in written if has_effect(each)])
    renew_states({each.statement_key for each in written})
    return written


def list_held(
    statements: Sequence[RightsStatement], scope: str
) -> dict[tuple[UUID, UUID], Decision]:
    """Give what holds in a scope already, by (source, statement key)."""
    rulings = Ruling.objects.select_related("decision").filter(
        scope=scope,
        statement_key__in={each.statement_key for each in statements},
        source_id__in={ANY, *(each.source_id for each in statements)},
    )
    return {(row.source_id, row.statement_key): row.decision for row in rulings}


def place_for(statement: RightsStatement, scope: str) -> Place:
    """Give what a decision on a statement is about."""
    is_everywhere = scope == Scope.EVERYWHERE
    return Place(
        scope=scope,
        source_id=ANY if is_everywhere else statement.source_id,
        source_name="" if is_everywhere else statement.source_name,
        statement_key=statement.statement_key,
    )


def fill(entry: Decision, statement: RightsStatement, choice: Choice, before: Verdict) -> None:
    """Say in an entry what holds by it; a question holds nothing and is passed on instead."""
    if choice.action == Action.ASK:
        signals.partner_asked.send(
            sender=RightsStatement,
            source_id=statement.source_id,
            texts=texts_of(statement),
            question=entry.reason,
        )
        return
    if statement.statement_key == NO_STATEMENT:
        raise DecisionRefused(_("Nothing is stated here: set a default of the source instead."))
    after = verdict_of(choice, reading_of(statement), basis=verdicts.BY_CURATOR)
    entry.license_id = after.id
    entry.finding_json = verdicts.to_json(after).decode()
    entry.is_proposal = rules.needs_second(before, after)


@transaction.atomic
def decide_record(*, user: Any, record: Example, choice: Choice) -> Decided:
    """Decide on one record; this wins over whatever is decided on its statement.

    Raises:
        DecisionRefused: See ``decide``.
    """
    rules.require(user, rules.DECIDE)
    rules.require_impartial(user, source_id=record.source.id)
    place = Place(
        scope=Scope.RECORD,
        source_id=record.source.id,
        source_name=record.source.name,
        resource_id=record.resource_id,
    )
    after = verdict_of(choice, record.verdict, basis=verdicts.BY_CURATOR_FOR_RECORD)
    decision = rule(
        user,
        place,
        before=record.verdict,
        after=after,
        action=choice.action,
        reason=require_reason(choice.reason),
        statement=msgspec.json.encode(record.statements).decode(),
    )
    return Decided(decision=decision, job=start_job([decision], user=user))


@transaction.atomic
def set_default(
    *, user: Any, source_id: UUID, source_name: str, set_spec: str, license_id: str, reason: str
) -> Decided:
    """Say under what a source, or a set of it, puts whatever states nothing of its own.

    Raises:
        DecisionRefused: See ``decide``.
    """
    rules.require(user, rules.SET_DEFAULT)
    rules.require_impartial(user, source_id=source_id)
    place = Place(
        scope=Scope.SET if set_spec else Scope.DEFAULT,
        source_id=source_id,
        source_name=source_name,
        set_spec=set_spec,
    )
    basis = verdicts.BY_SET_DEFAULT if set_spec else verdicts.BY_SOURCE_DEFAULT
    choice = Choice(action=Action.LICENSE, license_id=license_id, reason=reason)
    decision = rule(
        user,
        place,
        before=Verdict(),
        after=verdict_of(choice, Verdict(), basis=basis),
        action=Action.LICENSE,
        reason=require_reason(reason),
    )
    renew_states([NO_STATEMENT])
    return Decided(decision=decision, job=start_job([decision], user=user))


def rule(user: Any, place: Place, *, before: Verdict, after: Verdict, **entry: Any) -> Decision:
    """Write a decision and let it hold, or only propose it where a second curator is needed."""
    finding = verdicts.to_json(after).decode()
    is_proposal = rules.needs_second(before, after)
    held = Ruling.objects.select_for_update().filter(**place.identity).first()
    decision = add_entry(
        user,
        place,
        before=before,
        license_id=after.id,
        finding_json=finding,
        is_proposal=is_proposal,
        supersedes_id=held.decision_id if held else None,
        **entry,
    )
    if not is_proposal:
        hold(place, decision)
    return decision
