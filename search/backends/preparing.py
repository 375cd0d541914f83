"""Document -> the words of each field, the same for every engine; engines only split at spaces."""

from collections.abc import Iterator

from search.analysis import AnalyzedText, analyze_text
from search.detecting import detect_language
from search.documents import SearchDocument, TextField
from search.folding import BOUNDARY

TEXT_FIELDS = ("title", "keywords", "text", "names")
"""Hold words, pairs and characters of all languages, in their order, for phrases."""
STEMS_FIELDS = {field: f"{field}_stems" for field in TEXT_FIELDS if field != "names"}
"""Fields whose words are stemmed, and those that hold their stems."""
EXACT_FIELD = "exact"
EXACT_FIELDS = ("title", "keywords")
"""Fields of which every word is kept in its exact spelling, too."""
UNTAGGED = frozenset({"", "und"})


def prepare_texts(document: SearchDocument) -> dict[str, list[str]]:
    """Analyze the texts of a document.

    Returns:
        By field of the index, words separated by single spaces, an entry for each language, with a
        boundary between the texts of one. Fields without words are left out.
    """
    together: dict[tuple[TextField, str], str] = {}
    for text in document.texts:
        key = text.field, text.language
        before = together.get(key)
        together[key] = f"{before} {BOUNDARY} {text.text}" if before else text.text
    fields: dict[str, list[str]] = {}
    for (field, stated), joined in together.items():
        language = stated
        if stated in UNTAGGED and field in STEMS_FIELDS:
            language = detect_language(joined, document.languages)
        analyzed = analyze_text(joined, language=language, record_languages=document.languages)
        for name, words in forms(field, analyzed):
            fields.setdefault(name, []).append(words)
    return fields


def forms(field: TextField, analyzed: AnalyzedText) -> Iterator[tuple[str, str]]:
    """Yield pairs (field of the index, words) for one analyzed text.

    Of descriptions and names only the words that folding changes are kept in their exact spelling.
    """
    words = analyzed.words
    pairs, characters = analyzed.grams()
    if characters:
        words = f"{words} {BOUNDARY} {pairs} {BOUNDARY} {characters}"
    if words:
        yield field, words
    if exact := analyzed.exact if field in EXACT_FIELDS else analyzed.spelled:
        yield EXACT_FIELD, exact
    if field in STEMS_FIELDS and (stems := analyzed.stems):
        yield STEMS_FIELDS[field], stems
