"""Speaking to OpenSearch by its own client."""

from collections.abc import Mapping
from functools import cached_property

import opensearchpy
from opensearchpy import exceptions

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


class OpenSearchConnection:
    """By the client ``opensearch-py``."""

    def __init__(self, address: ClusterAddress) -> None:
        self._address = address

    @cached_property
    def _client(self) -> opensearchpy.OpenSearch:
        address = self._address
        key = {"authorization": f"ApiKey {address.api_key}"} if address.api_key else None
        return opensearchpy.OpenSearch(
            list(address.hosts),
            http_auth=(address.user, address.password) if address.user else None,
            headers=key,
            ca_certs=address.ca_file or None,
            max_retries=address.retries,
            retry_on_status=RETRIED_STATUS,
            retry_on_timeout=True,
            pool_maxsize=25,
        )

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
        timeout = self._address.timeout_seconds * (WRITING_TIMES if is_writing else 1)
        try:
            return self._client.transport.perform_request(
                method,
                path,
                params=parameters,
                headers=headers_of(body),
                body=body,
                timeout=timeout,
            )
        except exceptions.ConnectionError as error:
            raise unreachable(error) from error
        except exceptions.TransportError as error:
            raise refusal(int(error.status_code), error.info or error.error) from error
