"""Fields of the tantivy index, and how a document fills them.

Raise ``MAPPING_VERSION`` with every change here or in ``search.analysis`` and ``search.folding``:
indexes of another version are not read, and a new one is built.
"""

from functools import lru_cache

import tantivy

from search.analysis import GROUPS, AnalyzedText, analyze_text
from search.documents import SearchDocument
from search.folding import BOUNDARY

MAPPING_VERSION = 1
TEXT_FIELDS = ("title", "keywords", "text", "names")
STEMMED_FIELDS = ("title", "keywords", "text")
FACET_FIELDS = (
    "license_class", "license", "language", "resource_type", "level", "provider", "audience",
    "delivery_channel", "file_type", "accessibility_feature", "subject", "year",
)  # fmt: skip
SPACES = "spaces"
"""Tokenizer of prepared words: whatever else there is to do is done in ``search.analysis``."""


def build_schema() -> tantivy.Schema:
    """Give the fields of the index.

    Words and pairs of characters keep their places, for phrases; stems and exact spellings do not.
    ``filled`` holds the names of the text fields that a document has, to count them.
    """
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("version", stored=True)
    builder.add_integer_field("recency", fast=True)
    builder.add_text_field("title_key", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("filled", tokenizer_name="raw", index_option="basic")
    for facet in FACET_FIELDS:
        builder.add_text_field(facet, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("exact", tokenizer_name=SPACES, index_option="freq")
    for field in TEXT_FIELDS:
        builder.add_text_field(field, tokenizer_name=SPACES)
        builder.add_text_field(f"{field}_pairs", tokenizer_name=SPACES)
        builder.add_text_field(f"{field}_characters", tokenizer_name=SPACES, index_option="basic")
    for field in STEMMED_FIELDS:
        for group in GROUPS:
            name = f"{field}_{group.name}"
            builder.add_text_field(name, tokenizer_name=group.stemmer, index_option="freq")
    return builder.build()


SCHEMA = build_schema()


def register_analyzers(index: tantivy.Index) -> None:
    """Make the tokenizers known; an index does not keep them, so every process has to."""
    index.register_tokenizer(
        SPACES, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    )
    for group in GROUPS:
        index.register_tokenizer(group.stemmer, stemmer(group.stemmer))


@lru_cache
def stemmer(algorithm: str) -> tantivy.TextAnalyzer:
    """Give the analyzer that stems prepared words."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    return builder.filter(tantivy.Filter.stemmer(algorithm)).build()


@lru_cache(maxsize=100_000)
def stem(algorithm: str, word: str) -> str:
    """Give the stem of one prepared word."""
    return (stemmer(algorithm).analyze(word) or [word])[0]


def to_engine(document: SearchDocument) -> tantivy.Document:
    """Give the document in tantivy's form."""
    made = tantivy.Document()
    made.add_text("id", document.id)
    made.add_unsigned("version", document.version)
    made.add_integer("recency", document.recency)
    made.add_text("title_key", document.title_key)
    for facet, values in document.facets.items():
        for value in values:
            made.add_text(facet, value)
    together: dict[tuple[str, str], str] = {}
    for text in document.texts:
        key = text.field, text.language
        before = together.get(key)
        together[key] = f"{before} {BOUNDARY} {text.text}" if before else text.text
    filled: set[str] = set()
    for (field, language), joined in together.items():
        analyzed = analyze_text(joined, language=language, record_languages=document.languages)
        for name, words in forms(field, analyzed):
            if words:
                made.add_text(name, words)
                filled.add(name)
    for name in filled:
        made.add_text("filled", name)
    return made


def forms(field: str, analyzed: AnalyzedText) -> list[tuple[str, str]]:
    """Give pairs (field of the index, words) for one analyzed text.

    Of descriptions only the words that folding changes are kept in their exact spelling.
    """
    found = [
        (field, analyzed.words),
        (f"{field}_pairs", analyzed.pairs),
        (f"{field}_characters", analyzed.characters),
        ("exact", analyzed.spelled if field == "text" else analyzed.exact),
    ]
    if field in STEMMED_FIELDS:
        found += [(f"{field}_{group}", words) for group, words in analyzed.stems]
    return found
