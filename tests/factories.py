"""Catalogue rows for tests, made by the product's own services."""

from itertools import count

from harvester.models import Endpoint
from repository.deposits import deposit_of
from repository.metadata.record import ResourceMetadata
from repository.models import LearningResource, Provider
from repository.services import store_resources

_numbers = count(1)


def make_provider(slug: str = "", **fields) -> Provider:
    """Store a provider; an existing one of that slug is given back."""
    slug = slug or f"provider-{next(_numbers)}"
    return Provider.objects.get_or_create(slug=slug, defaults={"name": slug.title(), **fields})[0]


def make_resource(
    title: str = "Algebra",
    *,
    provider: Provider | None = None,
    identifier: str = "",
    withdrawn: bool = False,
    **metadata,
) -> LearningResource:
    """Store a resource; ``metadata`` are fields of ``ResourceMetadata``."""
    provider = provider or make_provider("partner")
    identifier = identifier or f"oai:partner.example:{next(_numbers)}"
    record = ResourceMetadata(**{"titles": {"en": (title,)}, **metadata})
    [stored] = store_resources(provider=provider, deposits=[deposit_of(identifier, record)])
    if withdrawn:
        store_resources(provider=provider, deposits=[deposit_of(identifier, None)])
    return LearningResource.objects.get(id=stored.resource_id)


def make_endpoint(provider: Provider | None = None, **fields) -> Endpoint:
    """Register an endpoint that nobody answers at."""
    named = {"base_url": f"https://partner-{next(_numbers)}.example/oai", "metadata_prefix": "lom"}
    return Endpoint.objects.create(
        provider=provider or make_provider("partner"), **{**named, **fields}
    )
