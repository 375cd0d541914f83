"""Fields and analyzers of an index on a cluster, and how a document fills them.

Words and stems come prepared, as those of the embedded index do, so that engines cannot differ in
them: what is left to the engine is to split at spaces, which needs no language analyzer.

Raise ``MAPPING_VERSION`` with every change here or in ``search.analysis``, ``search.folding`` and
``search.stemming``: indexes of another version are not read, and a new one is built.
"""

from typing import Any

import msgspec

from search.backends.base import Entry
from search.backends.preparing import EXACT_FIELD, STEMS_FIELDS, TEXT_FIELDS, prepare_texts
from search.backends.ranking import CONCEPT_FIELD
from search.documents import FACET_FIELDS, Deletion, SearchDocument

MAPPING_VERSION = 8
SPACES = "whitespace"
"""Built-in analyzer of prepared words: whatever else there is to do is done before."""
MAX_FACET_CHARACTERS = 500
"""Longer values are not counted; engines refuse a document with a term of 32,766 bytes."""

Definition = dict[str, Any]
_encode = msgspec.json.Encoder().encode


def define_index(*, shards: int, position: int = 0) -> Definition:
    """Give settings and mappings of a new index.

    Until it is put in use it is never refreshed by itself and has no copies: nothing else is
    as fast to fill. See ``SERVING``.

    Args:
        shards: Number of parts.
        position: In the change feed.
    """
    return {
        "settings": {
            "number_of_shards": shards,
            "number_of_replicas": 0,
            "refresh_interval": "-1",
            "translog": {"durability": "async"},
        },
        "mappings": {
            "dynamic": False,
            "_meta": {"position": position},
            "_source": {"enabled": False},
            "properties": properties(),
        },
    }


def properties() -> Definition:
    """Give the fields."""
    words = {"type": "text", "analyzer": SPACES}
    unordered = {**words, "index_options": "freqs"}
    counted = {"type": "keyword", "ignore_above": MAX_FACET_CHARACTERS}
    return {
        "id": {"type": "keyword"},
        "recency": {"type": "long"},
        "popularity": {"type": "long"},
        "title_key": {"type": "keyword"},
        **dict.fromkeys(TEXT_FIELDS, words),
        **dict.fromkeys((EXACT_FIELD, *STEMS_FIELDS.values(), CONCEPT_FIELD), unordered),
        **dict.fromkeys(FACET_FIELDS, counted),
    }


def serving_settings(replicas: str) -> Definition:
    """Give the settings of an index in use: copies, and nothing lost when the power goes.

    It is refreshed by the writer's commits only, so that a batch is seen as a whole.
    """
    copies = (
        {"number_of_replicas": int(replicas), "auto_expand_replicas": "false"}
        if replicas.isdecimal()
        else {"auto_expand_replicas": replicas}
    )
    return {"index": {**copies, "translog": {"durability": "request"}}}


def encode(document: SearchDocument | Deletion) -> Entry:
    """Give the document as a cluster reads it from JSON."""
    if isinstance(document, Deletion):
        return Entry(document.id, document.version)
    made: Definition = {
        "id": document.id,
        "recency": document.recency,
        "popularity": document.popularity,
        "title_key": document.title_key,
        CONCEPT_FIELD: " ".join(document.concepts),
        **document.facets,
        **prepare_texts(document),
    }
    return Entry(document.id, document.version, _encode(made))
