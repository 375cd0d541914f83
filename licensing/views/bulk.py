"""Deciding on all statements of a filter at once: first what would change, then one job."""

from collections import Counter
from hashlib import blake2b
from typing import NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from licensing.errors import DecisionRefused
from licensing.models import RightsStatement
from licensing.selectors.queue import list_statements
from licensing.selectors.standing import list_rulings, reading_of, verdict_on
from licensing.services import rules
from licensing.services.answers import undo_batch
from licensing.services.decisions import CHOICES, Choice, decide_many, verdict_of
from licensing.statements import NO_STATEMENT
from licensing.views import words
from licensing.views.access import needs
from licensing.views.queue import filter_context, read_filter, read_id, tabs_context
from licensing.views.showing import show_all
from licensing.views.statement import begin_job, curator, read_choice

MAX_STATEMENTS = 2_000
"""Decided on at once; what is left over stays in the queue for the next time."""
SAMPLE = 10


class Move(NamedTuple):
    """Records that would go from one class to another."""

    before: str
    after: str
    records: int


@require_http_methods(["GET", "HEAD", "POST"])
@needs(rules.DECIDE)
def bulk(request: HttpRequest) -> HttpResponse:
    """Show what a decision on a whole filter would change; make it when asked to."""
    wanted = read_filter(request.GET)
    rows = list(list_statements(wanted)[: MAX_STATEMENTS + 1])
    is_cut = len(rows) > MAX_STATEMENTS
    rows = rows[:MAX_STATEMENTS]
    context = {"count": len(rows), "is_cut": is_cut, "actions": bulk_actions()}
    context |= {**filter_context(wanted), **tabs_context(wanted)}
    context |= {"licenses": words.suggested_licenses(), "shown": show_all(rows[:SAMPLE])}
    if request.method != "POST":
        return render(request, "licensing/review/bulk.html", context)
    choice = read_choice(request)
    context["choice"] = choice
    try:
        if request.POST.get("step") == "decide":
            return make(request, rows, choice)
        context |= preview(request, rows, choice)
    except DecisionRefused as error:
        return render(
            request, "licensing/review/bulk.html", {**context, "refusal": str(error)}, status=409
        )
    return render(request, "licensing/review/bulk.html", context)


def bulk_actions() -> dict[str, tuple[str, words.Word]]:
    """Give the actions that make sense for many statements."""
    return {name: word for name, word in words.ACTIONS.items() if name in CHOICES}


def digest(rows: list[RightsStatement]) -> str:
    """Give a mark of which statements were looked at, and in what state."""
    looked_at = " ".join(f"{row.pk}:{row.state}" for row in rows)
    return blake2b(looked_at.encode(), digest_size=16).hexdigest()


def make(request: HttpRequest, rows: list[RightsStatement], choice: Choice) -> HttpResponse:
    """Decide, if the filter still finds what the preview showed."""
    if request.POST.get("mark") != digest(rows):
        raise DecisionRefused(_("The queue has changed meanwhile. Look at the preview again."))
    decided, job = decide_many(user=curator(request), statements=rows, choice=choice)
    begin_job(job)
    if job is None:
        messages.success(request, _("It was proposed and waits for a second curator."))
        return redirect("review")
    messages.success(request, _("Decided on %(count)s statements.") % {"count": len(decided)})
    return redirect("review-job", job.pk)


def preview(request: HttpRequest, rows: list[RightsStatement], choice: Choice) -> dict[str, object]:
    """Give what would change: records by class before and after, and what would be left out.

    Raises:
        DecisionRefused: It cannot be decided so.
    """
    if choice.action not in CHOICES:
        raise DecisionRefused(_("Choose what to decide."))
    allowed, refused = rules.split_by_permission(curator(request), rows, choice.scope)
    unstated = [each for each in allowed if each.statement_key == NO_STATEMENT]
    rulings = list_rulings(allowed)
    moves: Counter[tuple[str, str]] = Counter()
    waiting = 0
    for each in allowed:
        if each.statement_key == NO_STATEMENT:
            continue
        before = verdict_on(each, rulings.get((each.source_id, each.statement_key)))
        after = verdict_of(choice, reading_of(each), basis="curator")
        moves[before.license_class, after.license_class] += each.record_count
        waiting += rules.needs_second(before, after)
    return {
        "is_preview": True,
        "mark": digest(rows),
        "moves": [Move(*classes, records) for classes, records in moves.most_common()],
        "record_count": sum(moves.values()),
        "left_out": len(refused) + len(unstated),
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
