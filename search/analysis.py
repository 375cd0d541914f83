"""Which words of a text are searched in which form: one table of languages for every engine.

A text is kept in up to four forms. *Words*: folded, for every language. *Exact*: as written but for
case, so that the spelling asked for ranks first. *Stems*: for the languages that have a stemmer,
each behind the name of its group (``de:haus``), so that a German stem never meets an English word.
*Grams*: characters and pairs of them, for scripts written without spaces. A query, whose language
is unknown, is analyzed for every group that its script allows. No Django, no engine.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple

import msgspec

from search import folding
from search.stemming.compounds import parts_of
from search.stemming.stemmers import stems_of
from search.stop_words import STOP_WORDS

GramForm = Literal["pairs", "characters"]
WordForm = Literal["words"] | GramForm


class AnalysisGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Languages that share a stemmer."""

    languages: tuple[str, ...]
    """Primary subtags; the first one names the group, and decides on case and function words."""
    stemmer: str
    """See ``search.stemming.stemmers``."""
    scripts: tuple[str, ...]
    """ISO 15924 codes."""

    @property
    def name(self) -> str:
        """What marks the stems of the group."""
        return self.languages[0]


GROUPS = tuple(
    AnalysisGroup(
        languages=tuple(languages.split()), stemmer=stemmer, scripts=tuple(scripts.split())
    )
    for languages, stemmer, scripts in (
        ("ar arb arz ary apc", "arabic", "Arab"),
        ("bg", "bulgarian", "Cyrl"),
        ("bn", "bengali", "Beng"),
        ("ca", "catalan", "Latn"),
        ("ckb", "sorani", "Arab"),
        ("cs", "czech", "Latn"),
        ("da", "danish", "Latn"),
        ("de gsw bar", "german", "Latn"),
        ("el", "greek", "Grek"),
        ("en sco", "english", "Latn"),
        ("eo", "esperanto", "Latn"),
        ("es ast an", "spanish", "Latn"),
        ("et", "estonian", "Latn"),
        ("eu", "basque", "Latn"),
        ("fa prs pes", "persian", "Arab"),
        ("fi", "finnish", "Latn"),
        ("fr frm", "french", "Latn"),
        ("ga", "irish", "Latn"),
        ("gl", "galician", "Latn"),
        ("hi", "hindi", "Deva"),
        ("hu", "hungarian", "Latn"),
        ("hy", "armenian", "Armn"),
        ("id ms zsm", "indonesian", "Latn"),
        ("it", "italian", "Latn"),
        ("lt", "lithuanian", "Latn"),
        ("lv", "latvian", "Latn"),
        ("ne", "nepali", "Deva"),
        ("nl af", "dutch", "Latn"),
        ("no nb nn", "norwegian", "Latn"),
        ("pl", "polish", "Latn"),
        ("pt", "portuguese", "Latn"),
        ("ro mo", "romanian", "Latn"),
        ("ru be", "russian", "Cyrl"),
        ("sr hr bs sh cnr", "serbian", "Cyrl Latn"),  # finds either script by the other
        ("st", "sesotho", "Latn"),
        ("sv", "swedish", "Latn"),
        ("ta", "tamil", "Taml"),
        ("te", "telugu", "Telu"),
        ("tr az", "turkish", "Latn"),
        ("yi", "yiddish", "Hebr"),
    )
)
GROUP_OF_LANGUAGE = {language: group for group in GROUPS for language in group.languages}
GROUPS_OF_SCRIPT = {
    script: tuple(group for group in GROUPS if script in group.scripts)
    for script in {script for group in GROUPS for script in group.scripts}
}
MAX_GROUPS = 3
"""Of a script, for a text of unknown language to be analyzed for all of them."""
_SCRIPTS = (
    ("Latn", 0x41, 0x24F), ("Latn", 0x250, 0x2AF), ("Latn", 0x1E00, 0x1EFF),
    ("Grek", 0x370, 0x3FF), ("Grek", 0x1F00, 0x1FFF), ("Cyrl", 0x400, 0x52F),
    ("Armn", 0x530, 0x58F), ("Hebr", 0x590, 0x5FF), ("Arab", 0x600, 0x77F), ("Deva", 0x900, 0x97F),
    ("Beng", 0x980, 0x9FF), ("Taml", 0xB80, 0xBFF), ("Telu", 0xC00, 0xC7F),
)  # fmt: skip


