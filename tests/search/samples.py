"""Documents written for the tests of search."""

from collections.abc import Iterable
from itertools import count

from search.backends.base import Entry, SearchBackend
from search.documents import Deletion, DocumentText, SearchDocument, title_key
from search.queries import SearchPage, SearchQuery

_numbers = count(1)


def make_document(
    title: str,
    *,
    language: str = "en",
    id: str = "",  # noqa: A002 - the word of the document
    recency: int | None = None,
    popularity: int = 0,
    keywords: Iterable[str] = (),
    text: str = "",
    names: Iterable[str] = (),
    **facets: tuple[str, ...],
) -> SearchDocument:
    """Make a document; its id is its title unless one is given."""
    number = next(_numbers)
    texts = [DocumentText("title", language, title)]
    texts += [DocumentText("keywords", language, keyword) for keyword in keywords]
    texts += [DocumentText("text", language, text)] if text else []
    texts += [DocumentText("names", "zxx", name) for name in names]
    languages = () if language == "und" else (language,)
    return SearchDocument(
        id=id or title,
        version=number,
        texts=tuple(texts),
        languages=languages,
        facets={"language": languages, **facets} if languages else facets,
        recency=number if recency is None else recency,
        popularity=popularity,
        title_key=title_key(title),
    )


def entries(backend: SearchBackend, *documents: SearchDocument | Deletion) -> list[Entry]:
    """Give documents as an engine takes them."""
    return list(map(backend.encode, documents))


def fill(backend: SearchBackend, *documents: SearchDocument | Deletion) -> SearchBackend:
    """Write documents and make them visible."""
    with backend.open_writer() as writer:
        writer.write(entries(backend, *documents))
        writer.commit(writer.position + len(documents))
    return backend


def ask(backend: SearchBackend, text: str = "", **query) -> SearchPage:
    """Run a query."""
    return backend.search(SearchQuery(text=text, **query))


def found(backend: SearchBackend, text: str = "", **query) -> list[str]:
    """Give the ids of the first page's hits, in their order."""
    return [hit.resource_id for hit in ask(backend, text, **query).hits]


def counts(page: SearchPage, facet: str) -> dict[str, int]:
    """Give the counts of one facet."""
    return {
        bucket.value: bucket.count
        for one in page.facets
        if one.name == facet
        for bucket in one.buckets
    }
