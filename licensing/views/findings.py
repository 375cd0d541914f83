"""What readers report and what was found at the works: queues of their own."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from licensing.catalogue import Example, get_catalogue
from licensing.errors import DecisionRefused
from licensing.models import LicenseEvidence, LicenseReport, RightsStatement
from licensing.selectors.queue import list_conflicts, list_open_reports
from licensing.services import rules
from licensing.services.findings import answer_report, settle_evidence
from licensing.views.access import needs
from licensing.views.queue import read_page, tabs_context
from licensing.views.statement import curator

PAGE_SIZE = 20


@require_safe
@needs(rules.VIEW)
def report_list(request: HttpRequest) -> HttpResponse:
    """Show the reports of readers, the oldest first."""
    return page_of(request, list_open_reports(), "licensing/review/reports.html", "reports")


@require_safe
@needs(rules.VIEW)
def conflict_list(request: HttpRequest) -> HttpResponse:
    """Show where the work itself says something else than the record."""
    return page_of(request, list_conflicts(), "licensing/review/conflicts.html", "conflicts")


def page_of(request: HttpRequest, queue: object, template: str, tab: str) -> HttpResponse:
    """Show a page of findings with their records and statements."""
    page = read_page(request.GET.get("page", ""))
    begin = (page - 1) * PAGE_SIZE
    rows = list(queue[begin : begin + PAGE_SIZE + 1])  # type: ignore[index]  # a QuerySet of either
    shown = rows[:PAGE_SIZE]
    records = records_of([row.resource_id for row in shown])
    statements = statements_of([row.statement_key for row in shown])
    context = {
        "rows": [
            (
                row,
                records.get(row.resource_id),
                statements.get((row.source_id, row.statement_key)),
            )
            for row in shown
        ],
        "page": page,
        "has_next": len(rows) > PAGE_SIZE,
        "may_decide": request.user.has_perm(rules.DECIDE),
        **tabs_context(None),
        "chosen_tab": tab,
    }
    return render(request, template, context)


def records_of(ids: list[UUID]) -> dict[UUID, Example]:
    """Give the records that there are, by their ids."""
    found = get_catalogue().find_examples(list(dict.fromkeys(ids)))
    return {each.resource_id: each for each in found}


def statements_of(keys: list[UUID]) -> dict[tuple[UUID, UUID], RightsStatement]:
    """Give the statements, by (source, key)."""
    rows = RightsStatement.objects.filter(statement_key__in=keys)
    return {(row.source_id, row.statement_key): row for row in rows}


@require_POST
@needs(rules.DECIDE)
def report_answer(request: HttpRequest, report_id: int) -> HttpResponse:
    """Uphold or dismiss a report."""
    report = get_object_or_404(LicenseReport, pk=report_id)
    state = request.POST.get("state", "")
    if state not in {LicenseReport.State.UPHELD, LicenseReport.State.DISMISSED}:
        return HttpResponseBadRequest()
    try:
        answer_report(
            user=curator(request), report=report, state=state, answer=request.POST.get("answer", "")
        )
    except DecisionRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The report was answered."))
    return redirect("review-reports")


@require_POST
@needs(rules.DECIDE)
def evidence_settle(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """Note that a curator has looked at evidence."""
    evidence = get_object_or_404(LicenseEvidence, pk=evidence_id)
    try:
        settle_evidence(user=curator(request), evidence=evidence)
    except DecisionRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Marked as looked at."))
    return redirect("review-conflicts")
