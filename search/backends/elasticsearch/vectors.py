"""Vectors of records in an index of their own on the cluster, searched by the engine.

They lie beside the index of words, not in it: that one is built anew with every change of the
mapping, and vectors cost hours to make. A vector whose record is gone adds nothing to an answer,
for only records of the index of words are ever hits. Elasticsearch has ``dense_vector``, OpenSearch
with its k-NN plug-in ``knn_vector``.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec

from search.addresses import ClusterAddress, EngineName
from search.backends.elasticsearch.connection import NO_SUCH, Connection, Refused, translated
from search.backends.elasticsearch.definition import serving_settings
from search.backends.elasticsearch.indexes import Indexes
from search.backends.elasticsearch.lease import Lease
from search.backends.elasticsearch.writing import Action, bulks, send_bulk

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

    Rows = NDArray[float32]

FIELD = "vector"
WRITER = "vectors"
"""Document of the lease."""
LOOKED_AT = 500
"""Candidates compared in each part of the index."""
OVERSAMPLE = 2.0
"""For each one wanted so many are compared again in full, where vectors are kept in fewer bits."""
DECIMALS = 6
"""As exact as the model, and half as much to send."""
INT8_SINCE = (8, 18)
"""Elasticsearch that keeps vectors in eight bits a number, a quarter of the memory, and compares
the best again in full: without that a tenth of the nearest would be missed."""
_encode = msgspec.json.Encoder().encode


class ClusterVectors:
    """The vectors of one model; see ``VectorIndex``."""

    def __init__(
        self,
        indexes: Indexes,
        address: ClusterAddress,
        *,
        version: str,
        model: str,
        dimensions: int,
    ) -> None:
        self.name = f"{address.prefix}-vectors-{model}"
        self._indexes = indexes
        self._address = address
        self._version = version
        self._dimensions = dimensions

    def nearest(self, vector: "Rows", *, limit: int, floor: float = 0.0) -> list[tuple[str, float]]:
        """Give ids and cosine similarities; see ``VectorIndex``."""
        numbers = vector.astype(float).round(DECIMALS).tolist()
        body = nearest_body(self._address.engine, self._version, numbers, limit=limit)
        parameters = {"ignore_unavailable": "true", "allow_no_indices": "true"}
        with translated("compare vectors"):
            found = self._connection.send(
                "POST", f"/{self.name}/_search", body=body, parameters=parameters
            )
        scored = ((hit["_id"], cosine_of(hit["_score"])) for hit in found["hits"]["hits"])
        return [(key, cosine) for key, cosine in scored if cosine >= floor]

    def count(self) -> int:
        """Give the number of records with a vector."""
        with translated("count vectors"):
            try:
                return int(self._connection.send("GET", f"/{self.name}/_count")["count"])
            except Refused as refused:
                if refused.status == NO_SUCH:
                    return 0
                raise

    def position(self) -> int:
        """Give the last change of the feed whose record has its vector."""
        with translated("give its position"):
            return self._indexes.read_position(self.name)

    @contextmanager
    def writer(self) -> Iterator["ClusterVectorWriter"]:
        """Open for writing; see ``VectorIndex``."""
        lease = Lease(self._connection, self._indexes.lock_name, document=WRITER)
        with translated("keep vectors"):
            lease.take()
            try:
                self._create()
                yield ClusterVectorWriter(self._indexes, self.name, lease)
            finally:
                lease.give_back()

    def remove(self) -> None:
        """Forget all vectors."""
        self._indexes.remove(self.name)

    @property
    def _connection(self) -> Connection:
        return self._indexes.connection

    def _create(self) -> None:
        """Make the index where there is none."""
        try:
            self._connection.send("GET", f"/{self.name}/_mapping")
        except Refused as refused:
            if refused.status != NO_SUCH:
                raise
            body = define_vectors(self._address, version=self._version, dimensions=self._dimensions)
            self._connection.send("PUT", f"/{self.name}", body=body, is_writing=True)


class ClusterVectorWriter:
    """The one writer; rows are seen by readers after ``commit``."""

    def __init__(self, indexes: Indexes, name: str, lease: Lease) -> None:
        self.position = indexes.read_position(name)
        self._indexes = indexes
        self._name = name
        self._lease = lease

    def write(self, ids: Sequence[str], vectors: "Rows") -> None:
        """Replace or delete vectors; see ``VectorIndexWriter``."""
        self._lease.renew()
        rounded = vectors.astype(float).round(DECIMALS).tolist()
        latest = dict(zip(ids, rounded, strict=True))
        for actions in bulks(map(to_action, latest, latest.values())):
            send_bulk(self._indexes.connection, self._name, actions)

    def commit(self, position: int) -> None:
        """Make what was written visible, then note the position."""
        self._lease.renew()
        self._indexes.connection.send("POST", f"/{self._name}/_refresh", is_writing=True)
        self._indexes.write_position(self._name, position)
        self.position = position

    def compact(self) -> None:
        """Do nothing: the engine tidies up by itself."""


def to_action(key: str, vector: list[float]) -> Action:
    """Give the lines for one vector; zeros delete."""
    if not any(vector):
        return _encode({"delete": {"_id": key}}) + b"\n"
    return b"%b\n%b\n" % (_encode({"index": {"_id": key}}), _encode({FIELD: vector}))


def define_vectors(address: ClusterAddress, *, version: str, dimensions: int) -> dict[str, Any]:
    """Give settings and mappings of the index; it is refreshed by commits only."""
    settings = serving_settings(address.replicas)["index"]
    settings |= {"number_of_shards": address.shards, "refresh_interval": "-1"}
    if address.engine == "opensearch":
        settings["knn"] = True
    return {
        "settings": {"index": settings},
        "mappings": {
            "dynamic": False,
            "_source": {"enabled": False},
            "properties": {FIELD: field_of(address.engine, version, dimensions)},
        },
    }


def field_of(engine: EngineName, version: str, dimensions: int) -> dict[str, Any]:
    """Give the field of vectors compared by the angle between them."""
    if engine == "opensearch":
        method = {"name": "hnsw", "engine": "lucene", "space_type": "cosinesimil"}
        return {"type": "knn_vector", "dimension": dimensions, "method": method}
    field = {"type": "dense_vector", "dims": dimensions, "index": True, "similarity": "cosine"}
    if is_in_eight_bits(version):
        field["index_options"] = {"type": "int8_hnsw"}
    return field


def is_in_eight_bits(version: str) -> bool:
    """Tell whether this Elasticsearch is asked to keep fewer bits."""
    return tuple(int(part) for part in version.split(".")[:2] if part.isdecimal()) >= INT8_SINCE


def nearest_body(
    engine: EngineName, version: str, vector: list[float], *, limit: int
) -> Mapping[str, Any]:
    """Give the request for the nearest vectors."""
    looked_at = max(limit, LOOKED_AT)
    body: dict[str, Any] = {"size": limit, "_source": False, "track_total_hits": False}
    if engine == "opensearch":  # here ``k`` says how many are looked at in each part
        return {**body, "query": {"knn": {FIELD: {"vector": vector, "k": looked_at}}}}
    near: dict[str, Any] = {"field": FIELD, "query_vector": vector}
    near |= {"k": limit, "num_candidates": looked_at}
    if is_in_eight_bits(version):
        near["rescore_vector"] = {"oversample": OVERSAMPLE}
    return {**body, "knn": near}


def cosine_of(score: float) -> float:
    """Give the cosine that both engines state as (1 + cosine) / 2."""
    return 2 * score - 1
