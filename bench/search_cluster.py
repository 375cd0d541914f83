"""What our way to a cluster costs beside the bare ones: curl, and the client's own bulk helper."""

import json
import statistics
import subprocess
import tempfile
from collections.abc import Callable
from time import perf_counter
from urllib.parse import urlsplit

import elasticsearch
import elasticsearch.helpers
import opensearchpy
import opensearchpy.helpers
from search_corpus import Corpus

from repository.models import Change
from search import services
from search.addresses import parse_address
from search.backends import get_backend, make_backend
from search.backends.elasticsearch import ClusterBackend
from search.encoding import Changes
from search.models import IndexState
from search.queries import SearchQuery

MOST_OF_CURL = 1.3
LEAST_OF_BULK = 0.8
COMPARED = 100
CHUNK = 500
"""Documents in a request of the helper: its own default."""


class Recorder:
    """A connection that keeps the bodies of searches that pass through it."""

    def __init__(self, connection) -> None:
        self.connection = connection
        self.searches: list[tuple[str, dict]] = []

    def send(self, method, path, **given):
        if path.endswith("/_search"):
            self.searches.append((path, given["body"]))
        return self.connection.send(method, path, **given)


def measure_cluster(url: str, corpus: Corpus, *, queries: int, say: Callable) -> None:
    """Print what our queries and our indexing cost, beside the bare ways."""
    measure_beside_curl(url, corpus, min(queries, COMPARED), say)
    measure_beside_bulk(url, say)


def measure_beside_curl(url: str, corpus: Corpus, queries: int, say: Callable) -> None:
    """Time searches, and the same JSON by curl, one after the other."""
    backend = make_backend(url)
    assert isinstance(backend, ClusterBackend)
    recorder = backend._connection = Recorder(backend._connection)
    hosts = parse_address(url).hosts
    ours, curls = [], []
    for text in corpus.typed(queries + 5, 2):
        recorder.searches.clear()
        services.search(SearchQuery(text=text), backend=backend)  # what an engine keeps, it has now
        begun = perf_counter()
        services.search(SearchQuery(text=text), backend=backend)
        ours.append(perf_counter() - begun)
        half = len(recorder.searches) // 2  # a relaxed query is two
        curls.append(sum(curl(hosts[0], *search) for search in recorder.searches[half:]))
    backend._connection = recorder.connection
    our, bare = statistics.median(ours[5:]) * 1000, statistics.median(curls[5:]) * 1000
    say("a search, two words", our, f"ms median; the same JSON by curl {bare:.2f}")
    say("search beside curl", our / bare, "times", bar=MOST_OF_CURL)


def curl(host: str, path: str, body: dict) -> float:
    """Give the seconds that curl says a request took, connecting included."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(body, file)
        file.flush()
        command = ["curl", "--silent", "--output", "/dev/null", "--write-out", "%{time_total}"]
        command += ["--header", "content-type: application/json", "--data-binary", f"@{file.name}"]
        done = subprocess.run([*command, f"{host}{path}"], capture_output=True, check=True)
    return float(done.stdout)


def measure_beside_bulk(url: str, say: Callable) -> None:
    """Write everything from the change feed, and the same documents by the client's helper."""
    ours, helper = [], []
    for number in range(2):
        backend = make_backend(f"{urlsplit(url)._replace(path=f'/ours{number}').geturl()}")
        begun = perf_counter()
        progress = services.index_changes(backend=backend)
        ours.append(progress.written / (perf_counter() - begun))
        helper.append(by_helper(url, number))
        IndexState.objects.exclude(name=get_backend().index_name()).delete()
        backend._indexes.remove_others("")
    our, bare = statistics.median(ours), statistics.median(helper)
    say("catch-up from the feed", our, f"records/s; helpers.bulk {bare:,.0f}")
    say("catch-up beside helpers.bulk", our / bare, "times", bar=LEAST_OF_BULK, most=False)


def by_helper(url: str, number: int) -> float:
    """Give the documents a second that the client's helper writes, prepared beforehand."""
    address = parse_address(url)
    backend = make_backend(f"{urlsplit(url)._replace(path=f'/helper{number}').geturl()}")
    with backend.open_writer() as writer:
        name = writer.name
    feed = list(Change.objects.order_by("id").values_list("id", "resource_id"))
    entries = [
        entry
        for start in range(0, len(feed), CHUNK)
        for entry in Changes(feed[start : start + CHUNK]).entries(backend.encode)
    ]
    actions = [
        {"_op_type": "index", "_index": name, "_id": entry.id, "_source": json.loads(entry.body)}
        for entry in entries
        if entry.body
    ]
    if address.engine == "elasticsearch":
        client, helpers = elasticsearch.Elasticsearch(list(address.hosts)), elasticsearch.helpers
    else:
        client, helpers = opensearchpy.OpenSearch(list(address.hosts)), opensearchpy.helpers
    begun = perf_counter()
    helpers.bulk(client, actions, chunk_size=CHUNK, request_timeout=300)
    client.indices.refresh(index=name)
    rate = len(actions) / (perf_counter() - begun)
    backend._indexes.remove_others("")
    return rate
