"""What an outgoing format is: one file in this folder and one line in the registry."""

from typing import Protocol

import msgspec

from repository.metadata.record import ResourceMetadata


class Renderer(Protocol):
    """Turns a canonical record into one format."""

    def __call__(self, metadata: ResourceMetadata, *, page_url: str) -> bytes:
        """Give one XML element, UTF-8, no declaration, naming its own namespaces and its schema.

        Args:
            metadata: The record.
            page_url: Address of the resource's page here, for records that name no landing page of
                their own.
        """


class MetadataFormat(msgspec.Struct, frozen=True, kw_only=True):
    """A format on offer. Source: OAI-PMH 2.0, section 3.4."""

    prefix: str
    namespace: str
    schema_url: str
    render: Renderer
