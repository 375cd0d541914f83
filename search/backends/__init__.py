"""The search engines, and the one place that chooses between them."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from search.backends.base import SearchBackend


def get_backend() -> SearchBackend:
    """Give the engine that ``SEARCH_URL`` names; nothing is opened before it is asked something."""
    return make_backend(settings.SEARCH_URL)


@lru_cache
def make_backend(url: str) -> SearchBackend:
    """Give the engine at an address.

    Raises:
        ImproperlyConfigured: No engine has addresses of this form.
    """
    scheme, _, rest = url.partition(":")
    if scheme == "tantivy" and rest:
        from search.backends.tantivy import TantivyBackend  # noqa: PLC0415 - only the engine chosen is loaded

        return TantivyBackend(Path(rest).expanduser())
    raise ImproperlyConfigured(
        f"SEARCH_URL={url!r} is not usable: write tantivy:/folder/of/the/index."
    )
