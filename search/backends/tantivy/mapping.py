"""Fields of the tantivy index, and how a document fills them.

Raise ``MAPPING_VERSION`` with every change here or in ``search.analysis`` and ``search.folding``:
indexes of another version are not read, and a new one is built.
"""

from collections.abc import Iterator

import tantivy

from search.analysis import GROUPS, AnalysisGroup, AnalyzedText, analyze_text
from search.documents import SearchDocument
from search.folding import BOUNDARY

MAPPING_VERSION = 2
TEXT_FIELDS = ("title", "keywords", "text", "names")
STEMMED_FIELDS = ("title", "keywords", "text")
FACET_FIELDS = (
    "license_class", "license", "language", "resource_type", "level", "provider", "audience",
    "delivery_channel", "file_type", "accessibility_feature", "subject", "year",
)  # fmt: skip
SPACES = "spaces"
"""Tokenizer of prepared words: whatever else there is to do is done before."""
MAX_STEMS = 100_000
"""Kept of each group; the words of a language in use are fewer."""


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
    builder.add_text_field("title_key", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("filled", tokenizer_name="raw", index_option="basic")
    for facet in FACET_FIELDS:
        builder.add_text_field(facet, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("exact", tokenizer_name=SPACES, index_option="freq")
    for field in TEXT_FIELDS:
        builder.add_text_field(field, tokenizer_name=SPACES)
    for field in STEMMED_FIELDS:
        builder.add_text_field(f"{field}_stems", tokenizer_name=SPACES, index_option="freq")
    return builder.build()


SCHEMA = build_schema()


def register_analyzers(index: tantivy.Index) -> None:
    """Make the tokenizer known; an index does not keep it, so every process has to."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    index.register_tokenizer(SPACES, builder.build())


class Stems(dict[str, str]):
    """Prepared word -> its stem, marked with the group; filled as words are met."""

    def __init__(self, group: AnalysisGroup) -> None:
        super().__init__()
        builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
        self._analyzer = builder.filter(tantivy.Filter.stemmer(group.stemmer)).build()
        self._group = group.name

    def __missing__(self, word: str) -> str:
        if len(self) >= MAX_STEMS:
            self.clear()
        stems = self._analyzer.analyze(word)
        self[word] = found = f"{self._group}:{stems[0] if stems else word}"
        return found


STEMS = {group.name: Stems(group) for group in GROUPS}


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
            made.add_text(name, words)
            filled.add(name)
    for name in filled:
        made.add_text("filled", name)
    return made


def forms(field: str, analyzed: AnalyzedText) -> Iterator[tuple[str, str]]:
    """Yield pairs (field of the index, words) for one analyzed text.

    Of descriptions only the words that folding changes are kept in their exact spelling.
    """
    words = analyzed.words
    if analyzed.characters:
        words = f"{words} {BOUNDARY} {analyzed.pairs} {BOUNDARY} {analyzed.characters}"
    if words:
        yield field, words
    if exact := analyzed.spelled if field == "text" else analyzed.exact:
        yield "exact", exact
    if field in STEMMED_FIELDS:
        for group, stemmed in analyzed.stems:
            stem = STEMS[group].__getitem__
            yield f"{field}_stems", " ".join(map(stem, stemmed.split(" ")))
