"""What is particular to engines that are servers: who they are, and the way to them."""

import socket
from urllib.parse import urlsplit

import msgspec
import pytest

from search.backends import make_backend
from search.backends.elasticsearch import writing
from search.backends.elasticsearch.connection import Refused
from search.backends.elasticsearch.lease import DOCUMENT
from search.documents import Deletion
from search.errors import BackendBusy, BackendUnavailable
from search.queries import SearchQuery
from tests.engines.narrow_way import narrow_way
from tests.search.engines import open_engine
from tests.search.samples import entries, fill, found, make_document
from tests.services.processes import free_port

pytestmark = pytest.mark.database_independent
CLUSTERS = ("opensearch", "elasticsearch")


@pytest.fixture(params=CLUSTERS)
def backend_url(request, tmp_path):
    with open_engine(request, tmp_path) as url:
        yield url


@pytest.fixture
def way(backend_url):
    """A narrow way to the engine, and a backend that takes it."""
    parts = urlsplit(backend_url)
    with narrow_way(f"http://{parts.netloc}") as opened:
        yield opened


@pytest.fixture
def on_the_way(way, backend_url):
    parts = urlsplit(backend_url)
    return make_backend(f"{parts.scheme}://{urlsplit(way.address).netloc}{parts.path}")


@pytest.fixture
def no_pauses(monkeypatch):
    monkeypatch.setattr(writing, "FIRST_PAUSE_SECONDS", 0.001)


# --- Who they are --------------------------------------------------------------------------------


def test_opensearch_says_that_it_lacks_vectors_only(opensearch_server):
    report = make_backend(f"opensearch+{opensearch_server}").describe()

    assert (report.name, report.version, report.has_vectors) == ("OpenSearch", "3.8.0", False)
    assert str(report) == (
        "OpenSearch 3.8.0 lacks vectors: those of search by meaning are kept beside the catalogue"
    )


def test_the_core_of_elasticsearch_lacks_nothing_though_it_has_no_language_analyzers(
    elasticsearch_server,
):
    report = make_backend(f"elasticsearch+{elasticsearch_server}").describe()

    assert str(report) == "Elasticsearch 8.19.8"
    assert (report.has_vectors, report.lacks) == (True, ())


def test_an_opensearch_taken_for_an_elasticsearch_is_named(opensearch_server):
    backend = make_backend(f"elasticsearch+{opensearch_server}/mistaken")

    with pytest.raises(BackendUnavailable, match=r"begins with opensearch\+"):
        backend.search(SearchQuery())


def test_an_elasticsearch_taken_for_an_opensearch_is_named(elasticsearch_server):
    backend = make_backend(f"opensearch+{elasticsearch_server}/mistaken")

    with pytest.raises(BackendUnavailable, match=r"OpenSearch 8\.19\.8"), backend.open_writer():
        pytest.fail("opened")


# --- The way to them -----------------------------------------------------------------------------


@pytest.mark.parametrize("engine", CLUSTERS)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_server_that_is_not_there_is_reported(engine, scheme):
    backend = make_backend(f"{engine}+{scheme}://127.0.0.1:{free_port()}?retries=0")

    for ask in (backend.count, backend.index_name, backend.describe, backend.position):
        with pytest.raises(BackendUnavailable, match="SEARCH_URL"):
            ask()


@pytest.mark.parametrize("engine", CLUSTERS)
def test_a_server_that_says_nothing_is_not_waited_for_longer_than_stated(engine):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        backend = make_backend(f"{engine}+http://127.0.0.1:{port}?timeout_seconds=0.2&retries=0")

        with pytest.raises(BackendUnavailable, match="SEARCH_URL"):
            backend.search(SearchQuery())


def test_another_node_is_asked_when_one_is_gone(backend_url):
    fill(make_backend(backend_url), make_document("Algebra"))
    parts = urlsplit(backend_url)
    two = f"{parts.scheme}://127.0.0.1:{free_port()},{parts.netloc}{parts.path}"

    assert [found(make_backend(two)) for _ in range(4)] == [["Algebra"]] * 4


@pytest.mark.usefixtures("no_pauses")
def test_a_busy_engine_is_given_less_and_later(on_the_way, way):
    way.busy_answers = 3

    fill(on_the_way, *(make_document(f"Number {n}") for n in range(50)))

    assert on_the_way.count() == 50
    assert len(way.bulk_sizes) > 1


@pytest.mark.usefixtures("no_pauses")
def test_an_engine_that_stays_busy_is_reported(on_the_way, way):
    way.busy_answers = 10**6

    with pytest.raises(BackendUnavailable, match="too busy"):
        fill(on_the_way, make_document("Algebra"))

    way.busy_answers = 0
    assert (on_the_way.count(), on_the_way.position()) == (0, 0)


