"""How the index stands: for health pages, and for operators at the console."""

from datetime import datetime

import msgspec

from repository import selectors
from search.backends import get_backend
from search.backends.base import SearchBackend
from search.errors import BackendUnavailable
from search.models import IndexState


class IndexStatus(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the engine and its index at this moment."""

    engine: str = ""
    """Name, version and what it lacks, in words; empty while it does not answer."""
    fault: str = ""
    """Why it does not answer, in words; empty while it does."""
    index_name: str = ""
    """Of the index that is searched; empty where there is none yet."""
    documents: int = 0
    position: int = 0
    """The last change of the catalogue that is in the index."""
    lag: int = 0
    """Changes of the catalogue that are not in the index yet; what the catalogue knows, when the
    engine does not answer."""
    written_at: datetime | None = None
    """When the index was last written, in UTC."""

    @property
    def is_available(self) -> bool:
        """Whether searches are answered."""
        return not self.fault

    @property
    def is_level(self) -> bool:
        """Whether everything that is in the catalogue is found."""
        return self.is_available and not self.lag


def find_status(*, backend: SearchBackend | None = None) -> IndexStatus:
    """Ask the engine and the catalogue how the index stands; an engine that is down is a status."""
    backend = backend or get_backend()
    try:
        name, position = backend.index_name(), backend.position()
        documents, engine = backend.count(), str(backend.describe())
    except BackendUnavailable as unavailable:
        newest = IndexState.objects.order_by("-updated_at").first()
        position = newest.last_change_id if newest else 0
        return IndexStatus(
            fault=str(unavailable),
            position=position,
            lag=selectors.count_changes(after=position),
            written_at=newest.updated_at if newest else None,
        )
    state = IndexState.objects.filter(name=name).first()
    position = min(position, state.last_change_id) if state else 0
    return IndexStatus(
        engine=engine,
        index_name=name,
        documents=documents,
        position=position,
        lag=selectors.count_changes(after=position),
        written_at=state.updated_at if state else None,
    )
