"""OAI identifiers of resources: ``oai:<host>:<uuid>``, never changed and never reused.

Source: Specification and XML Schema for the OAI Identifier Format.
"""

import re
import uuid

from django.conf import settings

DOMAIN = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9-]*(\.[a-zA-Z0-9][a-zA-Z0-9-]*)+")
CANONICAL_UUID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")


def prefix() -> str:
    """Give what all identifiers of this repository begin with."""
    return f"oai:{settings.PUBLIC_HOST}:"


def oai_identifier(resource_id: uuid.UUID) -> str:
    """Give the identifier of a resource."""
    return f"{prefix()}{resource_id}"


def find_resource_id(identifier: str) -> uuid.UUID | None:
    """Give the id of the resource that an identifier names; None for one that cannot be ours."""
    if not identifier.startswith(prefix()):
        return None
    local = identifier.removeprefix(prefix())
    return uuid.UUID(local) if CANONICAL_UUID.fullmatch(local) else None


def has_registered_form() -> bool:
    """Tell whether the host is a domain name, which the format asks for (``localhost`` is none)."""
    return DOMAIN.fullmatch(settings.PUBLIC_HOST) is not None
