"""The search engines, and the one place that chooses between them."""

from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from search.addresses import EmbeddedAddress, parse_address, without_secrets
from search.backends.base import SearchBackend


def get_backend() -> SearchBackend:
    """Give the engine that ``SEARCH_URL`` names; nothing is opened before it is asked something."""
    return make_backend(settings.SEARCH_URL)


@lru_cache
def make_backend(url: str) -> SearchBackend:
    """Give the engine at an address; only the code of the one chosen is loaded.

    Raises:
        ImproperlyConfigured: No engine has addresses of this form.
    """
    try:
        address = parse_address(url)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"SEARCH_URL={without_secrets(url)!r} is not usable: {error}."
        ) from error
    if isinstance(address, EmbeddedAddress):
        from search.backends.tantivy import TantivyBackend  # noqa: PLC0415 - see above

        return TantivyBackend(address.folder)
    from search.backends.elasticsearch import ClusterBackend  # noqa: PLC0415 - see above

    return ClusterBackend(address)
