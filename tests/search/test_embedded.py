"""What can befall the folder of the embedded engine."""

import pytest

from search.backends import make_backend
from search.errors import BackendUnavailable
from search.queries import SearchQuery
from tests.search.samples import ask, entries, fill, found, make_document

pytestmark = pytest.mark.database_independent


@pytest.fixture
def backend_url(tmp_path):
    return f"tantivy:{tmp_path / 'search'}"


def test_a_rebuild_that_fails_leaves_no_folder_behind(backend):
    fill(backend, make_document("Old"))
    kept = backend.folder.find_current()

    def fail():
        with backend.open_rebuild() as writer:
            writer.write(entries(backend, make_document("New")))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert list(backend.folder.root.glob("v*-*")) == [kept]


def test_a_damaged_index_is_reported_and_a_rebuild_mends_it(backend, backend_url):
    fill(backend, make_document("Algebra"))
    path = backend.folder.find_current()
    (path / "meta.json").write_text("{")

    with pytest.raises(BackendUnavailable, match="rebuild_index"):
        make_backend.__wrapped__(backend_url).search(SearchQuery())
    with backend.open_rebuild() as writer:
        writer.write(entries(backend, make_document("Algebra")))
        writer.commit(1)

    assert found(backend) == ["Algebra"]


def test_an_index_of_another_mapping_version_is_not_read(backend):
    fill(backend, make_document("Algebra"))
    old = backend.folder.find_current()
    old.rename(old.with_name("v0-old"))
    (backend.folder.root / "current").write_text("v0-old")

    assert ask(backend).count == 0
    fill(backend, make_document("Geometry"))
    assert found(backend) == ["Geometry"]


def test_a_folder_that_cannot_be_written_is_reported(tmp_path):
    (tmp_path / "file").write_text("in the way")
    backend = make_backend(f"tantivy:{tmp_path / 'file' / 'search'}")

    with pytest.raises(BackendUnavailable, match="SEARCH_URL"), backend.open_writer():
        pytest.fail("opened")
