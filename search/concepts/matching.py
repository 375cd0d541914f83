"""Find concepts in a text by their labels, the longest first. Pure code.

A label is found in the inflected forms of its own language (stems), or, where the language of the
text is not known, as it is spelled but for case and diacritics. Labels in scripts written without
spaces are found as runs of characters.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import msgspec

from search import folding
from search.analysis import primary, stem
from search.concepts.light_stems import light_stem
from search.concepts.vocabulary import ISCED_F, THING, Concept, ancestors

MAX_TEXT_CHARACTERS = 1000
MIN_UNTAGGED_CHARACTERS = 4
"""Of a label looked for in text of unknown language: shorter ones are a word in some other one."""
MIN_UNTAGGED_THING = 7
"""Of an everyday thing in Latin letters: "main" is a hand in French, "bad" a bath in German."""

LABELED_AS = {"pnb": "pa", "lah": "pa", "nb": "no", "nn": "no", "arz": "ar", "arb": "ar"}
"""Languages of which people read the labels of another one."""
MAX_REMEMBERED = 50_000
MAX_REMEMBERED_CHARACTERS = 40

Words = tuple[str, ...]


class Match(msgspec.Struct, frozen=True):
    """A label found: in which words of the text, and the concepts that are called so."""

    start: int
    """Place of the first word (or character of a run) among those of the text."""
    end: int
    concepts: tuple[str, ...]
    text: str
    """The words, composed and in lower case, with one space between them."""


class Forms(dict[str, str]):
    """Word in lower case -> what it shares with its inflected forms; filled as met."""

    def __init__(self, language: str) -> None:
        """Begin with no word."""
        super().__init__()
        self._language = language

    def __missing__(self, word: str) -> str:
        """Find the form of a word and keep it."""
        if len(self) >= MAX_REMEMBERED:
            self.clear()
        self[word] = form = light_stem(word, self._language) or stem(word, self._language)
        return form


class LabelTable:
    """Labels as sequences of words, in one form of the words."""

    def __init__(self) -> None:
        """Begin with no label."""
        self.labels: dict[Words, set[str]] = {}
        self.longest: dict[str, int] = {}
        """How many words the longest label has that begins with a word."""

    def add(self, words: Words, key: str) -> None:
        """Take a label of a concept in."""
        self.labels.setdefault(words, set()).add(key)
        self.longest[words[0]] = max(len(words), self.longest.get(words[0], 0))


class LabelIndex:
    """All labels of some vocabularies, ready to be found in texts."""

    def __init__(self, concepts: Mapping[str, Concept]) -> None:
        """Prepare the labels; a few hundred microseconds for a hundred of them."""
        self.concepts = concepts
        self.same = same_concepts(concepts)
        self.spelled = LabelTable()
        self.stemmed: dict[str, LabelTable] = defaultdict(LabelTable)
        self._forms: dict[str, Forms] = {}
        self.runs: dict[str, dict[str, set[str]]] = defaultdict(dict)
        for key, concept in concepts.items():
            for language, labels in concept.labels.items():
                for label in labels:
                    self._add(self.same.get(key, key), primary(language), label)
        self.longest_run: dict[str, int] = {}
        """How many characters the longest run has that begins with one."""
        for run in self.runs:
            self.longest_run[run[0]] = max(len(run), self.longest_run.get(run[0], 0))
        self._found: dict[tuple[str, str, Words], list[Match]] = {}

    def _add(self, key: str, language: str, label: str) -> None:
        composed = folding.compose(label)
        if folding.has_runs(composed):
            run = folding.fold("".join(composed.split()))
            self.runs[run].setdefault(language, set()).add(key)
            return
        words = folding.spaced(folding.lower(composed)).split()
        if not words or "(" in label:
            return  # a qualified label names what the bare word does not mean as a rule
        if is_telling("".join(words), is_thing=key.startswith(THING)):
            self.spelled.add(tuple(folding.fold_words(words)), key)
        if language not in self._forms:
            self._forms[language] = Forms(language)
        self.stemmed[language].add(tuple(map(self._forms[language].__getitem__, words)), key)

    def find(self, text: str, language: str = "", *, hints: Sequence[str] = ()) -> list[Match]:
        """Give the labels in a text, none overlapping another.

        Args:
            text: As written; only its beginning is looked at.
            language: BCP 47 tag of the text; empty or ``und`` when it is not known.
            hints: BCP 47 tags of languages that a text of unknown language is likely in.
        """
        key = text, language, tuple(hints)
        if (known := self._found.get(key)) is not None:
            return known
        found = self._find(text, language, hints)
        if len(text) <= MAX_REMEMBERED_CHARACTERS:  # keywords, which many records share
            if len(self._found) >= MAX_REMEMBERED:
                self._found.clear()
            self._found[key] = found
        return found

    def _find(self, text: str, language: str, hints: Sequence[str]) -> list[Match]:
        own = "" if language in {"", "und", "mul", "zxx"} else label_language(language)
        text = folding.compose(text[:MAX_TEXT_CHARACTERS])
        found: list[Match] = []
        runs: list[str] = []
        if folding.has_runs(text):
            text, runs = folding.split_runs(text)
        words = folding.spaced(folding.lower(text)).split()
        for table, forms in self._tables(words, own, hints):
            taken = {place for match in found for place in range(match.start, match.end)}
            found += among(table, forms, words, taken)
        return found + [match for run in runs for match in self._in_run(run, own, hints)]

    def _tables(
        self, words: list[str], own: str, hints: Sequence[str]
    ) -> Iterator[tuple[LabelTable, Words]]:
        """Yield where to look a text up, the best first, and the words in the form of the table."""
        for language in dict.fromkeys([own] if own else map(label_language, hints)):
            if table := self.stemmed.get(language):
                yield table, tuple(map(self._forms[language].__getitem__, words))
        if not own:
            yield self.spelled, tuple(folding.fold_words(words))

    def _in_run(self, run: str, own: str, hints: Sequence[str]) -> Iterator[Match]:
        run, place = folding.fold(run), 0
        wanted = {own} if own else {label_language(tag) for tag in hints}
        while place < len(run):
            longest = self.longest_run.get(run[place], 0)
            for end in range(min(len(run), place + longest), place, -1):
                by_language = self.runs.get(run[place:end], {})
                chosen = wanted & by_language.keys() or (set() if own else set(by_language))
                is_part = end - place == 1 and len(run) > 1  # of a word that means something else
                if chosen and not is_part:
                    keys = set().union(*(by_language[each] for each in chosen))
                    yield Match(place, end, tuple(sorted(keys)), run[place:end])
                    place = end - 1
                    break
            place += 1

    def known(self, key: str) -> str:
        """Give the id under which a concept is searched.

        Of a field of ISCED-F that has no labels that is the one above it.
        """
        key = self.same.get(key, key)
        while key not in self.concepts and key.startswith(ISCED_F) and key > ISCED_F:
            key = key[:-1]
        return key

    def broader(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Give all concepts above some, each once, without these."""
        given = list(keys)
        above = [each for key in given for each in ancestors(key, self.concepts)]
        return tuple(key for key in dict.fromkeys(above) if key not in given)


