"""The values of facets in the reader's words."""

import time
from functools import lru_cache

from django.utils import translation

from licensing.labels import license_name
from licensing.templatetags.licenses import license_class_label
from repository import labels
from repository.models import Provider

NAMES_KEPT_SECONDS = 30
_TABLES: dict[str, labels.Labels] = {
    "resource_type": labels.RESOURCE_TYPES,
    "audience": labels.AUDIENCES,
    "delivery_channel": labels.DELIVERY_CHANNELS,
}


def label(facet: str, value: str, language: str) -> str:
    """Give what a facet's value is called, the value itself where it has no name.

    Args:
        facet: One of ``FACETS``.
        value: As a bucket holds it.
        language: Of the reader, as Django or BCP 47 write it.
    """
    if facet == "provider":
        return provider_name(value)
    if facet == "language":
        return labels.language_name(value, language)
    with translation.override(language):
        if facet == "license_class":
            return license_class_label(value)
        if facet == "license":
            return license_name(value)
        if facet == "level":
            return labels.level_label(value)
        return str(_TABLES.get(facet, {}).get(value, value))


def provider_name(slug: str) -> str:
    """Give the name of a provider; a page asks for dozens, so names are read all at once."""
    period = int(time.monotonic() // NAMES_KEPT_SECONDS)
    names = _provider_names(period)
    if slug not in names:
        _provider_names.cache_clear()
        names = _provider_names(period)
    return names.get(slug, slug)


@lru_cache(maxsize=1)
def _provider_names(_period: int) -> dict[str, str]:
    return dict(Provider.objects.values_list("slug", "name"))
