"""Fields of the tantivy index, and how a document fills them.

Raise ``MAPPING_VERSION`` with every change here or in ``search.analysis``, ``search.folding`` and
``search.stemming``: indexes of another version are not read, and a new one is built.
"""

from typing import Any

import msgspec
import tantivy

from search.backends.base import Entry
from search.backends.preparing import EXACT_FIELD, STEMS_FIELDS, TEXT_FIELDS, prepare_texts
from search.backends.ranking import CONCEPT_FIELD
from search.documents import FACET_FIELDS, Deletion, SearchDocument

MAPPING_VERSION = 10
SPACES = "spaces"
"""Tokenizer of prepared words: whatever else there is to do is done before."""
TITLE_START = "title_start"
TITLE_START_BYTES = 8


def build_schema() -> tantivy.Schema:
    """Give the fields of the index.

    A text field holds words, pairs and characters of all languages, in their order, for phrases.
    Its stems, each behind the name of its group (``de:haus``), share a field too: BM25 compares
    lengths with the average over all documents, so in a field that only few of them fill every
    text would seem endlessly long. ``filled`` holds the names of the text fields that a document
    has.
    """
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("version", stored=True)
    builder.add_integer_field("recency", fast=True)
    builder.add_integer_field("popularity", fast=True)
    builder.add_text_field("title_key", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(TITLE_START, fast=True)
    builder.add_text_field("filled", tokenizer_name="raw", index_option="basic")
    for facet in FACET_FIELDS:
        builder.add_text_field(facet, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(EXACT_FIELD, tokenizer_name=SPACES, index_option="freq")
    for field in TEXT_FIELDS:
        builder.add_text_field(field, tokenizer_name=SPACES)
    for field in STEMS_FIELDS.values():
        builder.add_text_field(field, tokenizer_name=SPACES, index_option="freq")
    builder.add_text_field(CONCEPT_FIELD, tokenizer_name=SPACES, index_option="freq")
    return builder.build()


SCHEMA = build_schema()


def register_analyzers(index: tantivy.Index) -> None:
    """Make the tokenizer known; an index does not keep it, so every process has to."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    index.register_tokenizer(SPACES, builder.build())


_encode = msgspec.json.Encoder().encode


def encode(document: SearchDocument | Deletion) -> Entry:
    """Give the document as tantivy reads it from JSON."""
    if isinstance(document, Deletion):
        return Entry(document.id, document.version)
    fields: dict[str, Any] = dict(prepare_texts(document))
    if document.concepts:
        fields[CONCEPT_FIELD] = [" ".join(document.concepts)]
    fields |= {
        "filled": list(fields),
        "id": [document.id],
        "version": [document.version],
        "recency": [document.recency],
        "popularity": [document.popularity],
        "title_key": [document.title_key],
        TITLE_START: [title_start(document.title_key)],
        **document.facets,
    }
    return Entry(document.id, document.version, _encode(fields))


def title_start(title_key: str) -> int:
    """Give a number that is ordered as title keys are; equal for those that begin alike.

    Engines of this kind have ranges of numbers only, and pages go on behind the last title shown.
    """
    start = title_key.encode()[:TITLE_START_BYTES]
    return int.from_bytes(start.ljust(TITLE_START_BYTES, b"\0"), "big")
