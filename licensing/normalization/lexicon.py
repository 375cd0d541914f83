"""The words of rights statements, from ``data/languages.toml`` and ``data/licenses.toml``, as one trie."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from licensing.licenses import CC_PORTS, listed_licenses, read_data
from licensing.normalization.text import Token, fold, tokenize

Categories = dict[str, str]
"""What a phrase may be: category -> value (an element, a licence family, a port; else empty)."""

ELEMENTS = frozenset({"by", "nc", "nd", "sa"})
_CODE = re.compile(r"(cc)?((?:by|nc|nd|sa){1,4})")
_NOT_IN_PHRASE = frozenset('.;:!?()[]{}<>|"\x01,')
_NOTHING: Categories = {}
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
    """Add a phrase, and, for the elements of a name, the phrase written as one word."""
    words = _words(phrase)
    _add(root, words, category, value)
    if len(words) > 1 and category in {*ELEMENTS, "commons"}:
        _add(root, _words("".join(words)), category, value)


def _families(entry: dict[str, Any]) -> list[tuple[str, str]]:
    """Give (phrase, category) for a family; "licence" and "license" stand for each other."""
    named = [(name, "family") for name in entry.get("names", ())]
    named += [(name, "token") for name in entry.get("tokens", ())]
    named += [(name, "short") for name in (*entry.get("tokens", ()), *entry.get("words", ()))]
    both = [(name.replace("license", "licence"), category) for name, category in named]
    return list(dict.fromkeys([*named, *both]))


def _mark_phrases(table: dict[str, list[str]]) -> Iterator[str]:
    """Yield the names of the Public Domain Mark in one language, in either order of its words."""
    for mark in table.get("mark", ()):
        for domain in table.get("public_domain", ()):
            yield f"{domain} {mark}"
            yield f"{mark} {domain}"


@cache
def _trie() -> _Node:
    root = _Node()
    for table in read_data("languages.toml").values():
        for category, phrases in table.items():
            for phrase in phrases:
                _add_phrase(
                    root, phrase, category, category.upper() if category in ELEMENTS else ""
                )
        for phrase in _mark_phrases(table):
            _add_phrase(root, phrase, "tool", "PDM-1.0")
    for phrase in (
        "cc 0",
        "cc zero",
        "creative commons zero",
        "creative commons cc 0",
        "creative commons 0",
        "cc cero",
    ):
        _add_phrase(root, phrase, "tool", "CC0-1.0")
    for phrase in ("pdm", "cc pdm", "cc pd mark", "cc mark"):
        _add_phrase(root, phrase, "tool", "PDM-1.0")
    for entry in read_data("licenses.toml")["license"]:
        for phrase, category in _families(entry):
            _add_phrase(root, phrase, category, entry["family"])
    for code, name in CC_PORTS.items():
        if len(code) > 2:
            _add_phrase(root, code, "port", code)
        for alias in (name, *_PORT_ALIASES.get(code, ())):
            _add_phrase(root, alias, "port", code)
    for license_id, found in listed_licenses().items():
        if found.is_rights_statement:
            _add_phrase(root, found.name, "statement", license_id)
    return root


@cache
def _code(word: str) -> Categories:
    """Give what a short word is as a code: ``nc`` an element, ``ccbync`` the sign and two of them."""
    if word == "cc":
        return {"cc": ""}
    code = _CODE.fullmatch(word)
    if not code:
        return _NOTHING
    return {"code": code[2], "cc": ""} if code[1] else {"code": code[2]}


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
        end = tokens[after - 1].end
        lexemes.append(Lexeme(text[token.start : end], token.start, end, categories))
        index = after
    return lexemes


def _longest(root: _Node, tokens: list[Token], index: int, text: str) -> tuple[int, Categories]:
    """Give the index after the longest phrase that starts here, and its categories; (0, {}) if none."""
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
