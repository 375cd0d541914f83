"""Deciding: an entry of the audit, what holds from now on, and the job that brings it to records.

All of it in one transaction. The records follow by the job; see ``licensing.catalogue``.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from licensing import signals, verdicts
from licensing.catalogue import Example
from licensing.errors import DecisionRefused, UnknownLicense
from licensing.models import Decision, RightsJob, RightsStatement, Ruling
from licensing.selectors.standing import find_ruling, reading_of, texts_of, verdict_on
from licensing.services import rules
from licensing.services.jobs import Target, queue_job
from licensing.services.statements import renew_states
from licensing.statements import ANY, NO_STATEMENT
from licensing.verdicts import Verdict

Action, Scope = Decision.Action, Decision.Scope
CHOICES = (Action.ACCEPT, Action.LICENSE, Action.CLOSED, Action.NOT_LICENSE)
"""Actions that say what holds."""


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What a curator chose."""

    action: str
    license_id: str = ""
    reason: str
    scope: str = Scope.SOURCE


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


def require_reason(reason: str) -> str:
    """Give a reason without space around it.

    Raises:
        DecisionRefused: None is given.
    """
    if not reason.strip():
        raise DecisionRefused(_("Write a reason: others will ask."))
    return reason.strip()


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
    decided = decide_each(user=user, statements=[statement], choice=choice)
    renew_states([statement.statement_key])
    job = start_job(decided, user=user)
    return Decided(decision=decided[0], job=job)


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
    keys = [each.pk for each in statements]
    locked = list(RightsStatement.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    decided = decide_each(user=user, statements=locked, choice=choice, is_lenient=True)
    if not decided:
        raise DecisionRefused(_("Nothing could be decided on these statements."))
    renew_states({each.statement_key for each in decided})
    return decided, start_job(decided, user=user)


def decide_each(
    *,
    user: Any,
    statements: Iterable[RightsStatement],
    choice: Choice,
    is_lenient: bool = False,
) -> list[Decision]:
    """Write a decision for each statement; see ``decide`` for errors, ``decide_many`` without."""
    decided = []
    for statement in statements:
        try:
            decided.append(decide_one(user, statement, choice))
        except DecisionRefused:
            if not is_lenient:
                raise
    return decided


def decide_one(user: Any, statement: RightsStatement, choice: Choice) -> Decision:
    """Write the decision on one statement, and let it hold unless it needs a second curator."""
    if choice.scope not in {Scope.SOURCE, Scope.EVERYWHERE}:
        raise DecisionRefused(_("Choose what to decide."))
    if statement.statement_key == NO_STATEMENT and choice.action != Action.ASK:
        raise DecisionRefused(_("Nothing is stated here: set a default of the source instead."))
    is_everywhere = choice.scope == Scope.EVERYWHERE
    place = Place(
        scope=choice.scope,
        source_id=ANY if is_everywhere else statement.source_id,
        source_name="" if is_everywhere else statement.source_name,
        statement_key=statement.statement_key,
    )
    rules.require_impartial(
        user, source_id=place.source_id, statement_keys=[statement.statement_key]
    )
    entry: dict[str, Any] = {
        "action": choice.action,
        "reason": require_reason(choice.reason),
        "statement": statement.texts_json,
        "engine_reading": reading_of(statement).summary[:100],
    }
    before = verdict_on(statement, find_ruling(statement))
    if choice.action == Action.ASK:
        signals.partner_asked.send(
            sender=RightsStatement,
            source_id=statement.source_id,
            texts=texts_of(statement),
            question=entry["reason"],
        )
        return add_entry(user, place, before=before, **entry)
    after = verdict_of(choice, reading_of(statement), basis=verdicts.BY_CURATOR)
    return rule(user, place, before=before, after=after, **entry)


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


def hold(place: Place, decision: Decision | None) -> None:
    """Let a decision hold from now on, or none any more."""
    if decision is None:
        Ruling.objects.filter(**place.identity).delete()
        return
    Ruling.objects.update_or_create(
        **place.identity,
        defaults={"decision": decision, "finding_json": decision.finding_json},
    )


def add_entry(user: Any, place: Place, *, before: Verdict, **entry: Any) -> Decision:
    """Write an entry of the audit."""
    return Decision.objects.create(
        **msgspec.structs.asdict(place),
        before_json=verdicts.to_json(before).decode(),
        decided_by=user,
        decided_by_name=(user.get_full_name() or user.get_username())[:200],
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
        record_count=sum(count_records(place) for place in places),
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


def count_records(place: Place) -> int:
    """Give how many records a decision may change, as last counted."""
    if place.resource_id != ANY:
        return 1
    rows = RightsStatement.objects.all()
    if place.source_id != ANY:
        rows = rows.filter(source_id=place.source_id)
    if place.statement_key != ANY:
        rows = rows.filter(statement_key=place.statement_key)
    return rows.aggregate(total=Sum("record_count"))["total"] or 0
