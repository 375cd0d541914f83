"""Decisions out and in: so that what one site has decided need not be decided again by another.

What is taken in holds for every source here; a decision made here for one source stands before it.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal
from uuid import UUID, uuid4

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from licensing import verdicts
from licensing.errors import DecisionRefused
from licensing.models import Decision, RightsJob, Ruling
from licensing.services import rules
from licensing.services.decisions import CHOICES, Choice, verdict_of
from licensing.services.entries import (
    BATCH,
    Place,
    Scope,
    has_effect,
    hold_all,
    new_entry,
    start_job,
)
from licensing.services.statements import renew_states
from licensing.statements import ANY, NO_STATEMENT, statement_key
from licensing.verdicts import Verdict, read_verdict

FORMAT = "commonloom-decisions"
COLUMNS = (
    "statement",
    "scope",
    "source",
    "set",
    "action",
    "license",
    "reason",
    "date",
    "engine_reading",
)
MAX_ENTRIES = 20_000
MAX_STATEMENT_CHARACTERS = 20_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One decision as it travels."""

    statement: tuple[str, ...] = ()
    """The rights strings of a record, in the order stated; empty of a default."""
    scope: str = Scope.EVERYWHERE.value
    source: str = ""
    set: str = ""
    action: str
    license: str = ""
    reason: str = ""
    date: str = ""
    engine_reading: str = ""


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """What taking in one entry would do."""

    number: int
    """Place in the file, from 1."""
    entry: Entry
    effect: Literal["new", "same", "contradicting", "unusable"]
    why: str = ""


def iter_entries() -> Iterator[Entry]:
    """Yield what holds now, but for single records, whose ids mean nothing elsewhere."""
    rulings = Ruling.objects.exclude(scope=Scope.RECORD).select_related("decision").order_by("pk")
    for ruling in rulings.iterator(chunk_size=BATCH):
        decision = ruling.decision
        yield Entry(
            statement=msgspec.json.decode(decision.statement or "[]", type=tuple[str, ...]),
            scope=ruling.scope,
            source=decision.source_name,
            set=ruling.set_spec,
            action=decision.action,
            license=decision.license_id,
            reason=decision.reason,
            date=f"{decision.decided_at:%Y-%m-%dT%H:%M:%SZ}",
            engine_reading=decision.engine_reading,
        )


def iter_json() -> Iterator[bytes]:
    """Yield the export as JSON."""
    yield b'{"format":"%b","version":1,"decisions":[' % FORMAT.encode()
    for number, entry in enumerate(iter_entries()):
        yield (b",\n" if number else b"\n") + msgspec.json.encode(entry)
    yield b"\n]}\n"


def iter_csv() -> Iterator[str]:
    """Yield the export as CSV; ``statement`` is a JSON list."""
    yield line(COLUMNS)
    for entry in iter_entries():
        fields = msgspec.structs.asdict(entry)
        fields["statement"] = msgspec.json.encode(entry.statement).decode()
        yield line([fields[name] for name in COLUMNS])


def line(cells: Sequence[object]) -> str:
    """Give a line of CSV with no cell that a spreadsheet takes for a formula."""
    written = io.StringIO()
    texts = [str(cell) for cell in cells]
    csv.writer(written).writerow(
        [f"'{each}" if each.startswith(FORMULA) else each for each in texts]
    )
    return written.getvalue()


def read_file(document: bytes) -> list[Entry]:
    """Read an export, JSON or CSV.

    Raises:
        DecisionRefused: Says what is wrong with the file.
    """
    try:
        text = document.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DecisionRefused(_("The file is not UTF-8 text.")) from None
    entries = read_json(text) if text.lstrip().startswith("{") else read_csv(text)
    if not entries:
        raise DecisionRefused(_("The file holds no decisions."))
    if len(entries) > MAX_ENTRIES:
        raise DecisionRefused(
            _("The file holds more than %(count)s decisions; split it.") % {"count": MAX_ENTRIES}
        )
    return entries


class _File(msgspec.Struct):
    """The JSON form."""

    format: str
    decisions: list[Entry]


def read_json(text: str) -> list[Entry]:
    """Read the JSON form."""
    try:
        file = msgspec.json.decode(text, type=_File)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise DecisionRefused(_("The file cannot be read: %(error)s") % {"error": error}) from None
    if file.format != FORMAT:
        raise DecisionRefused(_("This is no file of decisions."))
    return file.decisions


def read_csv(text: str) -> list[Entry]:
    """Read the CSV form."""
    reader = csv.DictReader(io.StringIO(text, newline=""))
    entries = []
    try:
        if not {"statement", "action"} <= set(reader.fieldnames or ()):
            raise DecisionRefused(_("This is no file of decisions."))
        for row in reader:
            fields = {name: unguarded(row.get(name) or "") for name in COLUMNS}
            statement = msgspec.json.decode(fields.pop("statement") or "[]", type=tuple[str, ...])
            entries.append(Entry(statement=statement, **fields))
            if len(entries) > MAX_ENTRIES:
                break
    except (csv.Error, msgspec.MsgspecError, ValueError, RecursionError) as error:
        place = _("line %(number)s: %(error)s") % {"number": reader.line_num, "error": error}
        raise DecisionRefused(_("The file cannot be read: %(error)s") % {"error": place}) from None
    return entries


