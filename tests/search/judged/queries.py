"""Known-item, subject and cross-language queries. Chance is seeded: every run asks the same."""

import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from uuid import UUID

import msgspec

from search import folding
from search.analysis import primary
from search.concepts.matching import LabelIndex
from search.stop_words import STOP_WORDS
from tests.search.judged.records import JudgedRecord

KNOWN_WORDS = 4
_LATIN = re.compile("[A-Za-z]")
NOT_LATIN = frozenset(["bn", "gu", "hi", "kn", "mr", "or", "pa", "pnb", "ta", "te", "ur"])
"""Languages whose records in Latin letters are not in them, whatever they state."""


class JudgedQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody types, and all records that answer it."""

    text: str
    language: str
    relevant: frozenset[UUID]
    target: str = ""
    """Language of the records, where that is another one."""


def folded_words(text: str) -> list[str]:
    """Give the words of a title in folded form."""
    return folding.fold_words(folding.spaced(folding.lower(folding.compose(text))).split())


def known_items(
    records: Sequence[JudgedRecord], languages: Iterable[str], *, each: int
) -> Iterator[JudgedQuery]:
    """Yield queries of two to four words of a title, as people remember it.

    Every second one is typed carelessly: without diacritics, or with another number. Words that
    stand together in another title, too, are no query for this one. All records of the same title
    answer it.
    """
    chance = random.Random(6)
    by_title: dict[str, set[UUID]] = defaultdict(set)
    for record in records:
        by_title[" ".join(folded_words(record.title))].add(record.id)
    titles_with: dict[str, set[str]] = defaultdict(set)
    for title in by_title:
        for word in title.split():
            titles_with[word].add(title)
    for language in languages:
        own = {
            " ".join(folded_words(record.title)): record
            for record in records
            if record.language == language and is_in(language, record.title)
        }
        titles = sorted(own)
        chance.shuffle(titles)
        made = 0
        for title in titles:
            words = remembered(own[title].title, title, language, titles_with, chance)
            if made == each:
                break
            if words:
                made += 1
                typed = [careless(word, language) for word in words] if made % 2 else words
                yield JudgedQuery(
                    text=" ".join(typed), language=language, relevant=frozenset(by_title[title])
                )


def remembered(
    title: str,
    key: str,
    language: str,
    titles_with: Mapping[str, set[str]],
    chance: random.Random,
) -> list[str]:
    """Give some words of a title, as written and in its order; none that tell it from others."""
    content = content_words(dict.fromkeys(key.split()), language)
    if len(content) < 2:
        return []
    wanted = chance.sample(content, min(len(content), chance.randint(2, KNOWN_WORDS)))
    if len(set.intersection(*(titles_with[word] for word in wanted))) > 1:
        return []
    written = folding.spaced(folding.compose(title)).split()
    return [word for word, folded in zip(written, key.split(), strict=True) if folded in wanted]


def content_words(words: Iterable[str], language: str) -> list[str]:
    """Give folded words without function words and numbers."""
    idle = STOP_WORDS.get(primary(language), frozenset())
    return [word for word in words if word not in idle and len(word) > 1 and not word.isdecimal()]


def careless(word: str, language: str) -> str:
    """Give a word as it is typed in haste: no diacritics, else the other number of nouns."""
    if not word.isascii() and _LATIN.search(word):
        bare = unicodedata.normalize("NFD", word)
        return "".join(each for each in bare if not unicodedata.combining(each))
    if language in {"en", "es", "fr", "pt"} and len(word) > 4 and word.isascii():
        if word.endswith(("ss", "us", "is", "as", "os")):
            return word
        if word.endswith("s"):
            return word[:-1]
        return f"{word}s" if word[-1] in "aeodgklmnprt" else word
    return word


def is_in(language: str, title: str) -> bool:
    """Tell whether a title can be in a language by its letters."""
    return language not in NOT_LATIN or not _LATIN.search(title)


def cross_language(records: Sequence[JudgedRecord], *, each: int) -> Iterator[JudgedQuery]:
    """Yield titles as queries for the same works in another language, so many of every language."""
    chance = random.Random(6)
    works: dict[str, dict[str, list[JudgedRecord]]] = defaultdict(lambda: defaultdict(list))
    for record in records:
        if record.work and record.language and is_in(record.language, record.title):
            works[record.work][record.language].append(record)
    targets = sorted({language for work in works.values() for language in work})
    for target in targets:
        pairs = [
            (asked[0], work[target])
            for work in works.values()
            if target in work
            for language, asked in sorted(work.items())
            if language != target and differs(asked[0], work[target])
        ]
        for asked, answers in chance.sample(pairs, min(each, len(pairs))):
            yield JudgedQuery(
                text=asked.title,
                language=asked.language,
                target=target,
                relevant=frozenset(answer.id for answer in answers),
            )


def differs(asked: JudgedRecord, answers: Iterable[JudgedRecord]) -> bool:
    """Tell whether the title is another one in the other language: some are never translated."""
    words = set(folded_words(asked.title))
    return all(words != set(folded_words(answer.title)) for answer in answers)


def subjects(
    records: Sequence[JudgedRecord], labels: LabelIndex, concepts_of: Callable[..., Sequence[str]]
) -> Iterator[JudgedQuery]:
    """Yield labels of concepts as queries for the records whose subjects or titles name them."""
    about: dict[tuple[str, str], set[UUID]] = defaultdict(set)
    for record in records:
        for concept in set(concepts_of(record.metadata, labels)):
            about[concept, record.language].add(record.id)
    for (concept, language), found in sorted(about.items()):
        named = labels.concepts[concept].labels.get(language) if concept in labels.concepts else ()
        if named and len(found) > 2:
            yield JudgedQuery(text=named[0], language=language, relevant=frozenset(found))
