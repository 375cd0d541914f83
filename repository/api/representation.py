"""How the API shows a resource. Search shows its hits the same way.

The stored JSON form is passed on without being read into the canonical record, which would cost
more than everything else; its fields are documented with the record.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from django.conf import settings

from repository.metadata.record import LicenseFinding
from repository.models import LearningResource

Representation = dict[str, Any]

NO_METADATA: Mapping[str, Any] = {"titles": {}}
UNKNOWN_LICENSE = LicenseFinding()
_decode = msgspec.json.Decoder().decode


def represent(resource: LearningResource) -> Representation:
    """Give what the API says of a resource, in JSON's types; every key is always there.

    The resource's provider should be at hand (``select_related``). A withdrawn resource keeps its
    identity and loses its content.
    """
    metadata = NO_METADATA if resource.is_withdrawn else _decode(resource.metadata_json)
    return {
        "id": str(resource.id),
        "source": resource.provider.slug,
        "source_name": resource.provider.name,
        "source_identifier": resource.source_identifier,
        "datestamp": f"{resource.datestamp.isoformat()[:19]}Z",
        "is_withdrawn": resource.is_withdrawn,
        "page_url": f"{settings.PUBLIC_URL}/resources/{resource.id}",
        "url": metadata.get("url", ""),
        "title": {tag: texts[0] for tag, texts in metadata["titles"].items() if texts},
        "description": {
            tag: "\n\n".join(texts) for tag, texts in metadata.get("descriptions", {}).items()
        },
        "languages": metadata.get("languages", []),
        "license": represent_license(metadata.get("license", {})),
        "rights_statements": metadata.get("rights_statements", []),
        "metadata": metadata,
    }


def represent_license(finding: Mapping[str, Any]) -> Representation:
    """Give the licence with all its fields; an empty id means that none was recognised."""
    return {
        "id": finding.get("id", UNKNOWN_LICENSE.id),
        "url": finding.get("url", UNKNOWN_LICENSE.url),
        "class": finding.get("license_class", UNKNOWN_LICENSE.license_class),
        "kind": finding.get("kind", UNKNOWN_LICENSE.kind),
        "basis": finding.get("basis", UNKNOWN_LICENSE.basis),
        "confidence": finding.get("confidence", UNKNOWN_LICENSE.confidence),
    }
