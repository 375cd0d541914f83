"""The one place that chooses between the clients."""

from django.core.exceptions import ImproperlyConfigured

from search.addresses import ClusterAddress
from search.backends.elasticsearch.connection import Connection


def connect(address: ClusterAddress) -> Connection:
    """Give the client that the address asks for; it connects when something is sent.

    Raises:
        ImproperlyConfigured: The client is not installed.
    """
    if address.engine == "elasticsearch":
        from search.backends.elasticsearch.elasticsearch_client import (  # noqa: PLC0415 - only one is loaded
            ElasticsearchConnection,
        )

        return ElasticsearchConnection(address)
    try:
        from search.backends.elasticsearch.opensearch_client import (  # noqa: PLC0415 - likewise
            OpenSearchConnection,
        )
    except ModuleNotFoundError as error:
        raise ImproperlyConfigured(
            "SEARCH_URL names an OpenSearch, and its client is not installed:"
            " pip install '.[opensearch]'"
        ) from error
    return OpenSearchConnection(address)
