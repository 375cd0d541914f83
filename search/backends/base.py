"""What every engine must do. The tests in ``tests/search/test_backends.py`` are the definition.

An engine answers with ids of resources; texts to show come from the catalogue, which is why what
is shown (snippets, suggested titles, spellings) is made in one place for all engines.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

import msgspec

from search.backends.explaining import Share
from search.documents import Deletion, SearchDocument
from search.queries import SearchPage, SearchQuery

if TYPE_CHECKING:  # of an optional extra
    from numpy import float32
    from numpy.typing import NDArray

    Rows = NDArray[float32]


class EngineReport(msgspec.Struct, frozen=True, kw_only=True):
    """What an engine is, and what it lacks of what search would like to use."""

    name: str
    """In words, e.g. ``OpenSearch``."""
    version: str
    lacks: tuple[str, ...] = ()
    """Each in words, for the operator; empty when nothing is missing."""
    has_vectors: bool = False
    """Whether it keeps vectors and searches them by nearness; see ``find_vectors``."""

    def __str__(self) -> str:
        said = f"{self.name} {self.version}"
        return f"{said} lacks {'; '.join(self.lacks)}" if self.lacks else said


class Entry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A document as one engine takes it, or the deletion of one; made by any process."""

    id: str
    version: int
    body: bytes = b""
    """Empty: there is no such document any more."""


class IndexWriter(Protocol):
    """The one writer of an index; others are kept out until it is closed."""

    @property
    def name(self) -> str:
        """Which index this is; a new one never has the name of an old one."""

    @property
    def position(self) -> int:
        """The last change of the feed that is safely in the index; 0 in a new one."""

    def write(self, entries: Sequence[Entry], *, are_new: bool = False) -> None:
        """Replace or delete documents by their ids; seen by nobody before ``commit``.

        Writing the same again changes nothing. Of two entries for one id the later one holds; its
        version is never the lower one. What is never committed may be dropped, or be seen after
        the next commit: its changes are read from the feed again in either case.

        Args:
            entries: In the order of the changes, made by the engine's ``encode``.
            are_new: None of them is in the index or occurs twice, which need not be looked up.
        """

    def commit(self, position: int) -> None:
        """Make what was written safe and visible, together with the place in the feed reached."""


class VectorIndexWriter(Protocol):
    """The one writer of vectors; rows are seen by readers after ``commit``."""

    @property
    def position(self) -> int:
        """The last change of the feed whose record has its vector; 0 in a new index."""

    def write(self, ids: Sequence[str], vectors: "Rows") -> None:
        """Replace the vectors of ids, one a row; a row of zeros deletes.

        What is never committed may be dropped, or be seen after the next commit.
        """

    def commit(self, position: int) -> None:
        """Make what was written visible, with the place in the feed reached."""

    def compact(self) -> None:
        """Tidy up where that is worth while; what is found stays the same."""


class VectorIndex(Protocol):
    """Vectors of records by their ids. Every method may raise ``BackendUnavailable``."""

    def nearest(self, vector: "Rows", *, limit: int, floor: float = 0.0) -> list[tuple[str, float]]:
        """Give ids and cosine similarities, the nearest first, none below ``floor``."""

    def count(self) -> int:
        """Give the number of records with a vector."""

    def position(self) -> int:
        """Give the last change of the feed whose record has its vector."""

    def writer(self) -> AbstractContextManager[VectorIndexWriter]:
        """Open for writing.

        Raises:
            BackendBusy: Another process writes.
        """


class SearchBackend(Protocol):
    """An engine. Every method but ``encode`` may raise ``BackendUnavailable``."""

    @property
    def encode(self) -> Callable[[SearchDocument | Deletion], Entry]:
        """A function of a module, which other processes can call: document -> what is written."""

    def search(self, query: SearchQuery) -> SearchPage:
        """Answer a query; an index that does not exist yet has no documents.

        Raises:
            PageTooDeep: The page lies behind the first ``MAX_HITS`` hits.
            CursorInvalid: The query's cursor was not made for it by this engine.
        """

    def explain(self, query: SearchQuery, resource_id: str) -> Share | None:
        """Tell how the score of a record by relevance is made up; None where it is no hit."""

    def complete(
        self, words: Sequence[str], prefix: str, *, languages: Sequence[str] = (), limit: int
    ) -> list[str]:
        """Give ids of records with a title or keyword that has some words and a beginning of one.

        Args:
            words: Folded, all of them required.
            prefix: Folded, the beginning of a further word of the same field; not empty.
            languages: BCP 47 tags of the reader: records in these come first.
            limit: Of the ids; titles come before keywords.
        """

    def respell(self, word: str, *, limit: int) -> list[str]:
        """Give ids of records that have a word like this one, spelled almost the same.

        Args:
            word: Folded.
            limit: Of the ids; those with the nearest spellings come first.
        """

    def frequencies(self, words: Sequence[str]) -> Mapping[str, int]:
        """Give in how many documents each folded word occurs, in the field where it is in most."""

    def similar(
        self,
        words: Mapping[str, float],
        *,
        excluded: Sequence[str] = (),
        languages: Sequence[str] = (),
        limit: int,
    ) -> list[str]:
        """Give ids of records that share most with a weighted set of words, the best first.

        Args:
            words: Folded words with their weights; a third of them at least has to be shared.
            excluded: Ids that are not wanted.
            languages: BCP 47 tags: records in these come first among equals.
            limit: Of the ids.
        """

    def count(self) -> int:
        """Give the number of documents."""

    def describe(self) -> EngineReport:
        """Ask the engine what it is and what it can."""

    def find_vectors(self, *, model: str, dimensions: int) -> VectorIndex | None:
        """Give the vectors of a model that the engine keeps itself; None where it cannot."""

    def index_name(self) -> str:
        """Give the name of the index that is searched now; empty when there is none."""

    def position(self) -> int:
        """Give the last change of the feed that is safely in the index; 0 when there is none."""

    def open_writer(self, *, wait_seconds: float = 0) -> AbstractContextManager[IndexWriter]:
        """Open the index for writing; make an empty one where there is none of this version.

        Raises:
            BackendBusy: Another process is still writing after ``wait_seconds``.
        """

    def open_rebuild(self, *, wait_seconds: float = 0) -> AbstractContextManager[IndexWriter]:
        """Open a new, empty index beside the one that is searched; leaving the context swaps them.

        When the context is left with an exception, the new index is dropped and nothing changes.

        Raises:
            BackendBusy: Another process is still writing after ``wait_seconds``.
        """
