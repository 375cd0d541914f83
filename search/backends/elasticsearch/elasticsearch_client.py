"""Speaking to Elasticsearch by its own client, which speaks to nothing else."""

from collections.abc import Mapping
from functools import cached_property

import elastic_transport
import elasticsearch

from search.addresses import ClusterAddress
from search.backends.elasticsearch.connection import (
    RETRIED_STATUS,
    WRITING_TIMES,
    Answer,
    Body,
    headers_of,
    refusal,
    unreachable,
)
from search.errors import BackendUnavailable

NOT_ACCEPTABLE = 406
"""The answer of other servers to the media types of this client."""
OTHER_PRODUCT = (
    "the server that SEARCH_URL names is no Elasticsearch 8 or 9: for OpenSearch the address begins"
    " with opensearch+"
)


class ElasticsearchConnection:
    """By the client ``elasticsearch``, which speaks to Elasticsearch only."""

    def __init__(self, address: ClusterAddress) -> None:
        self._address = address

    @cached_property
    def _client(self) -> elasticsearch.Elasticsearch:
        address = self._address
        return elasticsearch.Elasticsearch(
            list(address.hosts),
            basic_auth=(address.user, address.password) if address.user else None,
            api_key=address.api_key or None,
            ca_certs=address.ca_file or elastic_transport.client_utils.DEFAULT,
            max_retries=address.retries,
            retry_on_status=RETRIED_STATUS,
            retry_on_timeout=True,
        )

    @cached_property
    def _clients(self) -> dict[bool, elasticsearch.Elasticsearch]:
        """The client that waits for searches, and the one that waits for writing."""
        seconds = self._address.timeout_seconds
        return {
            False: self._client.options(request_timeout=seconds),
            True: self._client.options(request_timeout=seconds * WRITING_TIMES),
        }

    def send(
        self,
        method: str,
        path: str,
        *,
        body: Body = None,
        parameters: Mapping[str, str] | None = None,
        is_writing: bool = False,
    ) -> Answer:
        """Send a request; see ``Connection``."""
        try:
            answer = self._clients[is_writing].perform_request(
                method, path, params=parameters, headers=headers_of(body), body=body
            )
        except elasticsearch.UnsupportedProductError as error:
            raise BackendUnavailable(OTHER_PRODUCT) from error
        except elasticsearch.ApiError as error:
            if error.status_code == NOT_ACCEPTABLE:
                raise BackendUnavailable(OTHER_PRODUCT) from error
            raise refusal(error.status_code, error.body or error.message) from error
        except elasticsearch.TransportError as error:
            raise unreachable(error) from error
        return dict(answer.body)
