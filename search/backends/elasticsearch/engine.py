"""What the engine is and what it can, asked once."""

import logging

from search.addresses import ClusterAddress, EngineName
from search.backends.base import EngineReport
from search.backends.elasticsearch.connection import Connection, Refused
from search.errors import BackendUnavailable

logger = logging.getLogger(__name__)
NAMES: dict[EngineName, str] = {"elasticsearch": "Elasticsearch", "opensearch": "OpenSearch"}
KNOWN_MAJORS: dict[EngineName, tuple[int, ...]] = {"elasticsearch": (8, 9), "opensearch": (2, 3)}
"""Versions that the contract was tried with, or that promise to be compatible with those."""
WITHOUT_VECTORS = "vectors: those of search by meaning are kept beside the catalogue"


def examine(connection: Connection, address: ClusterAddress) -> EngineReport:
    """Ask the engine for its version and its vectors; log what it lacks.

    Raises:
        BackendUnavailable: It does not answer, or is of the other kind or of an unknown version.
    """
    name = NAMES[address.engine]
    version = find_version(connection)
    major = version.partition(".")[0]
    if not major.isdecimal() or int(major) not in KNOWN_MAJORS[address.engine]:
        known = " and ".join(map(str, KNOWN_MAJORS[address.engine]))
        raise BackendUnavailable(
            f"the engine at SEARCH_URL is {name} {version or 'of unknown version'}: this site"
            f" works with versions {known}"
        )
    has_vectors = finds_vectors(connection, address.engine)
    report = EngineReport(
        name=name,
        version=version,
        lacks=() if has_vectors else (WITHOUT_VECTORS,),
        has_vectors=has_vectors,
    )
    logger.info("Search engine: %s", report)
    return report


def find_version(connection: Connection) -> str:
    """Give the version, e.g. ``3.8.0``; from a node where the root of the API is not served."""
    try:
        answer = connection.send("GET", "/")
    except Refused:
        nodes = connection.send("GET", "/_nodes/_all/none")["nodes"].values()
        return min((str(node["version"]) for node in nodes), default="")
    version = answer.get("version") or {}
    return str(version.get("number", ""))


def finds_vectors(connection: Connection, engine: EngineName) -> bool:
    """Tell whether documents can carry vectors: by a plug-in, in all but Elasticsearch."""
    if engine == "elasticsearch":
        return True
    plugins = connection.send("GET", "/_nodes/_all/plugins")["nodes"].values()
    return all(
        any(plugin["name"] == "opensearch-knn" for plugin in node.get("plugins", ()))
        for node in plugins
    )
