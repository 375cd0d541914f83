"""What a person typed -> what has to match. Anything is a query; nothing is an error. Pure code.

Words must all be there; ``"words in quotes"`` stand beside each other; ``-word`` and
``-"a phrase"`` must not be there. Everything else is text.
"""

import re
from collections.abc import Iterable, Sequence

import msgspec

from search.analysis import AnalyzedWord, analyze_words, primary
from search.folding import BOUNDARY
from search.queries import MAX_QUERY_CHARACTERS, NamedConcepts
from search.stop_words import STOP_WORDS

MAX_WORDS = 32
"""Further words of a query are not looked at."""
_CHARACTERS = dict.fromkeys(map(ord, "“”„‟«»「」『』＂〝〞"), '"') | {ord(BOUNDARY): " "}
_PART = re.compile(r'(?P<minus>(?<!\S)[-−–](?=["\w]))?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')

Phrase = tuple[AnalyzedWord, ...]


class NamedWords(msgspec.Struct, frozen=True):
    """Words that stand for concepts: all of them have to match, or one of the concepts."""

    words: Phrase
    concepts: tuple[str, ...]


class ParsedQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What has to match. All fields empty: either nothing was typed, or nothing that is a word."""

    required: tuple[AnalyzedWord, ...] = ()
    named: tuple[NamedWords, ...] = ()
    """Required as well; none of these words is in ``required``."""
    optional: tuple[AnalyzedWord, ...] = ()
    """Function words: they only make a record rank higher."""
    phrases: tuple[Phrase, ...] = ()
    excluded: tuple[Phrase, ...] = ()

    @property
    def required_count(self) -> int:
        """How many things the text has to match; a concept is one of them."""
        return len(self.required) + len(self.named)

    @property
    def subjects(self) -> "ParsedQuery":
        """The query by what it names and excludes; its words only make a record rank higher."""
        words = (*self.required, *self.optional)
        return msgspec.structs.replace(self, required=(), optional=words, phrases=())

    @property
    def is_empty(self) -> bool:
        """Whether no word was found in the text."""
        return not (self.is_ranked or self.excluded)

    @property
    def is_ranked(self) -> bool:
        """Whether some records can match better than others."""
        return bool(self.required or self.named or self.phrases)


def parse_query(
    text: str, *, reader_languages: Sequence[str] = (), concepts: Sequence[NamedConcepts] = ()
) -> ParsedQuery:
    """Read a query; what is longer than the limits is cut off.

    Args:
        text: As typed.
        reader_languages: BCP 47 tags; function words of these need not match.
        concepts: What is named in the text.
    """
    words: dict[str, AnalyzedWord] = {}
    phrases: list[Phrase] = []
    excluded: list[Phrase] = []
    budget = MAX_WORDS
    for part in _PART.finditer(cleaned(text)):
        analyzed = analyze_words(part["word"] or part["phrase"] or "")[:budget]
        budget -= len(analyzed)
        if not analyzed:
            continue
        if part["minus"]:
            excluded.append(analyzed)
        elif part["phrase"] is not None and len(analyzed) > 1:
            phrases.append(analyzed)
        else:
            words |= {word.folded: word for word in analyzed}
    idle = stop_words(words, reader_languages)
    if len(idle) == len(words) and not phrases:
        idle = frozenset()
    named = tuple(
        NamedWords(tuple(words[each] for each in one.words), one.concepts)
        for one in concepts
        if words.keys() >= set(one.words)
    )
    covered = idle | {word.folded for one in named for word in one.words}
    return ParsedQuery(
        required=tuple(word for key, word in words.items() if key not in covered),
        named=named,
        optional=tuple(word for key, word in words.items() if key in idle),
        phrases=tuple(dict.fromkeys(phrases)),
        excluded=tuple(dict.fromkeys(excluded)),
    )


def cleaned(text: str) -> str:
    """Give the text cut to the limit, with one kind of quotation marks and no surrogates."""
    text = text[:MAX_QUERY_CHARACTERS].encode("utf-8", "ignore").decode()
    return text.translate(_CHARACTERS)


def stop_words(words: Iterable[str], reader_languages: Sequence[str]) -> frozenset[str]:
    """Give the function words among folded words.

    A word counts as one in a language of the reader, or where two words of the query are function
    words of the same language: "die" alone is also English.
    """
    given = frozenset(words)
    readers = {primary(tag) for tag in reader_languages}
    found: set[str] = set()
    for language, listed in STOP_WORDS.items():
        common = given & listed
        if len(common) > 1 or (common and language in readers):
            found |= common
    return frozenset(found)
