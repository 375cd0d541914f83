"""What a record says of rights, the same in every format that has room for statements only."""

from repository.metadata.record import ResourceMetadata

ACCESS_URIS = {
    "access:open": "info:eu-repo/semantics/openAccess",
    "access:embargoed": "info:eu-repo/semantics/embargoedAccess",
    "access:restricted": "info:eu-repo/semantics/restrictedAccess",
    "access:closed": "info:eu-repo/semantics/closedAccess",
    "access:metadata-only": "http://purl.org/coar/access_right/c_14cb",
}


def rights_statements(metadata: ResourceMetadata) -> list[str]:
    """Give the licence's address alone, the statements as stated, then who may reach it.

    Each is given once. The licence comes first for readers that take the first statement only.
    """
    statements = (
        metadata.license.url,
        *metadata.rights_statements,
        ACCESS_URIS.get(metadata.access, ""),
    )
    return [text for text in dict.fromkeys(statements) if text]
