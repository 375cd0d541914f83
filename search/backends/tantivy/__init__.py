"""The embedded engine: tantivy, on disk, one writing process, many reading ones."""

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import tantivy

from search.backends.base import EngineReport, Entry
from search.backends.explaining import Share
from search.backends.preparing import TEXT_FIELDS
from search.backends.tantivy.answering import answer
from search.backends.tantivy.explaining import explain
from search.backends.tantivy.folder import IndexFolder, read_position, write_position
from search.backends.tantivy.looking_up import complete, respell, similar
from search.backends.tantivy.mapping import SCHEMA, encode, register_analyzers
from search.backends.tantivy.querying import Snapshot
from search.errors import BackendUnavailable
from search.queries import SearchPage, SearchQuery

WRITER_BYTES = 120_000_000
REBUILD_BYTES = 300_000_000
"""Filled only by many records, which so are merged less often: a fifth less work."""
WRITER_THREADS = min(os.cpu_count() or 1, 4)
OPEN_ATTEMPTS = 5
ENGINE_ERRORS = (OSError, ValueError, RuntimeError)
"""What tantivy raises for a folder that cannot be read or written, or a damaged index."""

Version = tuple[str, int, int]
"""Which commit of which index: name, time and inode of its ``meta.json``."""


class TantivyBackend:
    """The indexes below one folder."""

    encode = staticmethod(encode)

    def __init__(self, root: Path) -> None:
        self.folder = IndexFolder(root)
        self._opening = threading.Lock()
        self._index: tantivy.Index | None = None
        self._version: Version | None = None
        self._snapshot: Snapshot | None = None

    def search(self, query: SearchQuery) -> SearchPage:
        """Answer a query; see ``SearchBackend``."""
        with translated("searched"):
            return answer(self._current(), query)

    def explain(self, query: SearchQuery, resource_id: str) -> Share | None:
        """Tell how a score is made up; see ``SearchBackend``."""
        with translated("searched"):
            return explain(self._current(), query, resource_id)

    def complete(
        self, words: Sequence[str], prefix: str, *, languages: Sequence[str] = (), limit: int
    ) -> list[str]:
        """Give records with words that begin so; see ``SearchBackend``."""
        with translated("searched"):
            return complete(self._current(), words, prefix, languages=languages, limit=limit)

    def respell(self, word: str, *, limit: int) -> list[str]:
        """Give records with words spelled almost so; see ``SearchBackend``."""
        with translated("searched"):
            return respell(self._current(), word, limit=limit)

    def frequencies(self, words: Sequence[str]) -> Mapping[str, int]:
        """Count the documents that have words; see ``SearchBackend``."""
        with translated("searched"):
            snapshot = self._current()
            return {
                word: max(snapshot.frequency(field, word) for field in TEXT_FIELDS)
                for word in words
            }

    def similar(
        self,
        words: Mapping[str, float],
        *,
        excluded: Sequence[str] = (),
        languages: Sequence[str] = (),
        limit: int,
    ) -> list[str]:
        """Give records that share words; see ``SearchBackend``."""
        with translated("searched"):
            return similar(
                self._current(), words, excluded=excluded, languages=languages, limit=limit
            )

    def describe(self) -> EngineReport:
        """Say what the engine is; see ``SearchBackend``."""
        return EngineReport(name="tantivy", version=version("tantivy"))

    def find_vectors(self, *, model: str, dimensions: int) -> None:
        """Give none: they are kept beside it; see ``SearchBackend``."""

    def count(self) -> int:
        """Give the number of documents."""
        with translated("counted"):
            return self._current().count

    def index_name(self) -> str:
        """Give the name of the index in use; empty when there is none."""
        with translated("found"):
            path = self.folder.find_current()
        return f"tantivy-{path.name}" if path else ""

    def position(self) -> int:
        """Give the last change that is in the index in use."""
        with translated("found"):
            path = self.folder.find_current()
            return read_position(path) if path else 0

    @contextmanager
    def open_writer(self, *, wait_seconds: float = 0) -> Iterator["TantivyWriter"]:
        """Open the index in use for writing; see ``SearchBackend``."""
        with self.folder.lock(wait_seconds=wait_seconds):
            with translated("opened"):
                path = self.folder.find_current()
                if path is None:
                    path = self.folder.create()
                    open_index(path)
                    self.folder.publish(path)
            with opened_writer(path) as writer:
                yield writer

    @contextmanager
    def open_rebuild(self, *, wait_seconds: float = 0) -> Iterator["TantivyWriter"]:
        """Open a new index that replaces the one in use on leaving; see ``SearchBackend``."""
        with self.folder.lock(wait_seconds=wait_seconds):
            with translated("created"):
                current = self.folder.find_current()
                self.folder.remove_others(current)
                path = self.folder.create()
            try:
                with opened_writer(path, memory_bytes=REBUILD_BYTES) as writer:
                    yield writer
            except BaseException:
                self.folder.remove_others(current)
                raise
            with translated("replaced"):
                self.folder.publish(path)

    def _current(self) -> Snapshot:
        """Give the newest committed state; opened again only when it has changed."""
        for attempt in range(OPEN_ATTEMPTS):
            try:
                return self._load()
            except ENGINE_ERRORS:
                # The index may have been replaced between looking and opening; a real fault stays.
                if attempt == OPEN_ATTEMPTS - 1:
                    raise
        raise AssertionError

    def _load(self) -> Snapshot:
        path = self.folder.find_current()
        version = version_of(path) if path else ("", 0, 0)
        with self._opening:
            if self._snapshot is None or version != self._version:
                if path is None:
                    self._index = tantivy.Index(SCHEMA)
                elif self._index is None or self._version is None or self._version[0] != version[0]:
                    self._index = open_index(path)
                else:
                    self._index.reload()
                self._snapshot = Snapshot(self._index.searcher())
                self._version = version
            return self._snapshot


