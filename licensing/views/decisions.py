"""The audit, and answering what stands in it: undoing, confirming, declining."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from licensing.errors import DecisionRefused
from licensing.models import Decision, Ruling
from licensing.services import answers, rules
from licensing.services.entries import Decided
from licensing.views.access import needs
from licensing.views.queue import read_page, tabs_context
from licensing.views.statement import begin_job, curator

PAGE_SIZE = 50
Answer = Callable[[HttpRequest, Decision, str], Decided]
ANSWERS: Mapping[str, Answer] = {
    "undo": lambda request, entry, reason: answers.undo(
        user=curator(request), decision=entry, reason=reason
    ),
    "confirm": lambda request, entry, reason: answers.confirm(
        user=curator(request), proposal=entry, reason=reason
    ),
    "decline": lambda request, entry, reason: answers.decline(
        user=curator(request), proposal=entry, reason=reason
    ),
}


@require_safe
@needs(rules.VIEW)
def decision_list(request: HttpRequest) -> HttpResponse:
    """Show the audit, the newest entries first."""
    page = read_page(request.GET.get("page", ""))
    begin = (page - 1) * PAGE_SIZE
    entries = Decision.objects.select_related("answers").prefetch_related("answered_by")
    rows = list(entries[begin : begin + PAGE_SIZE + 1])
    shown = rows[:PAGE_SIZE]
    held = Ruling.objects.filter(decision__in=[row.pk for row in shown])
    context = {
        "entries": shown,
        "held": set(held.values_list("decision_id", flat=True)),
        "page": page,
        "has_next": len(rows) > PAGE_SIZE,
        "may_decide": request.user.has_perm(rules.DECIDE),
        "may_import": request.user.has_perm(rules.IMPORT),
        **tabs_context(None),
    }
    return render(request, "licensing/review/decisions.html", context)


@require_POST
@needs(rules.VIEW)
def decision_answer(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Undo, confirm or decline; a form that is none of ours answers 400."""
    entry = get_object_or_404(Decision, pk=decision_id)
    give = ANSWERS.get(request.POST.get("answer", ""))
    if give is None:
        return HttpResponseBadRequest()
    reason = request.POST.get("reason", "").strip()[:5_000]
    try:
        done = give(request, entry, reason)
    except DecisionRefused as error:
        messages.error(request, str(error))
    else:
        begin_job(done.job)
        messages.success(request, said(done))
    return redirect(way_back(request))


def said(done: Decided) -> str:
    """Say what was done."""
    if done.decision.is_proposal:
        return _("It was proposed and waits for a second curator.")
    if done.decision.action == Decision.Action.UNDO:
        return _("It was undone: what held before holds again.")
    if done.decision.action == Decision.Action.DECLINE:
        return _("The proposal was declined.")
    return _("The proposal was confirmed.")


def way_back(request: HttpRequest) -> str:
    """Give the page that the form was on, if it is one of this site."""
    stated = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(stated, allowed_hosts={request.get_host()})
    return stated if is_ours and stated.startswith("/review/") else "review-decisions"