def test_requests_are_made_smaller_until_the_server_takes_them(on_the_way, way):
    way.max_bytes = 4_000

    fill(on_the_way, *(make_document(f"Number {n}") for n in range(100)))

    assert on_the_way.count() == 100
    assert max(way.bulk_sizes) <= 4_000


def test_a_document_that_no_server_takes_does_not_keep_the_others_out(on_the_way, way, caplog):
    way.max_bytes = 2_000

    fill(on_the_way, make_document("Small"), make_document("Large", text="word " * 5_000))

    assert found(on_the_way) == ["Small"]
    assert "is not in the index" in caplog.text


def test_values_that_an_engine_would_refuse_are_not_counted(backend_url):
    backend = make_backend(backend_url)

    fill(backend, make_document("Algebra", subject=("x" * 40_000,)), make_document("Poems"))

    assert set(found(backend)) == {"Algebra", "Poems"}


# --- Order of writing ----------------------------------------------------------------------------


def test_an_older_version_never_replaces_a_newer_one(backend_url):
    backend = make_backend(backend_url)
    old, new = make_document("Old", id="it"), make_document("New", id="it")

    fill(backend, new)
    fill(backend, old, Deletion("it", old.version))

    assert (found(backend, "new"), found(backend, "old")) == (["it"], [])


def test_a_lease_that_ran_out_is_taken_over_and_the_late_writer_is_told(backend_url):
    backend, other = (make_backend.__wrapped__(backend_url) for _ in range(2))
    with backend.open_writer() as late:
        lapse(backend)
        with other.open_writer() as writer:
            writer.write(entries(backend, make_document("By another")))
            writer.commit(1)
            late._lease._renewed = 0.0

            with pytest.raises(BackendBusy, match="took over"):
                late.write(entries(backend, make_document("Too late")))

    assert found(backend) == ["By another"]


def lapse(backend) -> None:
    """Make the lease that is held look as if its time were up."""
    index = f"/{backend._address.prefix}-lock/_doc/{DOCUMENT}"
    held = backend._connection.send("GET", index)["_source"]
    backend._connection.send("PUT", index, body={**held, "until": 0})


def test_an_index_of_another_mapping_version_is_not_read_and_goes(backend_url):
    backend = make_backend(backend_url)
    other = f"{backend._address.prefix}-v0-{'0' * 16}"
    backend._connection.send("PUT", f"/{other}")

    assert (found(backend), backend.index_name()) == ([], "")
    fill(backend, make_document("Algebra"))

    with pytest.raises(Refused):
        backend._connection.send("GET", f"/{other}")


def test_indexes_of_other_sites_on_the_cluster_are_left_alone(backend_url):
    backend = make_backend(backend_url)
    neighbor = make_backend(f"{backend_url}-2")
    fill(neighbor, make_document("Theirs"))

    fill(backend, make_document("Ours"))
    with backend.open_rebuild() as writer:
        writer.write(entries(backend, make_document("Ours anew")))
        writer.commit(1)

    assert (found(neighbor), found(backend)) == (["Theirs"], ["Ours anew"])
    neighbor._indexes.remove_others("")
    neighbor._indexes.remove(f"{neighbor._address.prefix}-lock")


def test_an_index_in_use_survives_the_loss_of_power_and_has_copies_where_it_can(backend_url):
    backend = make_backend(f"{backend_url}?shards=2&replicas=0-1")

    fill(backend, *(make_document(f"Algebra {n}") for n in range(20)))

    settings = backend._connection.send("GET", f"/{backend.index_name()}/_settings")
    index = settings[backend.index_name()]["settings"]["index"]
    assert index["translog"]["durability"] == "request"
    assert (index["auto_expand_replicas"], index["number_of_shards"]) == ("0-1", "2")
    assert len(found(backend, "algebra")) == 20


def test_pages_by_cursor_hold_every_hit_once_while_others_write(backend_url):
    backend = make_backend(backend_url)
    fill(backend, *(make_document(f"Algebra {n}", recency=n) for n in range(30)))
    query = SearchQuery(sort="newest", page_size=10)

    first = backend.search(query)
    fill(backend, make_document("Newer", recency=99))
    second = backend.search(msgspec.structs.replace(query, cursor=first.next_cursor))
    third = backend.search(msgspec.structs.replace(query, cursor=second.next_cursor))

    seen = [hit.resource_id for page in (first, second, third) for hit in page.hits]
    assert seen == [f"Algebra {n}" for n in reversed(range(30))]