MAX_PIECES = 200_000
"""Kept of all languages together."""
MAX_PIECE_CHARACTERS = 40
"""Longer ones hardly come again, and neither do numbers and identifiers."""
_DIGIT = re.compile(r"\d")


class Piece(NamedTuple):
    """The forms of what stands between two spaces: a word as a rule, or several, or none."""

    words: str
    exact: str
    spelled: str
    stems: str
    runs: tuple[str, ...]
    """Of scripts written without spaces."""


class AnalyzedText:
    """The forms of a text, each made when it is asked for.

    Words are separated by single spaces, and any form may be empty.
    """

    def __init__(self, pieces: Sequence[Piece], *, others: Sequence[Piece] = ()) -> None:
        """Take the pieces of the text, and those for further groups."""
        columns: Iterable[tuple[Any, ...]] = [()] * len(Piece._fields)
        if pieces:
            columns = zip(*pieces, strict=True)
        self._words, self._exact, self._spelled, self._stems, self._runs = columns
        self._others = others

    @property
    def words(self) -> str:
        """Folded."""
        return _joined(self._words)

    @property
    def exact(self) -> str:
        """Words as written, in lower case."""
        return _joined(self._exact)

    @property
    def spelled(self) -> str:
        """Only those of the exact words that folding changes."""
        return _joined(self._spelled)

    @property
    def stems(self) -> str:
        """Each behind the name of its group; function words have none, compounds also of parts."""
        return _joined((*self._stems, *(piece.stems for piece in self._others)))

    def grams(self) -> tuple[str, str]:
        """Give pairs of characters of unspaced scripts, and the characters, each once."""
        if not any(self._runs):
            return "", ""
        grams = [folding.grams(run) for runs in self._runs for run in runs]
        characters = dict.fromkeys(one for singles, _ in grams for one in singles)
        return " ".join([pair for _, pairs in grams for pair in pairs]), " ".join(characters)


