"""Small libraries of judged records, asked by words, with concepts, and by meaning."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from django.conf import settings

from search import services
from search.backends import make_backend
from search.concepts.matching import LabelIndex
from search.queries import SearchQuery
from tests.search.judged.queries import JudgedQuery
from tests.search.judged.records import JudgedRecord
from tests.search.samples import fill

if TYPE_CHECKING:
    from search.semantic.vectors import VectorStore

BATCH = 64


class Library:
    """An embedded index of some records, and their vectors where they are wanted."""

    def __init__(
        self,
        folder: Path,
        records: Sequence[JudgedRecord],
        labels: LabelIndex,
        *,
        has_vectors: bool = False,
    ) -> None:
        """Fill it."""
        backend = make_backend(f"tantivy:{folder / 'index'}")
        self.backend = fill(backend, *(record.document(labels) for record in records))
        self.vectors = embedded(folder, records) if has_vectors else None

    def ask(self, query: JudgedQuery, way: str) -> list[str]:
        """Give the ids of the first page, by ``words``, with ``concepts`` or by ``meaning``."""
        asked = SearchQuery(text=query.text, reader_languages=(query.language,), page_size=10)
        if way == "words":
            page = self.backend.search(asked)
        elif way == "concepts":
            page = self.backend.search(services.with_concepts(asked))
        else:
            with (
                patch("search.semantic.services.store", lambda: self.vectors),
                patch.object(settings, "SEARCH_SEMANTIC", new=True),
            ):
                page = services.search(asked, backend=self.backend)
        return [hit.resource_id for hit in page.hits]


def embedded(folder: Path, records: Sequence[JudgedRecord]) -> "VectorStore":
    """Give the vectors of some records."""
    from search.semantic.services import vectors_of  # noqa: PLC0415 - an optional extra
    from search.semantic.vectors import VectorStore  # noqa: PLC0415 - an optional extra

    store = VectorStore(folder / "vectors")
    with store.writer() as writer:
        for start in range(0, len(records), BATCH):
            part = records[start : start + BATCH]
            resources = {record.id: record.resource() for record in part}
            writer.write([str(key) for key in resources], vectors_of(list(resources), resources))
        writer.commit(1)
    return store


def shelves(
    folder: Path, records: Sequence[JudgedRecord], labels: LabelIndex, *, ways: Sequence[str]
) -> dict[str, Library]:
    """Give a library for each language."""
    by_language: dict[str, list[JudgedRecord]] = defaultdict(list)
    for record in records:
        by_language[record.language].append(record)
    return {
        language: Library(folder / language, own, labels, has_vectors="meaning" in ways)
        for language, own in by_language.items()
        if language
    }
