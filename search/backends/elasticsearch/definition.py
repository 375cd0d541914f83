"""Fields and analyzers of an index on a cluster, and how a document fills them.

Made from the same table as the embedded index (``search.analysis``). Words come prepared, so that
engines cannot differ in them; what is left to the engine is to split at spaces and to stem, by an
analyzer for each group of languages. An engine that lacks a stemmer gets ``standard`` in its place.

Raise ``MAPPING_VERSION`` with every change here or in ``search.analysis`` and ``search.folding``:
indexes of another version are not read, and a new one is built.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from search.analysis import GROUPS, AnalysisGroup
from search.backends.base import Entry
from search.backends.preparing import EXACT_FIELD, STEMMED_FIELDS, TEXT_FIELDS, prepare_texts
from search.backends.ranking import CONCEPT_FIELD
from search.documents import FACET_FIELDS, Deletion, SearchDocument

MAPPING_VERSION = 6
SPACES = "whitespace"
"""Built-in analyzer of prepared words: whatever else there is to do is done before."""
STAND_IN = "standard"
"""Built-in analyzer for a group whose stemmer the engine lacks: no stems, nothing lost."""
MAX_FACET_CHARACTERS = 500
"""Longer values are not counted; engines refuse a document with a term of 32,766 bytes."""

Definition = dict[str, Any]
_encode = msgspec.json.Encoder().encode


def define_index(*, stemmed: Iterable[str], shards: int, position: int = 0) -> Definition:
    """Give settings and mappings of a new index.

    Until it is put in use it is never refreshed by itself and has no copies: nothing else is
    as fast to fill. See ``SERVING``.

    Args:
        stemmed: Names of the groups whose stemmers the engine has.
        shards: Number of parts.
        position: In the change feed.
    """
    having = set(stemmed)
    return {
        "settings": {
            "number_of_shards": shards,
            "number_of_replicas": 0,
            "refresh_interval": "-1",
            "translog": {"durability": "async"},
            "analysis": {
                "analyzer": {
                    analyzer_name(group): stemming_analyzer(group)
                    for group in GROUPS
                    if group.name in having
                },
                "filter": {
                    analyzer_name(group): {"type": "stemmer", "language": group.engine_stemmer}
                    for group in GROUPS
                    if group.name in having
                },
            },
        },
        "mappings": {
            "dynamic": False,
            "_meta": {"position": position},
            "_source": {"enabled": False},
            "properties": properties(having),
        },
    }


def properties(having: set[str]) -> Definition:
    """Give the fields."""
    words = {"type": "text", "analyzer": SPACES}
    counted = {"type": "keyword", "ignore_above": MAX_FACET_CHARACTERS}
    stems = {
        group.name: {
            "type": "text",
            "analyzer": analyzer_name(group) if group.name in having else STAND_IN,
            "index_options": "freqs",
        }
        for group in GROUPS
    }
    return {
        "id": {"type": "keyword"},
        "recency": {"type": "long"},
        "popularity": {"type": "long"},
        "title_key": {"type": "keyword"},
        EXACT_FIELD: {**words, "index_options": "freqs"},
        **dict.fromkeys(TEXT_FIELDS, words),
        **{f"{field}_stems": {"properties": stems} for field in STEMMED_FIELDS},
        CONCEPT_FIELD: {**words, "index_options": "freqs"},
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


def analyzer_name(group: AnalysisGroup) -> str:
    """Give the name of a group's analyzer, and of its filter."""
    return f"stems_{group.name}"


def stemming_analyzer(group: AnalysisGroup) -> Definition:
    """Give the analyzer of prepared words of a group."""
    return {"type": "custom", "tokenizer": "whitespace", "filter": [analyzer_name(group)]}


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
    }
    prepared = prepare_texts(document)
    for field, words in prepared.words:
        made.setdefault(field, []).append(words)
    for field, group, words in prepared.stems:
        made.setdefault(f"{field}_stems", {}).setdefault(group, []).append(words)
    return Entry(document.id, document.version, _encode(made))
