"""The pages of the sources: who supplies what is here."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from repository.models import LearningResource
from repository.pages.cards import make_cards
from repository.pages.readers import reader_languages
from repository.selectors import Position, find_provider, list_newest_resources
from search.views import facets
from search.views.counts import count_provider, count_providers

PAGE_SIZE = 20
SHOWN_FACETS = ("language", "license_class", "level", "resource_type")


@require_safe
def source_list(request: HttpRequest) -> HttpResponse:
    """Show all sources with the number of their resources."""
    return render(request, "search/sources.html", {"sources": count_providers()})


@require_safe
def source_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one source: how much it supplies, of what kinds, and the newest of it."""
    provider = find_provider(slug)
    if provider is None:
        raise Http404
    reader = reader_languages(request)
    before = read_position(request.GET.get("before", ""))
    resources = list(list_newest_resources(provider=provider, before=before)[: PAGE_SIZE + 1])
    shown = resources[:PAGE_SIZE]
    counts = count_provider(provider)
    context = {
        "provider": provider,
        "count": counts.resources,
        "facets": facets.groups(
            [counts.facets[name] for name in SHOWN_FACETS if name in counts.facets]
        ),
        "cards": make_cards(shown, reader=reader),
        "is_first_page": before is None,
        "next": write_position(shown[-1]) if len(resources) > PAGE_SIZE else "",
    }
    return render(request, "search/source.html", context)


def write_position(resource: LearningResource) -> str:
    """Give the place of a resource in the order of the list, for an address."""
    return f"{resource.datestamp:%Y%m%dT%H%M%SZ}-{resource.id.hex}"


def read_position(stated: str) -> Position | None:
    """Read what ``write_position`` wrote; None for anything else, which shows the first page."""
    moment, _dash, identifier = stated.partition("-")
    try:
        return datetime.strptime(moment, "%Y%m%dT%H%M%S%z"), UUID(hex=identifier)
    except ValueError:
        return None
