"""How the API shows a resource. Search shows its hits the same way.

The stored JSON form is passed on without being read into the canonical record, which would cost
more than everything else; its fields are documented with the record.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.conf import settings

from licensing.definitions import is_oer
from repository.metadata.record import LicenseFinding
from repository.models import LearningResource
from repository.rights.holding import find_lagging
from repository.selectors import find_download_counts

Representation = dict[str, Any]

NO_METADATA: Mapping[str, Any] = {"titles": {}}
UNKNOWN_LICENSE = LicenseFinding()
OER = {"yes": True, "no": False, "unknown": None}
_decode = msgspec.json.Decoder().decode


def represent_all(resources: Sequence[LearningResource]) -> list[Representation]:
    """Give what the API says of resources, in JSON's types; every key is always there.

    Their providers should be at hand (``select_related``). A withdrawn resource keeps its identity
    and loses its content.
    """
    lagging = find_lagging(each.id for each in resources)
    downloads = find_download_counts(each.id for each in resources)
    return [
        represent(
            each, changing_since=lagging.get(each.id), download_count=downloads.get(each.id, 0)
        )
        for each in resources
    ]


def represent(
    resource: LearningResource, *, changing_since: datetime | None = None, download_count: int = 0
) -> Representation:
    """Give one of them.

    Args:
        resource: With its provider.
        changing_since: When a decision on its licence was made that has yet to reach it.
        download_count: How often it was opened from here.
    """
    metadata = NO_METADATA
    if not resource.is_withdrawn:
        metadata = _decode(resource.metadata_json)
        if resource.license_json:
            metadata["license"] = _decode(resource.license_json)
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
        "license": represent_license(metadata.get("license", {}), changing_since),
        "rights_statements": metadata.get("rights_statements", []),
        "rights_stated_on": resource.stated_on.isoformat() if resource.stated_on else None,
        "download_count": download_count,
        "metadata": metadata,
    }


def represent_license(
    finding: Mapping[str, Any], changing_since: datetime | None
) -> Representation:
    """Give the licence with all its fields; an empty id means that none was recognised."""
    license_class = finding.get("license_class", UNKNOWN_LICENSE.license_class)
    return {
        "id": finding.get("id", UNKNOWN_LICENSE.id),
        "url": finding.get("url", UNKNOWN_LICENSE.url),
        "class": license_class,
        "is_oer": OER[is_oer(license_class)],
        "kind": finding.get("kind", UNKNOWN_LICENSE.kind),
        "basis": finding.get("basis", UNKNOWN_LICENSE.basis),
        "confidence": finding.get("confidence", UNKNOWN_LICENSE.confidence),
        "changing_since": f"{changing_since.isoformat()[:19]}Z" if changing_since else None,
    }
