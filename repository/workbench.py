"""The answers of the catalogue to the workbench; see ``licensing.catalogue``."""

import uuid
from collections.abc import Sequence

from django.urls import reverse

from licensing import verdicts
from licensing.catalogue import Example, Source
from repository.models import LearningResource, Provider, ProviderMember
from repository.pages.cards import is_web_address
from repository.rights import applying

SETS_SHOWN = 200
SETS_SAMPLE = 5_000


class CatalogueOfRecords:
    """Answers from the tables."""

    def list_sources(self) -> list[Source]:
        """Give all sources in the order of their names."""
        return [source_of(provider) for provider in Provider.objects.order_by("name")]

    def list_administered(self, user_id: int) -> frozenset[uuid.UUID]:
        """Give the providers that an account is a member of."""
        members = ProviderMember.objects.filter(user_id=user_id)
        return frozenset(members.values_list("provider_id", flat=True))

    def list_examples(
        self, *, source_id: uuid.UUID, statement_key: uuid.UUID, limit: int
    ) -> list[Example]:
        """Give records that state this, those first that have no other reason than the index's."""
        resources = LearningResource.objects.select_related("provider").filter(
            provider=source_id, statement_key=statement_key, is_withdrawn=False
        )
        return [example_of(each) for each in resources.order_by("id")[:limit]]

    def find_example(self, resource_id: uuid.UUID) -> Example | None:
        """Give one record; None when there is none, or it was withdrawn."""
        return next(iter(self.find_examples([resource_id])), None)

    def find_examples(self, resource_ids: Sequence[uuid.UUID]) -> list[Example]:
        """Give those of these records that there are, in this order."""
        resources = LearningResource.objects.select_related("provider").filter(is_withdrawn=False)
        found = resources.in_bulk(list(resource_ids))
        return [example_of(found[key]) for key in resource_ids if key in found]

    def list_sets(self, source_id: uuid.UUID) -> list[str]:
        """Give setSpecs that some thousand records of a source are in."""
        resources = LearningResource.objects.filter(provider=source_id).exclude(source_sets="")
        stated = resources.order_by().values_list("source_sets", flat=True)[:SETS_SAMPLE]
        return sorted({spec for sets in stated for spec in sets.split()})[:SETS_SHOWN]

    def run_job(self, job_id: uuid.UUID) -> None:
        """Bring a job to its end, if nobody else is at it."""
        applying.run_job(job_id)


def source_of(provider: Provider) -> Source:
    """Give a provider in the workbench's terms."""
    return Source(id=provider.id, slug=provider.slug, name=provider.name)


def example_of(resource: LearningResource) -> Example:
    """Give a record in the workbench's terms."""
    metadata = resource.metadata
    held = metadata.license
    return Example(
        resource_id=resource.id,
        source=source_of(resource.provider),
        statement_key=resource.statement_key,
        statements=metadata.rights_statements,
        title=str(resource),
        page_path=reverse("resource", args=[resource.id]),
        landing_url=metadata.url if is_web_address(metadata.url) else "",
        verdict=verdicts.Verdict(
            id=held.id,
            url=held.url,
            license_class=held.license_class,
            kind=held.kind,
            basis=held.basis,
            confidence=held.confidence,
            evidence=held.evidence,
        ),
    )
