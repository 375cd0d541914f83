"""The front page: what there is, and ways into it."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from repository.models import Provider
from repository.pages.cards import make_cards
from repository.pages.readers import reader_languages
from repository.selectors import list_newest_resources
from search.queries import Facet
from search.views import facets
from search.views.counts import count_everything

NEWEST = 6
ENTRIES = {"language": 12, "level": 10, "resource_type": 10, "license_class": 4}
"""Facets offered as ways in, in the order shown, with the number of values of each."""
UNKNOWN_LANGUAGES = {"", "und", "mul", "zxx", "mis"}
NO_ENTRIES = {*UNKNOWN_LANGUAGES, "closed", "conflict", "unknown", "other"}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what the site is, how much it holds and where to begin."""
    reader = reader_languages(request)
    counts = count_everything()
    context = {
        "resource_count": counts.resources,
        "provider_count": Provider.objects.count(),
        "language_count": count_languages(counts.facets.get("language")),
        "entries": entries(counts.facets),
        "newest": make_cards(list(list_newest_resources()[:NEWEST]), reader=reader),
    }
    return render(request, "search/home.html", context)


def entries(counted: Mapping[str, Facet]) -> list[facets.Group]:
    """Give the ways in: common languages, levels, types, and licences that allow something."""
    found = []
    for name, shown in ENTRIES.items():
        buckets = tuple(
            bucket
            for bucket in (counted[name].buckets if name in counted else ())
            if bucket.value not in NO_ENTRIES
        )
        if buckets:
            found.append(facets.group(Facet(name=name, buckets=buckets), shown_at_once=shown))
    return found


def count_languages(facet: Facet | None) -> int:
    """Give how many languages have at least one resource."""
    if facet is None:
        return 0
    return sum(bucket.value not in UNKNOWN_LANGUAGES for bucket in facet.buckets)
