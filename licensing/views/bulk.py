"""Deciding on all statements of a filter at once: first what would change, then one job."""

from collections import Counter
from hashlib import blake2b
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.contrib import messages
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from licensing.errors import DecisionRefused
from licensing.models import Decision, RightsStatement
from licensing.selectors.bulk import list_decidable
from licensing.selectors.queue import list_statements
from licensing.selectors.standing import list_rulings, reading_of, verdict_on
from licensing.services import rules
from licensing.services.answers import undo_batch
from licensing.services.decisions import CHOICES, Choice, decide_many, verdict_of
from licensing.services.entries import Scope
from licensing.views import words
from licensing.views.access import needs
from licensing.views.queue import filter_context, read_filter, read_id, tabs_context
from licensing.views.showing import show_all
from licensing.views.statement import begin_job, curator, read_choice

MAX_STATEMENTS = 2_000
"""Decided on in one go, a second or two; the rest of the filter is one more click, and so on."""
SAMPLE = 10


class Move(NamedTuple):
    """Records that would go from one class to another."""

    before: str
    after: str
    records: int


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What one go decides on, and what is left behind it."""

    rows: list[RightsStatement]
    left_out: int
    """Statements of the filter that the choice changes nothing of, or that others decide on."""
    rest: int
    """Statements behind this part."""
    rest_records: int


@require_http_methods(["GET", "HEAD", "POST"])
@needs(rules.DECIDE)
def bulk(request: HttpRequest) -> HttpResponse:
    """Show what a decision on a whole filter would change; make it when asked to."""
    wanted = read_filter(request.GET)
    statements = list_statements(wanted)
    choice = read_choice(request) if request.method == "POST" else find_choice(request)
    context = {"count": statements.count(), "actions": bulk_actions(), "choice": choice}
    context |= {**filter_context(wanted), **tabs_context(wanted)}
    context |= {
        "licenses": words.suggested_licenses(),
        "shown": show_all(list(statements[:SAMPLE])),
    }
    if choice is None:
        return render(request, "licensing/review/bulk.html", context)
    try:
        part = take_part(request, statements, choice)
        if request.POST.get("step") == "decide":
            return make(request, part, choice)
        context |= preview(part, choice)
    except DecisionRefused as error:
        return render(
            request, "licensing/review/bulk.html", {**context, "refusal": str(error)}, status=409
        )
    return render(request, "licensing/review/bulk.html", context)


def find_choice(request: HttpRequest) -> Choice | None:
    """Give the choice of a decision made just now, to go on with the rest of its filter."""
    stated = request.GET.get("again", "")
    if not (stated.isascii() and stated.isdecimal() and len(stated) < 19):
        return None
    made = Decision.objects.filter(pk=int(stated), decided_by=curator(request).pk).first()
    if made is None or made.action not in CHOICES:
        return None
    is_license = made.action == Decision.Action.LICENSE
    return Choice(
        action=made.action,
        license_id=made.license_id if is_license else "",
        reason=made.reason,
        scope=made.scope,
    )


def take_part(request: HttpRequest, statements: QuerySet[RightsStatement], choice: Choice) -> Part:
    """Give what this go decides on.

    Raises:
        DecisionRefused: It is no choice for many, or nothing of the filter would change by it.
    """
    if choice.action not in CHOICES or choice.scope not in {Scope.SOURCE, Scope.EVERYWHERE}:
        raise DecisionRefused(_("Choose what to decide."))
    decidable = list_decidable(
        statements,
        action=choice.action,
        license_id=choice.license_id,
        scope=choice.scope,
        own_sources=rules.own_sources(request.user),
    )
    whole = decidable.order_by().aggregate(number=Count("pk"), records=Sum("record_count"))
    rows = list(decidable[:MAX_STATEMENTS])
    if not rows:
        raise DecisionRefused(_("Nothing could be decided on these statements."))
    return Part(
        rows=rows,
        left_out=statements.count() - whole["number"],
        rest=whole["number"] - len(rows),
        rest_records=whole["records"] - sum(row.record_count for row in rows),
    )


def bulk_actions() -> dict[str, tuple[str, words.Word]]:
    """Give the actions that make sense for many statements."""
    return {name: word for name, word in words.ACTIONS.items() if name in CHOICES}


def digest(rows: list[RightsStatement]) -> str:
    """Give a mark of which statements were looked at, and in what state."""
    looked_at = " ".join(f"{row.pk}:{row.state}" for row in rows)
    return blake2b(looked_at.encode(), digest_size=16).hexdigest()


def make(request: HttpRequest, part: Part, choice: Choice) -> HttpResponse:
    """Decide, if the filter still finds what the preview showed; lead to the rest, if there is any.

    Raises:
        DecisionRefused: The filter finds something else by now.
    """
    if request.POST.get("mark") != digest(part.rows):
        raise DecisionRefused(_("The queue has changed meanwhile. Look at the preview again."))
    decided, job = decide_many(user=curator(request), statements=part.rows, choice=choice)
    begin_job(job)
    if job is None:
        messages.success(request, _("It was proposed and waits for a second curator."))
    else:
        messages.success(request, _("Decided on %(count)s statements.") % {"count": len(decided)})
    if part.rest:
        again = urlencode({**read_filter(request.GET).parameters, "again": str(decided[0].pk)})
        return redirect(f"{reverse('review-bulk')}?{again}")
    return redirect("review") if job is None else redirect("review-job", job.pk)


def preview(part: Part, choice: Choice) -> dict[str, object]:
    """Give what would change: records by class before and after, and what would be left out.

    Raises:
        DecisionRefused: There is no such licence.
    """
    rulings = list_rulings(part.rows)
    moves: Counter[tuple[str, str]] = Counter()
    waiting = 0
    for each in part.rows:
        before = verdict_on(each, rulings.get((each.source_id, each.statement_key)))
        after = verdict_of(choice, reading_of(each), basis="curator")
        moves[before.license_class, after.license_class] += each.record_count
        waiting += rules.needs_second(before, after)
    return {
        "is_preview": True,
        "part": part,
        "part_count": len(part.rows),
        "mark": digest(part.rows),
        "moves": [Move(*classes, records) for classes, records in moves.most_common()],
        "record_count": sum(moves.values()),
        "waiting": waiting,
        "choice_word": words.ACTIONS[choice.action][1],
    }


@require_http_methods(["POST"])
@needs(rules.DECIDE)
def undo_together(request: HttpRequest) -> HttpResponse:
    """Undo what was decided together."""
    batch_id = read_id(request.POST.get("batch", ""))
    if not batch_id:
        return HttpResponseBadRequest()
    reason = request.POST.get("reason", "").strip()[:5_000]
    try:
        undone = undo_batch(user=curator(request), batch_id=UUID(batch_id), reason=reason)
    except DecisionRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Undone: %(count)s decisions.") % {"count": len(undone)})
    return redirect("review-jobs")
