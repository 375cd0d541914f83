"""Which words of a text are searched in which form: one table of languages for every engine.

A text is kept in up to four forms. *Words*: folded, for every language. *Exact*: as written but for
case, so that the spelling asked for ranks first. *Stems*: for the languages that have a stemmer,
each in its own field, so that a German stem never meets an English word. *Grams*: characters and
pairs of them, for scripts written without spaces. A query, whose language is unknown, is analyzed
for every group that its script allows. No Django, no engine.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

import msgspec

from search import folding

GramForm = Literal["pairs", "characters"]


class AnalysisGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Languages that share a stemmer."""

    name: str
    languages: tuple[str, ...]
    """Primary subtags; the first one decides the rules for case."""
    script: str = "Latn"
    stemmer: str
    """Name of the Snowball algorithm, as the embedded engine calls it."""
    cluster_stemmer: str = ""
    """What Elasticsearch and OpenSearch call the same one, where that is something else."""

    @property
    def engine_stemmer(self) -> str:
        """Name of the algorithm in a cluster."""
        return self.cluster_stemmer or self.stemmer


GROUPS = (
    AnalysisGroup(
        name="ar", languages=("ar", "arb", "arz", "ary", "apc"), script="Arab", stemmer="arabic"
    ),
    AnalysisGroup(name="da", languages=("da",), stemmer="danish"),
    AnalysisGroup(name="de", languages=("de", "gsw", "bar"), stemmer="german"),
    AnalysisGroup(name="el", languages=("el",), script="Grek", stemmer="greek"),
    AnalysisGroup(name="en", languages=("en", "sco"), stemmer="english", cluster_stemmer="porter2"),
    AnalysisGroup(name="es", languages=("es", "ast", "an"), stemmer="spanish"),
    AnalysisGroup(name="fi", languages=("fi",), stemmer="finnish"),
    AnalysisGroup(name="fr", languages=("fr", "frm"), stemmer="french"),
    AnalysisGroup(name="hu", languages=("hu",), stemmer="hungarian"),
    AnalysisGroup(name="it", languages=("it",), stemmer="italian"),
    AnalysisGroup(name="nl", languages=("nl", "af"), stemmer="dutch"),
    AnalysisGroup(name="no", languages=("no", "nb", "nn"), stemmer="norwegian"),
    AnalysisGroup(name="pt", languages=("pt", "gl"), stemmer="portuguese"),
    AnalysisGroup(name="ro", languages=("ro", "mo"), stemmer="romanian"),
    AnalysisGroup(name="ru", languages=("ru", "be"), script="Cyrl", stemmer="russian"),
    AnalysisGroup(name="sv", languages=("sv",), stemmer="swedish"),
    AnalysisGroup(name="ta", languages=("ta",), script="Taml", stemmer="tamil"),
    AnalysisGroup(name="tr", languages=("tr", "az"), stemmer="turkish"),
)
GROUP_OF_LANGUAGE = {language: group for group in GROUPS for language in group.languages}
GROUPS_OF_SCRIPT = {
    script: tuple(group for group in GROUPS if group.script == script)
    for script in {group.script for group in GROUPS}
}
_ARABIC_ARTICLE = re.compile(r"(?<!\S)(?:[وفبك]?ال|لل)(?=\S\S)")
"""The article, also behind a conjunction or preposition: the stemmer knows only the bare one."""
_PORTUGUESE_PLURAL = re.compile(r"[õo]es(?!\S)")
"""Lições is more than one lição; the stemmer sees two words."""
_SCRIPTS = (
    ("Latn", 0x41, 0x24F), ("Latn", 0x250, 0x2AF), ("Latn", 0x1E00, 0x1EFF),
    ("Grek", 0x370, 0x3FF), ("Grek", 0x1F00, 0x1FFF), ("Cyrl", 0x400, 0x52F),
    ("Arab", 0x600, 0x77F), ("Taml", 0xB80, 0xBFF),
)  # fmt: skip


