"""Resources like one: a page of its own, whose list the page of that resource shows in place."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from repository.pages.cards import card, make_cards
from repository.pages.readers import reader_languages
from repository.selectors import find_resource
from search import services
from search.errors import BackendUnavailable


@require_safe
def similar_page(request: HttpRequest, resource_id: UUID) -> HttpResponse:
    """Show what is like a resource; of one that was withdrawn nothing is."""
    resource = find_resource(resource_id)
    if resource is None or resource.is_withdrawn:
        raise Http404
    reader = reader_languages(request)
    try:
        found = services.similar(resource_id, languages=reader)
        is_limited = False
    except BackendUnavailable:
        found, is_limited = [], True
    context = {
        "card": card(resource, reader=reader),
        "cards": make_cards(found, reader=reader),
        "is_limited": is_limited,
    }
    return render(request, "search/similar.html", context)
