"""One statement: everything a decision needs on one page, and the decision."""

from typing import cast

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from licensing.catalogue import get_catalogue
from licensing.errors import DecisionRefused
from licensing.models import Decision, LicenseEvidence, LicenseReport, RightsJob, RightsStatement
from licensing.normalization import normalize
from licensing.selectors.queue import QueueFilter, find_neighbors, list_decisions
from licensing.selectors.similar import list_similar
from licensing.selectors.standing import find_ruling
from licensing.services import rules
from licensing.services.decisions import Choice, decide
from licensing.views import words
from licensing.views.access import needs
from licensing.views.queue import find_done, read_filter, tabs_context
from licensing.views.showing import show

EXAMPLES = 5
SHOWN_FINDINGS = 5
AT_ONCE = 300
"""A decision that so few records wait for is brought to them before the page is answered."""


@require_http_methods(["GET", "HEAD", "POST"])
@needs(rules.VIEW)
def statement_page(request: HttpRequest, statement_id: int) -> HttpResponse:
    """Show a statement; decide on it, and go on to the next one of the queue."""
    statement = get_object_or_404(RightsStatement, pk=statement_id)
    wanted = read_filter(request.GET)
    if request.method != "POST":
        return answer(request, statement, wanted)
    _before, following = find_neighbors(wanted, statement)
    choice = read_choice(request)
    seen = request.POST.get("seen", "")
    try:
        done = decide(
            user=curator(request),
            statement=statement,
            choice=choice,
            seen=int(seen) if seen.isdecimal() and len(seen) < 19 else None,
        )
    except DecisionRefused as error:
        return answer(request, statement, wanted, refusal=str(error), choice=choice, status=409)
    begin_job(done.job)
    return go_on(wanted, following, done.decision)


def curator(request: HttpRequest) -> AbstractBaseUser:
    """Give who decides; ``needs`` has let nobody else in."""
    return cast("AbstractBaseUser", request.user)


def read_choice(request: HttpRequest) -> Choice:
    """Read the form; a licence may be written as people write it."""
    given = request.POST
    action, reason = given.get("action", ""), given.get("reason", "").strip()
    stated = given.get("license_id", "").strip()
    if action == Decision.Action.ACCEPT and not reason:
        reason = str(words.USUAL_REASON)
    return Choice(
        action=action,
        license_id=normalize(stated).id or stated,
        reason=reason[:5_000],
        scope=given.get("scope", Decision.Scope.SOURCE),
    )


def begin_job(job: RightsJob | None) -> None:
    """Bring a small decision to its records at once; a worker brings the others."""
    if job is None or job.record_count > AT_ONCE:
        return
    try:
        get_catalogue().run_job(job.pk)
    except DatabaseError:
        return  # a worker goes on with it


def go_on(wanted: QueueFilter, following: int | None, done: Decision) -> HttpResponseRedirect:
    """Lead to the next statement, or back to the queue when there is none."""
    parameters = urlencode({**wanted.parameters, "done": str(done.pk)})
    if following is None:
        return redirect(f"{reverse('review')}?{parameters}")
    return redirect(f"{reverse('review-statement', args=[following])}?{parameters}")


def answer(
    request: HttpRequest,
    statement: RightsStatement,
    wanted: QueueFilter,
    *,
    refusal: str = "",
    choice: Choice | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the page, with what was refused and why, if anything was."""
    ruling = find_ruling(statement)
    before, after = find_neighbors(wanted, statement)
    own = rules.own_sources(request.user)
    key = {"source_id": statement.source_id, "statement_key": statement.statement_key}
    context = {
        "shown": show(statement, ruling, False),  # noqa: FBT003 - the whole text
        "examples": get_catalogue().list_examples(**key, limit=EXAMPLES),
        "similar": list_similar(statement),
        "history": list_decisions(statement),
        "holds": ruling.decision_id if ruling else None,
        "evidence": LicenseEvidence.objects.filter(**key).exclude(license_id="")[:SHOWN_FINDINGS],
        "reports": LicenseReport.objects.filter(**key, state="open")[:SHOWN_FINDINGS],
        "wanted": wanted,
        "parameters": urlencode(wanted.parameters),
        "before": before,
        "after": after,
        "actions": words.ACTIONS,
        "chosen": choice.action if choice else request.GET.get("action", ""),
        "choice": choice,
        "licenses": words.suggested_licenses(),
        "may_decide": request.user.has_perm(rules.DECIDE) and statement.source_id not in own,
        "may_default": request.user.has_perm(rules.SET_DEFAULT),
        "is_own": statement.source_id in own,
        "refusal": refusal,
        "elsewhere": count_elsewhere(statement),
        "needs_second": settings.SECOND_CURATOR,
        **find_done(request),
        **tabs_context(wanted),
    }
    return render(request, "licensing/review/statement.html", context, status=status)


def count_elsewhere(statement: RightsStatement) -> int:
    """Give how many other sources state the same."""
    same = RightsStatement.objects.filter(statement_key=statement.statement_key, record_count__gt=0)
    return same.exclude(source_id=statement.source_id).count()