def among(
    table: LabelTable, forms: Words, words: Sequence[str], taken: set[int]
) -> Iterator[Match]:
    """Yield the labels of a table among words given in its form, but for places taken already."""
    place = 0
    while place < len(forms):
        longest = table.longest.get(forms[place], 0)
        for end in range(min(len(forms), place + longest), place, -1):
            keys = table.labels.get(forms[place:end])
            if keys and taken.isdisjoint(range(place, end)):
                yield Match(place, end, tuple(sorted(keys)), " ".join(words[place:end]))
                place = end - 1
                break
        place += 1


def is_telling(letters: str, *, is_thing: bool) -> bool:
    """Tell whether a label is looked for in text of unknown language."""
    least = MIN_UNTAGGED_THING if is_thing and letters < "\u0250" else MIN_UNTAGGED_CHARACTERS
    return len(letters) >= least


@lru_cache(maxsize=10_000)
def label_language(tag: str) -> str:
    """Give the language whose labels are looked for in a text."""
    language = primary(tag)
    return LABELED_AS.get(language, language)


def same_concepts(concepts: Mapping[str, Concept]) -> dict[str, str]:
    """Give, for a concept that another vocabulary has too, the id to use for both."""
    return {
        key: same
        for key, concept in concepts.items()
        for same in concept.same_as[:1]
        if same in concepts
    }