class AnalyzedWord(msgspec.Struct, frozen=True, kw_only=True):
    """One word of a query; pairs and characters of unspaced scripts have only ``folded``."""

    folded: str
    exact: str = ""
    stems: tuple[str, ...] = ()
    """Each behind the name of its group."""
    form: WordForm = "words"


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

    Where neither is stated, a text is analyzed for all groups of its script if these are few;
    nothing is guessed.
    """
    if language and language != "und":
        return _group_of_tag(language)
    script = script_of(text)
    stated = [GROUP_OF_LANGUAGE.get(primary(tag)) for tag in record_languages]
    fitting = [group for group in stated if group and script in group.scripts]
    if fitting or stated:
        return list(dict.fromkeys(fitting))
    possible = GROUPS_OF_SCRIPT.get(script, ())
    return possible if len(possible) <= MAX_GROUPS else ()


@lru_cache(maxsize=10_000)
def _group_of_tag(tag: str) -> tuple[AnalysisGroup, ...]:
    group = GROUP_OF_LANGUAGE.get(primary(tag))
    return (group,) if group else ()


def primary(tag: str) -> str:
    """Give the language of a BCP 47 tag."""
    return tag.partition("-")[0].lower()


@lru_cache(maxsize=100_000)
def stem(word: str, language: str) -> str:
    """Give the folded stem of a word of a language; the folded word where it has no stemmer."""
    groups = _group_of_tag(language)
    return stems_of(word.lower(), groups[0].stemmer)[0] if groups else folding.fold(word)


def analyze_text(
    text: str, *, language: str = "", record_languages: Iterable[str] = ()
) -> AnalyzedText:
    """Give the forms in which a text of a record is searched.

    Args:
        text: As the record states it.
        language: Its BCP 47 tag; empty or ``und`` where it is not stated.
        record_languages: Those of the resource, for a text without a tag.
    """
    if language and language != "und":
        groups: Sequence[AnalysisGroup] = _group_of_tag(language)
    else:
        groups = groups_of_text(folding.compose(text), language, record_languages)
    if not groups and text.isascii():  # nothing of it is worth remembering
        return AnalyzedText([_plain(text)])
    written = text.split()
    first, *others = [group.name for group in groups] or [""]
    return AnalyzedText(
        list(map(_PIECES[first].__getitem__, written)),
        others=[_PIECES[name][piece] for name in others for piece in written],
    )


def _joined(words: Iterable[str]) -> str:
    return " ".join(filter(None, words))


def _plain(text: str) -> Piece:
    """Give the one form that ASCII text has where it is not stemmed."""
    words = folding.spaced(text.lower())
    return Piece(words, words, "", "", ())


class _Pieces(dict[str, Piece]):
    """What stands between two spaces -> its forms, for one group or none; filled as met.

    Texts repeat their words, with the same punctuation, so that nearly all are found here.
    """

    remembered = 0
    """Of all groups together."""

    def __init__(self, group: AnalysisGroup | None) -> None:
        super().__init__()
        self._group = group
        self._language = group.name if group else ""
        self._unstemmed = STOP_WORDS.get(self._language, frozenset())

    def __missing__(self, written: str) -> Piece:
        piece = self._analyze(folding.compose(written))
        if len(written) <= MAX_PIECE_CHARACTERS and not _DIGIT.search(written):
            _Pieces.remembered += 1
            if _Pieces.remembered > MAX_PIECES:
                _Pieces.remembered = 1
                for pieces in _PIECES.values():
                    pieces.clear()
            self[written] = piece
        return piece

    def _analyze(self, text: str) -> Piece:
        if not self._group and text.isascii():
            return _plain(text)
        runs: list[str] = []
        if folding.has_runs(text):
            text, runs = folding.split_runs(text)
        exact = folding.spaced(folding.lower(text, self._language))
        before = exact.split()
        after = folding.fold_words(before)
        changed = [one for one, other in zip(before, after, strict=True) if one != other]
        return Piece(
            words=_joined(after) if changed else exact,
            exact=exact,
            spelled=" ".join(changed),
            stems=" ".join([stem for word in before for stem in self._stems(word)]),
            runs=tuple(runs),
        )

    def _stems(self, word: str) -> Iterable[str]:
        group = self._group
        if not group or script_of(word) not in group.scripts:
            return ()
        if folding.fold(word) in self._unstemmed:
            return ()
        words = (word, *parts_of(word, group.stemmer))
        return dict.fromkeys(stem for each in words for stem in marked_stems(each, group))


_PIECES = {"": _Pieces(None), **{group.name: _Pieces(group) for group in GROUPS}}


def marked_stems(word: str, group: AnalysisGroup) -> list[str]:
    """Give the stems of a word in lower case, behind the name of the group."""
    return [f"{group.name}:{stem}" for stem in stems_of(word, group.stemmer)]


@lru_cache(maxsize=10_000)
def analyze_words(text: str) -> tuple[AnalyzedWord, ...]:
    """Give the words of a query, or of a part of one, in their order; empty when there are none.

    A run of an unspaced script gives its pairs of characters; a single character gives itself.
    """
    analyzed = [
        analyze_word(word) if form == "words" else AnalyzedWord(folded=word, form=form)
        for word, form in _words_and_grams(text)
    ]
    return tuple(word for word in analyzed if word.folded)


@lru_cache(maxsize=10_000)
def folded_words(text: str) -> tuple[str, ...]:
    """Give the words that ``analyze_words`` gives in their folded form alone: no stem is made."""
    folded = (
        folding.fold(word) if form == "words" else word for word, form in _words_and_grams(text)
    )
    return tuple(filter(None, folded))


def _words_and_grams(text: str) -> Iterator[tuple[str, WordForm]]:
    for part in folding.parts(folding.compose(text)):
        if folding.has_runs(part):
            singles, pairs = folding.grams(part)
            form: GramForm = "pairs" if pairs else "characters"
            for gram in pairs or singles:
                yield gram, form
        else:
            for word in folding.spaced(part).split():
                yield word, "words"


def analyze_word(word: str) -> AnalyzedWord:
    """Give the forms of one word of a query, for every group of its script."""
    stems = [
        stem
        for group in GROUPS_OF_SCRIPT.get(script_of(word), ())
        for stem in marked_stems(folding.lower(word, group.name), group)
    ]
    return AnalyzedWord(folded=folding.fold(word), exact=folding.lower(word), stems=tuple(stems))