class TantivyWriter:
    """The one writer of one index; see ``IndexWriter``."""

    def __init__(self, path: Path, writer: tantivy.IndexWriter) -> None:
        self.name = f"tantivy-{path.name}"
        self.position = read_position(path)
        self._path = path
        self._writer = writer

    def write(self, entries: Sequence[Entry], *, are_new: bool = False) -> None:
        """Replace or delete documents; see ``IndexWriter``."""
        with translated("written"):
            for entry in entries:
                if not are_new:
                    self._writer.delete_documents_by_term("id", entry.id)
                if entry.body:
                    self._writer.add_json(entry.body.decode())

    def commit(self, position: int) -> None:
        """Make what was written safe, then the position; a crash between them repeats a batch."""
        with translated("written"):
            self._writer.commit()
            write_position(self._path, position)
        self.position = position


def open_index(path: Path) -> tantivy.Index:
    """Open the index in a folder, or make an empty one there."""
    index = tantivy.Index(SCHEMA, str(path))
    index.config_reader("manual")
    register_analyzers(index)
    return index


@contextmanager
def opened_writer(path: Path, *, memory_bytes: int = WRITER_BYTES) -> Iterator[TantivyWriter]:
    """Hold tantivy's writer; what is not committed on leaving is dropped."""
    with translated("opened"):
        writer = open_index(path).writer(memory_bytes, WRITER_THREADS)
    try:
        yield TantivyWriter(path, writer)
    finally:
        with translated("closed"):
            writer.rollback()
            writer.wait_merging_threads()


def version_of(path: Path) -> Version:
    """Give what changes with every commit."""
    status = (path / "meta.json").stat()
    return path.name, status.st_mtime_ns, status.st_ino


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Turn the engine's errors into ours."""
    try:
        yield
    except ENGINE_ERRORS as error:
        raise BackendUnavailable(
            f"the search index could not be {what}: {error}; if this lasts, check the folder that"
            " SEARCH_URL names and run manage.py rebuild_index"
        ) from error
