"""What the engine is and what it can, asked once."""

import logging
from collections.abc import Iterable

import msgspec

from search.addresses import ClusterAddress, EngineName
from search.analysis import GROUPS
from search.backends.base import EngineReport
from search.backends.elasticsearch.connection import Connection, Refused
from search.errors import BackendUnavailable

logger = logging.getLogger(__name__)
NAMES: dict[EngineName, str] = {"elasticsearch": "Elasticsearch", "opensearch": "OpenSearch"}
KNOWN_MAJORS: dict[EngineName, tuple[int, ...]] = {"elasticsearch": (8, 9), "opensearch": (2, 3)}
"""Versions that the contract was tried with, or that promise to be compatible with those."""


class Examination(msgspec.Struct, frozen=True):
    """What was learned of an engine."""

    report: EngineReport
    stemmed: frozenset[str]
    """Names of the groups of languages whose stemmers it has."""


def examine(connection: Connection, address: ClusterAddress) -> Examination:
    """Ask the engine for its version, its analyzers and its vectors; log what it lacks.

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
    stemmed = stemmed_groups(connection)
    lacking = [group.name for group in GROUPS if group.name not in stemmed]
    has_vectors = finds_vectors(connection, address.engine)
    lacks = []
    if lacking:
        lacks.append(f"stemmers for {', '.join(lacking)}: words of these are found as written")
    if not has_vectors:
        lacks.append("vectors: those of search by meaning are kept beside the catalogue")
    report = EngineReport(name=name, version=version, lacks=tuple(lacks), has_vectors=has_vectors)
    logger.log(logging.WARNING if lacking else logging.INFO, "Search engine: %s", report)
    return Examination(report, stemmed)


def find_version(connection: Connection) -> str:
    """Give the version, e.g. ``3.8.0``; from a node where the root of the API is not served."""
    try:
        answer = connection.send("GET", "/")
    except Refused:
        nodes = connection.send("GET", "/_nodes/_all/none")["nodes"].values()
        return min((str(node["version"]) for node in nodes), default="")
    version = answer.get("version") or {}
    return str(version.get("number", ""))


def stemmed_groups(connection: Connection) -> frozenset[str]:
    """Give the names of the groups whose stemmers the engine has: as a rule, all at once."""
    stemmers = {group.name: group.engine_stemmer for group in GROUPS}
    if has_stemmers(connection, stemmers.values()):
        return frozenset(stemmers)
    return frozenset(
        name for name, stemmer in stemmers.items() if has_stemmers(connection, [stemmer])
    )


def has_stemmers(connection: Connection, names: Iterable[str]) -> bool:
    """Tell whether the engine has stemmers of all these names."""
    filters = [{"type": "stemmer", "language": name} for name in names]
    asked = {"tokenizer": "whitespace", "filter": filters, "text": "x"}
    try:
        connection.send("POST", "/_analyze", body=asked)
    except Refused:
        return False
    return True


def finds_vectors(connection: Connection, engine: EngineName) -> bool:
    """Tell whether documents can carry vectors: by a plug-in, in all but Elasticsearch."""
    if engine == "elasticsearch":
        return True
    plugins = connection.send("GET", "/_nodes/_all/plugins")["nodes"].values()
    return all(
        any(plugin["name"] == "opensearch-knn" for plugin in node.get("plugins", ()))
        for node in plugins
    )
