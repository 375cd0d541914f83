"""Works of the catalogue as credit lines want them: what each is, and what it is made of."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

import msgspec
from django.conf import settings

from licensing.attribution import CreditedWork
from repository.metadata.record import ResourceMetadata
from repository.models import LearningResource
from repository.pages.cards import creators, is_web_address, title_of
from repository.selectors import find_resource
from repository.services import resource_id

MAX_CREATORS = 20
ORIGINALS: dict[str, Literal["adaptation", "translation"]] = {
    "is-translation-of": "translation",
    "is-based-on": "adaptation",
}
"""Kinds of relation whose target must be credited beside the work, the more exact first."""


def credited_work(
    resource: LearningResource, *, reader: Sequence[str], changes: str = ""
) -> CreditedWork:
    """Give what is to be said of a work, and of the one it was made of where that is stated.

    The source is the work's own address, else its page here.
    """
    metadata = resource.metadata
    work = described(resource, metadata, reader)
    work = msgspec.structs.replace(work, changes=changes)
    for kind, relation in ORIGINALS.items():
        for stated in metadata.relations:
            if stated.kind == kind:
                original = original_of(resource, stated.target, reader)
                return msgspec.structs.replace(work, original=original, relation=relation)
    return work


def described(
    resource: LearningResource, metadata: ResourceMetadata, reader: Sequence[str]
) -> CreditedWork:
    """Give title, authors, source and licence of a record."""
    title = title_of(resource, metadata, reader)
    has_title = title.text != resource.source_identifier
    names = creators(metadata) or tuple(metadata.publishers[:1])
    return CreditedWork(
        title=title.text if has_title else "",
        title_language=title.language,
        creators=names[:MAX_CREATORS],
        url=metadata.url or page_address(resource.id),
        license_id=resource.license_id,
        license_class=resource.license_class,
    )


def original_of(resource: LearningResource, target: str, reader: Sequence[str]) -> CreditedWork:
    """Give the work that a relation names: a record here if there is one, else what is stated."""
    found = find_target(resource, target)
    if found is not None and found.id != resource.id and not found.is_withdrawn:
        return described(found, found.metadata, reader)
    if is_web_address(target):
        return CreditedWork(url=target)
    return CreditedWork(title=target)


def find_target(resource: LearningResource, target: str) -> LearningResource | None:
    """Give the record that a relation's target names: by our address of it, or its source's name.

    Other addresses are not looked for: the catalogue has no index of them.
    """
    ours = f"{settings.PUBLIC_URL}/resources/"
    if target.startswith(ours):
        try:
            return find_resource(UUID(target.removeprefix(ours).partition("?")[0]))
        except ValueError:
            return None
    return find_resource(resource_id(resource.provider, target))


def page_address(id_: UUID) -> str:
    """Give the address of a resource's page here."""
    return f"{settings.PUBLIC_URL}/resources/{id_}"
