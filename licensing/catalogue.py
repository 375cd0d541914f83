"""What the workbench asks of the catalogue.

This room knows no resources. The room above answers through this one seam: its application calls
``use`` when it starts.
"""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

import msgspec

from licensing.verdicts import Verdict


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Who supplies records."""

    id: UUID
    slug: str
    name: str


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """One record, as much of it as a decision needs."""

    resource_id: UUID
    source: Source
    statement_key: UUID
    statements: tuple[str, ...]
    title: str
    page_path: str
    landing_url: str = ""
    """Of the work, http or https; empty when none is stated."""
    verdict: Verdict = Verdict()
    """The licence that holds."""


class Catalogue(Protocol):
    """The catalogue's side."""

    def list_sources(self) -> Sequence[Source]:
        """Give all sources in the order of their names."""

    def list_administered(self, user_id: int) -> frozenset[UUID]:
        """Give the sources that an account looks after as a partner."""

    def list_examples(
        self, *, source_id: UUID, statement_key: UUID, limit: int
    ) -> Sequence[Example]:
        """Give some records that state this, none withdrawn."""

    def find_example(self, resource_id: UUID) -> Example | None:
        """Give one record; None when there is none, or it was withdrawn."""

    def find_examples(self, resource_ids: Sequence[UUID]) -> Sequence[Example]:
        """Give those of these records that there are, in this order."""

    def list_sets(self, source_id: UUID) -> Sequence[str]:
        """Give setSpecs that records of a source are in."""

    def run_job(self, job_id: UUID) -> None:
        """Bring a job to its end, if nobody else is at it."""


_in_use: list[Catalogue] = []


def use(catalogue: Catalogue) -> None:
    """Answer from this catalogue from now on."""
    _in_use[:] = [catalogue]


def get_catalogue() -> Catalogue:
    """Give the catalogue.

    Raises:
        LookupError: No application has said which.
    """
    if not _in_use:
        raise LookupError("no catalogue is in use; install an application that calls `use`")
    return _in_use[0]
