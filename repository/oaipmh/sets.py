"""Sets: ``source:<provider>`` and ``license:<class>``, each below a parent that holds everything.

A record is in ``source:x`` and thereby in ``source``; headers name the lowest sets only, as the
guidelines ask. Source: OAI-PMH 2.0, section 2.6; Implementation Guidelines, Repository, section
2.6.
"""

from collections.abc import Iterator

import msgspec

from repository.models import LearningResource, Provider
from repository.selectors import find_provider

SOURCE, LICENSE = "source", "license"


class Selection(msgspec.Struct, frozen=True):
    """What a set asks of the catalogue; nothing at all is everything."""

    provider: Provider | None = None
    license_class: str = ""


def find_selection(set_spec: str) -> Selection | None:
    """Give what a set holds; None when there is no such set. An empty spec means everything."""
    parent, _colon, name = set_spec.partition(":")
    match parent:
        case "" | "source" | "license" if not name:
            return Selection()
        case "source":
            provider = find_provider(name)
            return Selection(provider=provider) if provider else None
        case "license":
            return Selection(license_class=name)
    return None


def iter_sets() -> Iterator[tuple[str, str]]:
    """Yield (setSpec, setName), parents before their children."""
    yield SOURCE, "By source"
    for slug, name in Provider.objects.order_by("slug").values_list("slug", "name"):
        yield f"{SOURCE}:{slug}", name
    yield LICENSE, "By class of licence"
    for license_class in iter_license_classes():
        yield f"{LICENSE}:{license_class}", f"Licence: {license_class.replace('-', ' ')}"


def iter_license_classes() -> Iterator[str]:
    """Yield the classes that occur, in order; each costs one step in the index."""
    classes = LearningResource.objects.order_by("license_class").values_list(
        "license_class", flat=True
    )
    found = classes.first()
    while found is not None:
        yield found
        found = classes.filter(license_class__gt=found).first()
