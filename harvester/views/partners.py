"""The partner's own view of an endpoint, by a private link: the report, read only."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from harvester.models import Endpoint
from harvester.private_links import find_by_token
from harvester.views.report import (
    Links,
    csv_answer,
    progress_fragment,
    rejected_page,
    report_context,
)


def found_by(token: str) -> Endpoint:
    """Give the endpoint of a private link; one that is not, or no longer, good answers 404."""
    endpoint = find_by_token(token)
    if endpoint is None:
        raise Http404
    return endpoint


def links_for(token: str) -> Links:
    """Give the partner's addresses of a report."""
    names = {
        "report": "partner",
        "rejected": "partner-rejected",
        "csv": "partner-issues",
        "progress": "partner-progress",
    }
    return Links(**{page: reverse(name, args=[token]) for page, name in names.items()})


def kept_private(answer: HttpResponseBase) -> HttpResponseBase:
    """Keep search engines and the sites that are linked to from learning the address."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer


@require_safe
@never_cache
def partner_page(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show the report on an endpoint."""
    endpoint = found_by(token)
    context = report_context(request, endpoint, links_for(token))
    return kept_private(render(request, "harvester/endpoint.html", context))


@require_safe
@never_cache
def partner_progress(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show what of the page changes while a run is under way."""
    return kept_private(progress_fragment(request, found_by(token), links_for(token)))


@require_safe
@never_cache
def partner_rejected(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show the rejected records of an endpoint."""
    endpoint = found_by(token)
    return kept_private(rejected_page(request, endpoint, links_for(token)))


@require_safe
@never_cache
def partner_issues(_request: HttpRequest, token: str) -> HttpResponseBase:
    """Send the issues of an endpoint as CSV."""
    return kept_private(csv_answer(found_by(token)))
