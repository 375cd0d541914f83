"""What every engine must do. The tests in ``tests/search/test_backends.py`` are the definition."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from search.documents import Deletion, SearchDocument
from search.queries import SearchPage, SearchQuery


class IndexWriter(Protocol):
    """The one writer of an index; others are kept out until it is closed."""

    @property
    def name(self) -> str:
        """Which index this is; a new one never has the name of an old one."""

    @property
    def position(self) -> int:
        """The last change of the feed that is safely in the index; 0 in a new one."""

    def write(
        self, documents: Sequence[SearchDocument | Deletion], *, are_new: bool = False
    ) -> None:
        """Replace or delete documents by their ids; seen by nobody before ``commit``.

        Writing the same again changes nothing. Of two entries for one id the later one holds.

        Args:
            documents: In the order of the changes.
            are_new: None of them is in the index or occurs twice, which need not be looked up.
        """

    def commit(self, position: int) -> None:
        """Make what was written safe and visible, together with the place in the feed reached."""


class SearchBackend(Protocol):
    """An engine. Every method may raise ``BackendUnavailable``."""

    def search(self, query: SearchQuery) -> SearchPage:
        """Answer a query; an index that does not exist yet has no documents.

        Raises:
            PageTooDeep: The page lies behind the first ``MAX_HITS`` hits.
        """

    def count(self) -> int:
        """Give the number of documents."""

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
