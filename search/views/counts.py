"""How much there is, as the engine counts it: cheap whatever the size, and at most a minute old."""

import msgspec
from django.core.cache import cache

from repository.models import Provider
from repository.selectors import count_resources
from search import services
from search.errors import BackendUnavailable
from search.forms import query_string
from search.queries import Facet, SearchQuery

KEPT_SECONDS = 60


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """Resources in all and by facet; without facets while the engine does not answer."""

    resources: int
    facets: dict[str, Facet] = {}


def count_everything() -> Counts:
    """Count the whole catalogue."""
    return count(SearchQuery(page_size=1)) or Counts(resources=count_resources())


def count_provider(provider: Provider) -> Counts:
    """Count what one provider supplies."""
    query = SearchQuery(filters=(("provider", (provider.slug,)),), page_size=1)
    return count(query) or Counts(resources=count_resources(provider=provider))


def count_providers() -> list[tuple[Provider, int]]:
    """Give every provider with the number of its resources, by name."""
    facet = count_everything().facets.get("provider")
    counted = {bucket.value: bucket.count for bucket in facet.buckets} if facet else {}
    return [
        (provider, counted.get(provider.slug) or count_resources(provider=provider))
        for provider in Provider.objects.all()
    ]


def count(query: SearchQuery) -> Counts | None:
    """Ask the engine, or what it said lately; None while it does not answer."""
    key = f"search.counts:{query_string(query)}"
    kept = cache.get(key)
    if kept is not None:
        return kept
    try:
        page = services.search(query)
    except BackendUnavailable:
        return None
    counts = Counts(resources=page.count, facets={facet.name: facet for facet in page.facets})
    if page.count:  # an index that is only being filled should not look empty for longer than it is
        cache.set(key, counts, KEPT_SECONDS)
    return counts
