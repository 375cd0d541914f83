"""The pages of the endpoints for operators."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from harvester.models import Endpoint
from harvester.private_links import private_url
from harvester.reports.health import list_health
from harvester.views.access import CHANGE, VIEW, needs
from harvester.views.history import tell_event
from harvester.views.report import (
    Links,
    csv_answer,
    progress_fragment,
    rejected_page,
    report_context,
)
from harvester.views.settings import SettingsForm, settings_form

PAGE_SIZE = 50
EVENTS_SHOWN = 20
LETTERS_SHOWN = 10


@require_safe
@never_cache
@needs(VIEW)
def endpoint_list(request: HttpRequest) -> HttpResponse:
    """Show every endpoint with its health, those that need somebody first."""
    page = Paginator(list_health(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "harvester/endpoints.html", {"page": page})


@require_safe
@never_cache
@needs(VIEW)
def endpoint_page(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Show one endpoint: what it said of itself, its runs, its records, and what to do."""
    endpoint = find_endpoint(endpoint_id)
    return show_endpoint(request, endpoint, settings_form(endpoint))


def show_endpoint(
    request: HttpRequest, endpoint: Endpoint, form: SettingsForm, *, status: int = 200
) -> HttpResponse:
    """Give the page of an endpoint with its form as it is."""
    context = report_context(request, endpoint, links_for(endpoint))
    if request.user.has_perm(CHANGE):
        context["form"] = form
        context["partner_url"] = private_url(endpoint)
    context["events"] = [tell_event(each) for each in endpoint.events.all()[:EVENTS_SHOWN]]
    context["letters"] = endpoint.letters.all()[:LETTERS_SHOWN]
    return render(request, "harvester/endpoint.html", context, status=status)


@require_safe
@never_cache
@needs(VIEW)
def endpoint_progress(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Show what of the page changes while a run is under way."""
    endpoint = find_endpoint(endpoint_id)
    return progress_fragment(request, endpoint, links_for(endpoint))


@require_safe
@never_cache
@needs(VIEW)
def endpoint_rejected(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Show the rejected records of an endpoint."""
    endpoint = find_endpoint(endpoint_id)
    return rejected_page(request, endpoint, links_for(endpoint))


@require_safe
@never_cache
@needs(VIEW)
def endpoint_issues(_request: HttpRequest, endpoint_id: int) -> HttpResponseBase:
    """Send the issues of an endpoint as CSV."""
    return csv_answer(find_endpoint(endpoint_id))


def find_endpoint(endpoint_id: int) -> Endpoint:
    """Give an endpoint with its provider, or answer 404."""
    return get_object_or_404(Endpoint.objects.select_related("provider"), pk=endpoint_id)


def links_for(endpoint: Endpoint) -> Links:
    """Give the operators' addresses of a report."""
    names = {
        "report": "endpoint",
        "rejected": "endpoint-rejected",
        "csv": "endpoint-issues",
        "progress": "endpoint-progress",
    }
    return Links(**{page: reverse(name, args=[endpoint.pk]) for page, name in names.items()})