def unguarded(cell: str) -> str:
    """Take away the mark that keeps a spreadsheet from seeing a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA) else cell


def plan(user: Any, entries: Sequence[Entry]) -> list[Planned]:
    """Say what taking in each entry would do; nothing is written."""
    keys = [statement_key(entry.statement) for entry in entries]
    held = held_everywhere(keys)
    own = rules.keys_stated(rules.own_sources(user), keys)
    planned = []
    met: set[UUID] = set()
    for number, (entry, key) in enumerate(zip(entries, keys, strict=True), start=1):
        why = objection(entry, key, own)
        if not why and key in met:
            why = _("The file decides on this statement twice.")
        met.add(key)
        effect: Literal["new", "same", "contradicting", "unusable"] = "new"
        if why:
            effect = "unusable"
        elif ruling := held.get(key):
            is_same = verdict_in(entry) == verdicts.from_json(ruling.finding_json)
            effect = "same" if is_same else "contradicting"
        planned.append(Planned(number=number, entry=entry, effect=effect, why=why))
    return planned


def held_everywhere(keys: Sequence[UUID]) -> Mapping[UUID, Ruling]:
    """Give what holds for statements at every source."""
    rows: dict[UUID, Ruling] = {}
    for begin in range(0, len(keys), BATCH):
        found = Ruling.objects.select_related("decision").filter(
            scope=Scope.EVERYWHERE, statement_key__in=keys[begin : begin + BATCH]
        )
        rows |= {row.statement_key: row for row in found}
    return rows


def objection(entry: Entry, key: UUID, own: set[UUID]) -> str:
    """Say why an entry cannot be taken in; empty if it can."""
    is_elsewhere = entry.scope not in {Scope.SOURCE, Scope.EVERYWHERE}
    objections = (
        (is_elsewhere, _("A default or a single record: it means nothing at another site.")),
        (key == NO_STATEMENT, _("It names no statement.")),
        (
            sum(map(len, entry.statement)) > MAX_STATEMENT_CHARACTERS,
            _("The statement is too long."),
        ),
        (entry.action not in CHOICES, _("It says nothing about a licence.")),
        (key in own, rules.own_source()),
    )
    if why := next((text for holds, text in objections if holds), ""):
        return why
    try:
        verdict_in(entry)
    except DecisionRefused as error:
        return str(error)
    return ""


def verdict_in(entry: Entry) -> Verdict:
    """Give what would hold by an entry."""
    choice = Choice(action=entry.action, license_id=entry.license, reason=entry.reason)
    return verdict_of(choice, read_verdict(entry.statement), basis=verdicts.BY_CURATOR)


@transaction.atomic
def take_in(
    *, user: Any, entries: Sequence[Entry], may_replace: bool
) -> tuple[list[Decision], RightsJob | None]:
    """Take in what is new and, if asked to, what contradicts; a job brings it to the records.

    Raises:
        DecisionRefused: This person may not, or nothing is left to take in.
    """
    rules.require(user, rules.IMPORT)
    wanted = {"new", "contradicting"} if may_replace else {"new"}
    chosen = [each.entry for each in plan(user, entries) if each.effect in wanted]
    if not chosen:
        raise DecisionRefused(_("Nothing in the file is new."))
    held = held_everywhere([statement_key(each.statement) for each in chosen])
    batch_id = uuid4()
    written = Decision.objects.bulk_create(
        [imported(user, each, held, batch_id) for each in chosen], batch_size=BATCH
    )
    hold_all([each for each in written if has_effect(each)])
    renew_states({each.statement_key for each in written})
    title = _("Import of %(count)s decisions") % {"count": len(written)}
    return written, start_job(written, user=user, title=title)


def imported(user: Any, entry: Entry, held: Mapping[UUID, Ruling], batch_id: UUID) -> Decision:
    """Give the entry of the audit, to be written."""
    key = statement_key(entry.statement)
    reading, after = read_verdict(entry.statement), verdict_in(entry)
    ruling = held.get(key)
    before = verdicts.from_json(ruling.finding_json) if ruling else reading
    return new_entry(
        user,
        Place(scope=Scope.EVERYWHERE, source_id=ANY, statement_key=key),
        before=before,
        action=entry.action,
        license_id=after.id,
        finding_json=verdicts.to_json(after).decode(),
        reason=(entry.reason.strip() or _("Imported."))[:5_000],
        statement=msgspec.json.encode([text.strip() for text in entry.statement]).decode(),
        engine_reading=reading.summary[:100],
        is_proposal=rules.needs_second(before, after),
        supersedes=ruling.decision if ruling else None,
        is_import=True,
        batch_id=batch_id,
    )
