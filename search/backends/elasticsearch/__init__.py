"""Elasticsearch and OpenSearch: one adapter, two clients."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from elasticsearch.dsl.query import Query

from search.addresses import ClusterAddress
from search.analysis import AnalyzedWord
from search.backends.base import EngineReport
from search.backends.elasticsearch.answering import answer
from search.backends.elasticsearch.clients import connect
from search.backends.elasticsearch.connection import NO_SUCH, Refused, translated
from search.backends.elasticsearch.definition import encode
from search.backends.elasticsearch.engine import examine
from search.backends.elasticsearch.explaining import explain
from search.backends.elasticsearch.indexes import Indexes
from search.backends.elasticsearch.looking_up import completing, find_ids, respelling, sharing
from search.backends.elasticsearch.querying import with_readers
from search.backends.elasticsearch.statistics import find_statistics
from search.backends.elasticsearch.vectors import ClusterVectors
from search.backends.elasticsearch.writing import ClusterWriter
from search.backends.explaining import Share
from search.backends.preparing import TEXT_FIELDS
from search.queries import SearchPage, SearchQuery


class ClusterBackend:
    """The indexes of one site on a cluster. Shared by threads; every process makes its own."""

    encode = staticmethod(encode)

    def __init__(self, address: ClusterAddress) -> None:
        self._address = address
        self._connection = connect(address)
        self._indexes = Indexes(self._connection, address)
        self._examining = threading.Lock()
        self._report: EngineReport | None = None

    def search(self, query: SearchQuery) -> SearchPage:
        """Answer a query; see ``SearchBackend``."""
        with translated("search"):
            return answer(self._connection, self._indexes.alias, query)

    def explain(self, query: SearchQuery, resource_id: str) -> Share | None:
        """Tell how a score is made up; see ``SearchBackend``."""
        with translated("explain"):
            return explain(self._connection, self._indexes.alias, query, resource_id)

    def complete(
        self, words: Sequence[str], prefix: str, *, languages: Sequence[str] = (), limit: int
    ) -> list[str]:
        """Give records with words that begin so; see ``SearchBackend``."""
        return self._ids(completing(words, prefix), languages, limit)

    def respell(self, word: str, *, limit: int) -> list[str]:
        """Give records with words spelled almost so; see ``SearchBackend``."""
        return self._ids(respelling(word), (), limit)

    def frequencies(self, words: Sequence[str]) -> Mapping[str, int]:
        """Count the documents that have words; see ``SearchBackend``."""
        asked = [AnalyzedWord(folded=word) for word in words]
        with translated("count words"):
            known = find_statistics(self._connection, self._indexes.alias, asked)
        return {word: max(known.frequency(field, word) for field in TEXT_FIELDS) for word in words}

    def similar(
        self,
        words: Mapping[str, float],
        *,
        excluded: Sequence[str] = (),
        languages: Sequence[str] = (),
        limit: int,
    ) -> list[str]:
        """Give records that share words; see ``SearchBackend``."""
        if not words:
            return []
        return self._ids(sharing(words, excluded=excluded), languages, limit)

    def _ids(self, query: Query, languages: Sequence[str], limit: int) -> list[str]:
        with translated("search"):
            return find_ids(
                self._connection, self._indexes.alias, with_readers(query, languages), limit=limit
            )

    def count(self) -> int:
        """Give the number of documents."""
        with translated("count"):
            try:
                return int(self._connection.send("GET", f"/{self._indexes.alias}/_count")["count"])
            except Refused as refused:
                if refused.status == NO_SUCH:
                    return 0
                raise

    def describe(self) -> EngineReport:
        """Ask the engine what it is and what it can; once in each process."""
        with self._examining, translated("describe itself"):
            if self._report is None:
                self._report = examine(self._connection, self._address)
            return self._report

    def find_vectors(self, *, model: str, dimensions: int) -> ClusterVectors | None:
        """Give the vectors of a model where the engine keeps such; see ``SearchBackend``."""
        report = self.describe()
        if not report.has_vectors:
            return None
        return ClusterVectors(
            self._indexes, self._address, version=report.version, model=model, dimensions=dimensions
        )

    def index_name(self) -> str:
        """Give the name of the index in use; empty when there is none."""
        with translated("name its indexes"):
            return self._indexes.find_current()

    def position(self) -> int:
        """Give the last change that is in the index in use."""
        with translated("give its position"):
            return self._indexes.read_position(self._indexes.alias)

    @contextmanager
    def open_writer(self, *, wait_seconds: float = 0) -> Iterator[ClusterWriter]:
        """Open the index in use for writing; see ``SearchBackend``."""
        self.describe()  # refuses an engine that this is not made for
        with translated("index"), self._indexes.lock(wait_seconds=wait_seconds) as lease:
            name = self._indexes.find_current()
            if not name:
                name = self._indexes.create()
                self._indexes.publish(name)
            writer = ClusterWriter(self._indexes, name, lease)
            try:
                yield writer
            finally:
                writer.close()

    @contextmanager
    def open_rebuild(self, *, wait_seconds: float = 0) -> Iterator[ClusterWriter]:
        """Open a new index that replaces the one in use on leaving; see ``SearchBackend``."""
        self.describe()  # refuses an engine that this is not made for
        with translated("index"), self._indexes.lock(wait_seconds=wait_seconds) as lease:
            self._indexes.remove_others(self._indexes.find_current())
            name = self._indexes.create()
            writer = ClusterWriter(self._indexes, name, lease)
            try:
                yield writer
            except BaseException:
                writer.close()
                self._indexes.remove(name)
                raise
            writer.close()
            self._indexes.publish(name)
