"""The words of rights statements, of ``data/languages.toml`` and ``licenses.toml``, as a trie."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

from licensing.licenses import CC_PORTS, read_data
from licensing.normalization.text import Token, fold, tokenize

Categories = dict[str, str]
"""What a phrase may be: category -> value (an element, a licence family, a port; else empty)."""

ELEMENTS = frozenset({"by", "nc", "nd", "sa"})
_CODE = re.compile(r"(cc)?((?:by|nc|nd|sa){1,4})")
_NOT_IN_PHRASE = frozenset('.;:!?()[]{}<>|"\x01,')
_NOTHING: Categories = {}
_FUZZY_LENGTH = 9
_JOINED_LENGTH = 14
_PORT_ALIASES = {
    "us": [
        "usa",
        "u.s.",
        "u s",
        "united states of america",
        "estados unidos",
        "vereinigte staaten",
    ],
    "uk": ["united kingdom", "england", "great britain", "uk england wales", "england wales"],
    "cz": ["czechia", "czech", "ceska republika", "cesko"],
    "cn": ["china", "中国大陆", "中国大陸"],
    "kr": ["south korea", "대한민국"],
    "nl": ["the netherlands", "holland", "nederland"],
    "de": ["german", "deutschland"],
    "vn": ["viet nam"],
    "jp": ["日本"],
    "tw": ["台灣", "臺灣", "台湾"],
    "hk": ["香港"],
    "mk": ["north macedonia"],
}


_TOOLS = {
    "CC0-1.0": [
        "cc 0",
        "cc zero",
        "cc cero",
        "creative commons zero",
        "creative commons cc 0",
        "creative commons 0",
    ],
    "PDM-1.0": ["pdm", "cc pdm", "cc pd mark", "cc mark"],
}


class Lexeme(NamedTuple):
    """A token, or several that form a phrase we know."""

    text: str
    start: int
    end: int
    categories: Categories

    @property
    def is_word(self) -> bool:
        """True for a word in letters that we know nothing of."""
        return not self.categories and self.text[0].isalpha()


class _Node(dict[str, "_Node"]):
    """A node of the trie: next word -> node, and what the phrase up to here may be."""

    __slots__ = ("categories",)

    def __init__(self) -> None:
        self.categories: Categories = {}


def _add(root: _Node, words: list[str], category: str, value: str) -> None:
    node = root
    for word in words:
        node = node.setdefault(word, _Node())
    node.categories.setdefault(category, value)


def _words(phrase: str) -> list[str]:
    return [token.text for token in tokenize(fold(phrase).text)]


def _add_phrase(root: _Node, phrase: str, category: str, value: str = "") -> None:
    """Add a phrase, and, for the elements of a name, the phrase written as one word.

    "Creative Commons" is also known with one letter left out.
    """
    words = _words(phrase)
    _add(root, words, category, value)
    if len(words) > 1 and category in {*ELEMENTS, "commons"}:
        _add(root, _words("".join(words)), category, value)
    if category == "commons" and phrase.isascii():
        for at, word in enumerate(words):
            for spelling in _shorter(word):
                _add(root, [*words[:at], spelling, *words[at + 1 :]], category, value)


def _families(entry: dict[str, Any]) -> list[tuple[str, str]]:
    """Give (phrase, category) for a family; "licence" and "license" stand for each other."""
    named = [(name, "family") for name in entry.get("names", ())]
    named += [(name, "token") for name in entry.get("tokens", ())]
    named += [(name, "short") for name in (*entry.get("tokens", ()), *entry.get("words", ()))]
    both = [(name.replace("license", "licence"), category) for name, category in named]
    return list(dict.fromkeys([*named, *both]))


def _language_phrases() -> Iterator[tuple[str, str, str]]:
    """Yield (phrase, category, value) for the words of all languages."""
    for table in read_data("languages.toml").values():
        for category, phrases in table.items():
            value = category.upper() if category in ELEMENTS else ""
            if category == "igo":
                category, value = "port", "igo"  # noqa: PLW2901 - the one port that is no country
            yield from ((phrase, category, value) for phrase in phrases)
        for mark in table.get("mark", ()):
            for domain in table.get("public_domain", ()):
                yield f"{domain} {mark}", "tool", "PDM-1.0"
                yield f"{mark} {domain}", "tool", "PDM-1.0"


def _license_phrases() -> Iterator[tuple[str, str, str]]:
    """Yield (phrase, category, value) for the names of licences and tools."""
    yield from ((phrase, "tool", tool) for tool, phrases in _TOOLS.items() for phrase in phrases)
    for entry in read_data("licenses.toml")["license"]:
        for phrase, category in _families(entry):
            yield phrase, category, entry["family"]


def _port_phrases() -> Iterator[tuple[str, str, str]]:
    """Yield (phrase, category, value) for jurisdictions in words."""
    for code, name in CC_PORTS.items():
        names = (name, *_PORT_ALIASES.get(code, ()), *([code] if len(code) > 2 else []))
        yield from ((phrase, "port", code) for phrase in names)


@cache
def _trie() -> _Node:
    root = _Node()
    for phrase, category, value in (*_language_phrases(), *_license_phrases(), *_port_phrases()):
        _add_phrase(root, phrase, category, value)
    return root


@cache
def _code(word: str) -> Categories:
    """Give what a short word is as a code: ``nc`` an element, ``ccbync`` the sign and two."""
    if word == "cc":
        return {"cc": ""}
    code = _CODE.fullmatch(word)
    if not code:
        return _NOTHING
    return {"code": code[2], "cc": ""} if code[1] else {"code": code[2]}


@cache
def _element_words() -> dict[str, str]:
    """Give every one-word name of an element, in whatever language -> the element."""
    return {
        word: node.categories[category]
        for word, node in _trie().items()
        for category in ELEMENTS & node.categories.keys()
    }


@lru_cache(maxsize=4096)
def _joined(word: str) -> Categories:
    """Read names written together, "attributionnoncommercial": their elements; else nothing."""
    elements: list[str] = []
    rest = word
    while rest:
        longest = max(
            (name for name in _element_words() if rest.startswith(name)), key=len, default=""
        )
        if len(longest) < 5:
            return _NOTHING
        elements.append(_element_words()[longest])
        rest = rest[len(longest) :]
    return {"joined": " ".join(elements)} if len(elements) == len(set(elements)) > 1 else _NOTHING


def _shorter(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


@cache
def _misspellings() -> dict[str, frozenset[str]]:
    """Give every long element name with one letter left out -> the elements it may be."""
    spelt: dict[str, set[str]] = {}
    for name, element in _element_words().items():
        if len(name) >= _FUZZY_LENGTH:
            for spelling in (name, *_shorter(name)):
                spelt.setdefault(spelling, set()).add(element)
    return {spelling: frozenset(elements) for spelling, elements in spelt.items()}


@lru_cache(maxsize=4096)
def nearest_element(word: str) -> frozenset[str]:
    """Give the element whose name a word misspells by one letter; empty for none, or two."""
    if len(word) < _FUZZY_LENGTH - 1:
        return frozenset()
    found = frozenset().union(*(_misspellings().get(part, ()) for part in (word, *_shorter(word))))
    return found if len(found) == 1 else frozenset()


def read_lexemes(text: str) -> list[Lexeme]:
    """Read folded text as the longest phrases we know; the rest stays single tokens. Linear."""
    tokens = tokenize(text)
    root = _trie()
    lexemes: list[Lexeme] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        after, categories = _longest(root, tokens, index, text)
        if len(token.text) <= 10 and (code := _code(token.text)) and after <= index + 1:
            categories, after = {**categories, **code}, index + 1
        if not after:
            after = index + 1
            if len(token.text) >= _JOINED_LENGTH:
                categories = _joined(token.text) if len(token.text) <= 80 else _NOTHING
        end = tokens[after - 1].end
        lexemes.append(Lexeme(text[token.start : end], token.start, end, categories))
        index = after
    return lexemes


def _longest(root: _Node, tokens: list[Token], index: int, text: str) -> tuple[int, Categories]:
    """Give the index behind the longest phrase from here, and its categories; (0, {}) if none."""
    node: _Node | None = root.get(tokens[index].text)
    best, categories = 0, _NOTHING
    while node is not None:
        if node.categories:
            best, categories = index + 1, node.categories
        index += 1
        if index >= len(tokens) or not node:
            break
        if not is_close(text, tokens[index - 1].end, tokens[index].start):
            break
        node = node.get(tokens[index].text)
    return best, categories


def is_close(text: str, end: int, start: int) -> bool:
    """Tell whether two tokens may belong to one phrase: little between them, and no punctuation."""
    if start - end <= 1:
        return end == start or text[end] not in _NOT_IN_PHRASE
    gap = text[end:start]
    return len(gap.strip()) <= 1 and _NOT_IN_PHRASE.isdisjoint(gap)
