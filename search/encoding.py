"""Resources -> entries for an engine: read, understood and analyzed, by several processes if many.

Analysis is what building an index costs, so that it is shared out; one process writes.
"""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from functools import partial
from typing import Protocol, TypeVar
from uuid import UUID

import msgspec
from django.db import connection
from django.db.models import QuerySet

from repository.models import LearningResource, Provider
from search.backends.base import Entry
from search.documents import Deletion, IndexedResource, SearchDocument, make_document
from search.processes import open_processes
from search.vocabularies.services import label_index

PARALLEL_FROM = 20_000
"""Resources from which on further processes are worth the second that they need to start."""
MAX_PROCESSES = 4
WAITING_FOR_EACH = 3
"""Batches asked of each process ahead of the one that is being written."""
READ_AT_ONCE = 1_000
COLUMNS = (*IndexedResource._fields[1:-1], "download_total__count")

Encode = Callable[[SearchDocument | Deletion], Entry]


class Range(msgspec.Struct, frozen=True):
    """Resources that are not withdrawn, by their ids, both included."""

    first: UUID
    last: UUID
    version: int

    def entries(self, encode: Encode) -> list[Entry]:
        """Give an entry for each."""
        resources = LearningResource.objects.filter(
            is_withdrawn=False, id__gte=self.first, id__lte=self.last
        )
        labels = label_index()
        return [
            encode(make_document(resource, version=self.version, labels=labels))
            for resource in read(resources)
        ]


class Changes(msgspec.Struct, frozen=True):
    """Some changes of the feed."""

    changes: list[tuple[int, UUID]]
    """Pairs (change id, resource id), oldest first."""

    def entries(self, encode: Encode) -> list[Entry]:
        """Give one entry for each resource that changed, as it is now."""
        latest = {resource_id: change_id for change_id, resource_id in self.changes}
        labels = label_index()
        resources = LearningResource.objects.filter(id__in=list(latest))
        return [
            encode(make_document(resource, version=latest[resource.id], labels=labels))
            for resource in read(resources)
        ]


def read(resources: QuerySet[LearningResource]) -> Iterator[IndexedResource]:
    """Yield the columns that documents need; whole resources would take three times as long."""
    providers = Provider.objects.in_bulk()  # there are few
    for provider_id, *row in resources.values_list("provider_id", *COLUMNS).iterator(READ_AT_ONCE):
        yield IndexedResource(providers[provider_id], *row)


B = TypeVar("B", Range, Changes)


class EncodeBatches(Protocol):
    """Encodes batches in their order, a few ahead of the one that was asked for."""

    def __call__(self, batches: Iterable[B]) -> Iterator[tuple[B, list[Entry]]]:
        """Yield each batch with its entries."""


@contextmanager
def encoders(encode: Encode, *, resources: int) -> Iterator[EncodeBatches]:
    """Give what encodes batches.

    Args:
        encode: The engine's; a function of a module.
        resources: How many are expected: few are encoded in this process.
    """
    processes = min(os.cpu_count() or 1, MAX_PROCESSES)
    is_child = multiprocessing.current_process().daemon  # such may not have children of their own
    if resources < PARALLEL_FROM or processes == 1 or is_child:
        yield partial(_here, encode)
        return
    with open_processes(processes, database=str(connection.settings_dict["NAME"])) as pool:
        yield partial(_elsewhere, pool, encode, processes * WAITING_FOR_EACH)


def _here(encode: Encode, batches: Iterable[B]) -> Iterator[tuple[B, list[Entry]]]:
    return ((batch, batch.entries(encode)) for batch in batches)


def _elsewhere(
    pool: Executor, encode: Encode, ahead: int, batches: Iterable[B]
) -> Iterator[tuple[B, list[Entry]]]:
    waiting: deque[tuple[B, Future[list[Entry]]]] = deque()
    for batch in batches:
        waiting.append((batch, pool.submit(batch.entries, encode)))
        if len(waiting) > ahead:
            first, encoded = waiting.popleft()
            yield first, encoded.result()
    for first, encoded in waiting:
        yield first, encoded.result()