MAX_PIECES = 200_000
MAX_PIECE_CHARACTERS = 40
"""Longer ones hardly come again."""


class AnalyzedText(msgspec.Struct, frozen=True, kw_only=True):
    """The forms of a text; words are separated by single spaces, and any form may be empty."""

    words: str
    exact: str
    """Words as written, in lower case."""
    spelled: str
    """Only those of the exact words that folding changes."""
    stems: tuple[tuple[str, str], ...]
    """Pairs (name of a group, words to be stemmed by it)."""
    pairs: str = ""
    """Neighboring characters of unspaced scripts."""
    characters: str = ""


class AnalyzedWord(msgspec.Struct, frozen=True, kw_only=True):
    """One word of a query; pairs and characters of unspaced scripts have only ``folded``."""

    folded: str
    exact: str = ""
    stems: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Pairs (name of a group, forms to be stemmed by it)."""
    form: Literal["words"] | GramForm = "words"


def script_of(text: str) -> str:
    """Give the script (ISO 15924) of the first letter that is in one with stemmers; else empty."""
    for character in text:
        if character.isalpha():
            point = ord(character)
            for script, first, last in _SCRIPTS:
                if first <= point <= last:
                    return script
    return ""


def groups_of_text(
    text: str, language: str, record_languages: Iterable[str]
) -> Sequence[AnalysisGroup]:
    """Give the groups to analyze a text for: of its own language; untagged, of the record's.

    Where neither is stated, a script that has only one group decides; nothing else is guessed.
    """
    if language and language != "und":
        return _group_of_tag(language)
    script = script_of(text)
    stated = [GROUP_OF_LANGUAGE.get(primary(tag)) for tag in record_languages]
    fitting = [group for group in stated if group and group.script == script]
    if fitting or stated:
        return list(dict.fromkeys(fitting))
    only = GROUPS_OF_SCRIPT.get(script, ())
    return only if len(only) == 1 else ()


@lru_cache(maxsize=10_000)
def _group_of_tag(tag: str) -> tuple[AnalysisGroup, ...]:
    group = GROUP_OF_LANGUAGE.get(primary(tag))
    return (group,) if group else ()


def primary(tag: str) -> str:
    """Give the language of a BCP 47 tag."""
    return tag.partition("-")[0].lower()


def analyze_text(
    text: str, *, language: str = "", record_languages: Iterable[str] = ()
) -> AnalyzedText:
    """Give the forms in which a text of a record is searched.

    Args:
        text: As the record states it.
        language: Its BCP 47 tag; empty or ``und`` where it is not stated.
        record_languages: Those of the resource, for a text without a tag.
    """
    if not language or language == "und":
        groups = groups_of_text(folding.compose(text), language, record_languages)
    else:
        groups = _group_of_tag(language)
    case = groups[0].name if groups and groups[0].name in folding.TURKIC else ""
    if not case and text.isascii():  # all forms are one, which half of all texts have
        words = _joined(map(_ASCII.__getitem__, text.split()))
        stems = tuple((group.name, stemmable(words, group)) for group in groups if words)
        return AnalyzedText(words=words, exact=words, spelled="", stems=stems)
    pieces = list(map(_PIECES[case].__getitem__, text.split()))
    if not pieces or None in pieces:
        return _analyze_with_runs(text, groups, case)
    words, exact, spelled, stemmed = map(_joined, zip(*pieces, strict=True))
    return AnalyzedText(
        words=words,
        exact=exact,
        spelled=spelled,
        stems=tuple((group.name, stemmable(stemmed, group)) for group in groups if stemmed),
    )


def _joined(words: Iterable[str]) -> str:
    return " ".join(filter(None, words))


class Piece(NamedTuple):
    """The forms of what stands between two spaces: a word as a rule, or several, or none."""

    words: str
    exact: str
    spelled: str
    stemmed: str
    """Exact words, each followed by its folded form where that differs."""


class _Pieces(dict[str, Piece | None]):
    """As written -> forms, None where there are runs of an unspaced script; filled as met.

    Texts repeat their words, with the same punctuation, so that nearly all are found here.
    """

    def __init__(self, case: str) -> None:
        super().__init__()
        self._case = case

    def __missing__(self, written: str) -> Piece | None:
        if len(self) >= MAX_PIECES:
            self.clear()
        piece = self._analyze(folding.compose(written))
        if len(written) <= MAX_PIECE_CHARACTERS:
            self[written] = piece
        return piece

    def _analyze(self, text: str) -> Piece | None:
        if folding.has_runs(text):
            return None
        exact = folding.spaced(folding.lower(text, self._case))
        if exact.isascii():
            return Piece(exact, exact, "", exact)
        before = exact.split(" ")
        after = folding.fold_words(before)
        pairs = list(zip(before, after, strict=True))
        return Piece(
            _joined(after),
            exact,
            " ".join([one for one, other in pairs if one != other]),
            " ".join([f"{one} {other}" if other and one != other else one for one, other in pairs]),
        )


class _Ascii(dict[str, str]):
    """As written in ASCII -> words in lower case; filled as met."""

    def __missing__(self, written: str) -> str:
        if len(self) >= MAX_PIECES:
            self.clear()
        words = folding.spaced(written.lower())
        if len(written) <= MAX_PIECE_CHARACTERS:
            self[written] = words
        return words


_ASCII = _Ascii()
_PIECES = {case: _Pieces(case) for case in ("", *folding.TURKIC)}


def _analyze_with_runs(text: str, groups: Sequence[AnalysisGroup], case: str) -> AnalyzedText:
    """Analyze a text that may be in a script written without spaces, or in several scripts."""
    text = folding.compose(text)
    text, runs = folding.split_runs(text)
    characters: list[str] = []
    pairs: list[str] = []
    for run in runs:
        singles, doubles = folding.grams(run)
        characters += singles
        pairs += doubles
    pieces = [piece for piece in map(_PIECES[case].__getitem__, text.split()) if piece]
    stemmed = _joined(piece.stemmed for piece in pieces)
    return AnalyzedText(
        words=_joined(piece.words for piece in pieces),
        exact=_joined(piece.exact for piece in pieces),
        spelled=_joined(piece.spelled for piece in pieces),
        stems=tuple((group.name, stemmable(stemmed, group)) for group in groups if stemmed),
        pairs=" ".join(pairs),
        characters=" ".join(dict.fromkeys(characters)),
    )


def stemmable(words: str, group: AnalysisGroup) -> str:
    """Give words without what the group's stemmer should take off and does not."""
    if group.name == "ar":
        return _ARABIC_ARTICLE.sub("", words)
    if group.name == "pt":
        return _PORTUGUESE_PLURAL.sub(lambda found: "ão" if "õ" in found[0] else "ao", words)
    return words


@lru_cache(maxsize=10_000)
def analyze_words(text: str) -> tuple[AnalyzedWord, ...]:
    """Give the words of a query, or of a part of one, in their order; empty when there are none.

    A run of an unspaced script gives its pairs of characters; a single character gives itself.
    """
    text = folding.compose(text)
    analyzed: list[AnalyzedWord] = []
    for part in folding.parts(text):
        if folding.has_runs(part):
            singles, pairs = folding.grams(part)
            form: GramForm = "pairs" if pairs else "characters"
            analyzed += [AnalyzedWord(folded=gram, form=form) for gram in pairs or singles]
        else:
            analyzed += [analyze_word(word) for word in folding.spaced(part).split()]
    return tuple(word for word in analyzed if word.folded)


def analyze_word(word: str) -> AnalyzedWord:
    """Give the forms of one word of a query, for every group of its script."""
    folded = folding.fold(word)
    stems = tuple(
        (
            group.name,
            tuple(
                dict.fromkeys(
                    stemmable(form, group) for form in (folding.lower(word, group.name), folded)
                )
            ),
        )
        for group in GROUPS_OF_SCRIPT.get(script_of(word), ())
    )
    return AnalyzedWord(folded=folded, exact=folding.lower(word), stems=stems)
