"""The same query shows the same first page, whatever engine answers it."""

from statistics import mean

import pytest

from search.backends import make_backend
from search.queries import SearchQuery
from tests.search.engines import ENGINES, open_engine
from tests.search.recorded import recorded_documents, typed_queries
from tests.search.samples import fill

pytestmark = pytest.mark.database_independent
RECORDS = 2_500
QUERIES = 100
SHOWN = 10
LEAST_SHARED = 0.9
"""Of the first page, on average: engines round scores and lengths differently, so of hits with
nearly the same score one may be on the page with one engine and behind it with the other."""
LEAST_ALIKE = 0.9
"""Of the queries: the hit that is first with one engine has the best score with the other."""
ROUNDING = 0.02


@pytest.fixture(scope="module")
def documents():
    return recorded_documents(RECORDS)


@pytest.fixture(scope="module")
def embedded(documents, tmp_path_factory):
    return fill(make_backend(f"tantivy:{tmp_path_factory.mktemp('embedded')}"), *documents)


@pytest.fixture(scope="module", params=[name for name in ENGINES if name != "tantivy"])
def cluster(request, documents, tmp_path_factory):
    with open_engine(request, tmp_path_factory.mktemp("cluster")) as url:
        yield fill(make_backend(url), *documents)


def first_pages(backend, queries):
    return [backend.search(SearchQuery(text=text, page_size=SHOWN)) for text in queries]


def test_first_pages_of_recorded_records_agree(documents, embedded, cluster):
    queries = typed_queries(documents, QUERIES)

    ours, theirs = first_pages(embedded, queries), first_pages(cluster, queries)

    counts = [(one.count, other.count) for one, other in zip(ours, theirs, strict=True)]
    assert [
        query for query, (one, other) in zip(queries, counts, strict=True) if not one or not other
    ] == []
    shared = [
        len({hit.resource_id for hit in one.hits} & {hit.resource_id for hit in other.hits})
        / len(one.hits)
        for one, other in zip(ours, theirs, strict=True)
    ]
    alike = [is_best(one.hits[0], other) for one, other in zip(ours, theirs, strict=True)]
    assert mean(one == other for one, other in counts) >= LEAST_ALIKE, counts
    assert mean(shared) >= LEAST_SHARED, shared
    assert mean(alike) >= LEAST_ALIKE


def is_best(hit, page) -> bool:
    """Tell whether a hit has the best score of a page, but for rounding."""
    scores = {other.resource_id: other.score for other in page.hits}
    return scores.get(hit.resource_id, 0.0) >= page.hits[0].score * (1 - ROUNDING)
