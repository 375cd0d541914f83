"""Document -> the words of each field, the same for every engine; engines only split and stem."""

from collections.abc import Iterator

import msgspec

from search.analysis import AnalyzedText, analyze_text
from search.detecting import detect_language
from search.documents import SearchDocument
from search.folding import BOUNDARY

TEXT_FIELDS = ("title", "keywords", "text", "names")
"""Hold words, pairs and characters of all languages, in their order, for phrases."""
STEMMED_FIELDS = ("title", "keywords", "text")
EXACT_FIELD = "exact"
EXACT_FIELDS = ("title", "keywords")
"""Fields of which every word is kept in its exact spelling, too."""
UNTAGGED = frozenset({"", "und"})


class PreparedTexts(msgspec.Struct, frozen=True):
    """Words separated by single spaces; between texts of one field stands a boundary."""

    words: tuple[tuple[str, str], ...]
    """Pairs (one of ``TEXT_FIELDS`` or ``EXACT_FIELD``, words)."""
    stems: tuple[tuple[str, str, str], ...]
    """(One of ``STEMMED_FIELDS``, name of the analysis group, words to be stemmed by it)."""


def prepare_texts(document: SearchDocument) -> PreparedTexts:
    """Analyze the texts of a document."""
    together: dict[tuple[str, str], str] = {}
    for text in document.texts:
        key = text.field, text.language
        before = together.get(key)
        together[key] = f"{before} {BOUNDARY} {text.text}" if before else text.text
    words: list[tuple[str, str]] = []
    stems: list[tuple[str, str, str]] = []
    for (field, stated), joined in together.items():
        language = stated
        if stated in UNTAGGED and field in STEMMED_FIELDS:
            language = detect_language(joined, document.languages)
        analyzed = analyze_text(joined, language=language, record_languages=document.languages)
        words += forms(field, analyzed)
        if field in STEMMED_FIELDS:
            stems += [(field, group, stemmed) for group, stemmed in analyzed.stems]
    return PreparedTexts(tuple(words), tuple(stems))


def forms(field: str, analyzed: AnalyzedText) -> Iterator[tuple[str, str]]:
    """Yield pairs (field of the index, words) for one analyzed text.

    Of descriptions and names only the words that folding changes are kept in their exact spelling.
    """
    words = analyzed.words
    if analyzed.characters:
        words = f"{words} {BOUNDARY} {analyzed.pairs} {BOUNDARY} {analyzed.characters}"
    if words:
        yield field, words
    if exact := analyzed.exact if field in EXACT_FIELDS else analyzed.spelled:
        yield EXACT_FIELD, exact
