"""Deciding on one record, and setting the default of a source or a set."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from licensing.catalogue import Source, get_catalogue
from licensing.errors import DecisionRefused
from licensing.models import Decision, LicenseEvidence, LicenseReport
from licensing.normalization import normalize
from licensing.services import rules
from licensing.services.decisions import decide_record, set_default
from licensing.statements import NO_STATEMENT
from licensing.views import words
from licensing.views.access import needs
from licensing.views.queue import tabs_context
from licensing.views.showing import in_words
from licensing.views.statement import begin_job, curator, read_choice

Scope = Decision.Scope


@require_http_methods(["GET", "HEAD", "POST"])
@needs(rules.DECIDE)
def record_page(request: HttpRequest, resource_id: UUID) -> HttpResponse:
    """Decide on one record; this wins over what is decided on its statement."""
    record = get_catalogue().find_example(resource_id)
    if record is None:
        raise Http404
    context: dict[str, object] = {
        "record": record,
        "held": in_words(record.verdict),
        "history": Decision.objects.filter(resource_id=resource_id).prefetch_related("answered_by"),
        "evidence": LicenseEvidence.objects.filter(resource_id=resource_id),
        "reports": LicenseReport.objects.filter(resource_id=resource_id),
        "actions": {name: word for name, word in words.ACTIONS.items() if name != "ask"},
        "licenses": words.suggested_licenses(),
        "is_own": record.source.id in rules.own_sources(request.user),
        **tabs_context(None),
    }
    if request.method != "POST":
        return render(request, "licensing/review/record.html", context)
    choice = read_choice(request)
    try:
        done = decide_record(user=curator(request), record=record, choice=choice)
    except DecisionRefused as error:
        context |= {"refusal": str(error), "choice": choice, "chosen": choice.action}
        return render(request, "licensing/review/record.html", context, status=409)
    begin_job(done.job)
    messages.success(request, told(done.decision))
    return redirect("review-record", resource_id)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(rules.SET_DEFAULT)
def default_page(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Set the default of a source or of one of its sets."""
    source = find_source(source_id)
    catalogue = get_catalogue()
    entries = Decision.objects.filter(source_id=source_id, scope__in=(Scope.SET, Scope.DEFAULT))
    context: dict[str, object] = {
        "source": source,
        "sets": catalogue.list_sets(source_id),
        "examples": catalogue.list_examples(
            source_id=source_id, statement_key=NO_STATEMENT, limit=5
        ),
        "history": entries.prefetch_related("answered_by"),
        "licenses": words.suggested_licenses(),
        "is_own": source_id in rules.own_sources(request.user),
        **tabs_context(None),
    }
    if request.method != "POST":
        return render(request, "licensing/review/default.html", context)
    stated = request.POST.get("license_id", "").strip()
    try:
        done = set_default(
            user=curator(request),
            source_id=source.id,
            source_name=source.name,
            set_spec=request.POST.get("set_spec", "").strip()[:500],
            license_id=normalize(stated).id or stated,
            reason=request.POST.get("reason", "").strip()[:5_000],
        )
    except DecisionRefused as error:
        context |= {"refusal": str(error), "given": request.POST}
        return render(request, "licensing/review/default.html", context, status=409)
    begin_job(done.job)
    messages.success(request, told(done.decision))
    return redirect("review-default", source_id)


def find_source(source_id: UUID) -> Source:
    """Give a source, or answer 404."""
    found = next((each for each in get_catalogue().list_sources() if each.id == source_id), None)
    if found is None:
        raise Http404
    return found


def told(decision: Decision) -> str:
    """Say what was done."""
    if decision.is_proposal:
        return _("It was proposed and waits for a second curator.")
    return _("Decided.")
