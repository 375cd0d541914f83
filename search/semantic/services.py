"""Make the vectors of the catalogue's records in the background, and find the nearest to a query.

Like the index, the vectors follow the change feed: at least once, in order, with the place reached
kept beside them.
"""

import uuid
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

import msgspec
import numpy as np
from django.conf import settings

from repository import selectors
from repository.models import LearningResource
from search.backends import get_backend
from search.backends.base import VectorIndex, VectorIndexWriter
from search.semantic.embedding import (
    DIMENSIONS,
    MAX_CHARACTERS,
    MODEL,
    Vectors,
    embed_passages,
    embed_query,
)
from search.semantic.vectors import VectorStore

BATCH = 64
"""Texts embedded between two commits: about two seconds of work."""
NEAREST = 50
"""Records that meaning alone may add to an answer."""
FLOOR = 0.82
"""Cosine similarity below which the model's answers are chance: unrelated texts reach 0.8."""
SPREAD = 0.08
"""How much less than the nearest one a record may be like the query."""

Report = Callable[["EmbeddingProgress"], None]


class EmbeddingProgress(msgspec.Struct, frozen=True, kw_only=True):
    """How far the vectors have come."""

    embedded: int = 0
    remaining: int = 0
    """Changes of the feed still to be looked at."""


def store() -> VectorIndex:
    """Give the vectors: those of the engine where it keeps such, else those beside the catalogue.

    Raises:
        BackendUnavailable: The engine does not say what it can.
    """
    return get_backend().find_vectors(model=MODEL, dimensions=DIMENSIONS) or beside()


def beside() -> VectorStore:
    """Give this process's view of the vectors beside the catalogue."""
    return open_store(Path(settings.DATA_DIR) / "vectors")


open_store = cache(VectorStore)


def embed_changes(
    *, limit: int | None = None, vectors: VectorIndex | None = None, report: Report | None = None
) -> EmbeddingProgress:
    """Embed what has changed since the last time; running it twice changes nothing.

    Args:
        limit: Stop after so many changes, rounded up to a batch; None goes on to the end.
        vectors: Another store than the configured one.
        report: Called after every batch.

    Raises:
        BackendBusy: Another process is at it.
    """
    vectors = vectors or store()
    embedded = taken = 0
    until = selectors.last_settled_change_id()
    with vectors.writer() as writer:
        if not writer.position:
            take_over(writer, until=until)
        while limit is None or taken < limit:
            changes = selectors.list_changes(
                after=writer.position, until=until, limit=BATCH, of_records=True
            )
            if not changes:
                if until > writer.position:  # what is left is about use, not about records
                    writer.commit(until)
                break
            ids = list(dict.fromkeys(key for _, key in changes))
            resources = {each.id: each for each in selectors.get_resources(ids)}
            writer.write([str(key) for key in ids], vectors_of(ids, resources))
            writer.commit(changes[-1][0])
            embedded, taken = embedded + len(ids), taken + len(changes)
            if report:
                remaining = changes_left(writer.position)
                report(EmbeddingProgress(embedded=embedded, remaining=remaining))
        if not changes_left(writer.position):
            writer.compact()
        return EmbeddingProgress(embedded=embedded, remaining=changes_left(writer.position))


def take_over(writer: VectorIndexWriter, *, until: int) -> None:
    """Copy the vectors made beside the catalogue before the engine was one that keeps them."""
    made = beside()
    if not 0 < made.position() <= until:
        return  # there are none, or they are those of another catalogue
    for ids, rows in made.iter_rows():
        writer.write(ids, rows)
    writer.commit(made.position())


def changes_left(position: int) -> int:
    """Give how many changes of records lie behind a place in the feed."""
    return selectors.count_changes(after=position, of_records=True)


def vectors_of(ids: list[uuid.UUID], resources: dict[uuid.UUID, LearningResource]) -> Vectors:
    """Give a row for each id: zeros for records that are gone or say nothing."""
    texts = {
        place: text
        for place, key in enumerate(ids)
        if key in resources and (text := text_of(resources[key]))
    }
    rows = np.zeros((len(ids), DIMENSIONS), dtype=np.float32)
    if texts:
        rows[list(texts)] = embed_passages(list(texts.values()))
    return rows


def text_of(resource: LearningResource) -> str:
    """Give what a record is about: title and the beginning of the description; empty when gone."""
    if resource.is_withdrawn:
        return ""
    metadata = resource.metadata
    described = next((texts[0] for texts in metadata.descriptions.values() if texts), "")
    return "\n".join(filter(None, (resource.title, described)))[:MAX_CHARACTERS]


def nearest(text: str) -> list[str]:
    """Give ids of the records that mean nearly what a query says, the nearest first."""
    found = store().nearest(query_vector(text), limit=NEAREST, floor=FLOOR)
    return [key for key, score in found if score >= found[0][1] - SPREAD]


@lru_cache(maxsize=1000)
def query_vector(text: str) -> Vectors:
    """Give the vector of a query; asked again by every page and every filter chosen."""
    return embed_query(text)
