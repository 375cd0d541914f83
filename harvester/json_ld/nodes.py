"""The nodes of a document: types, references, texts in languages."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from harvester.errors import RecordError
from harvester.json_ld.values import (
    JsonObject,
    as_text,
    contents_of,
    default_language,
    is_language_map,
    local_name,
)

MAX_DEPTH = 20
"""Of values inside values; what lies deeper is noise, or goes round in circles."""
MAX_NODES = 5000
MAX_READS = 200_000
"""Values looked at in one document; references that multiply each other need more."""
_LABELS = ("preflabel", "name", "title", "label", "headline")


class Node:
    """One object of a document, with what its context says."""

    def __init__(self, stated: JsonObject, *, graph: "Graph", language: str, depth: int) -> None:
        """Read the context of an object inside another one, whose language is handed on."""
        self.stated = stated
        self._graph, self._depth = graph, depth
        self.language = default_language(stated.get("@context"), language)

    @cached_property
    def _properties(self) -> dict[str, list[Any]]:
        """The values by case-folded local name; ``id`` and ``@id`` are one."""
        found: dict[str, list[Any]] = {}
        for key, value in self.stated.items():
            if key != "@context":
                found.setdefault(local_name(key), []).append(value)
        return found

    @cached_property
    def id(self) -> str:
        """The IRI of the node; "" when it has none."""
        return next(self.texts("id"), ("", ""))[0]

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The types as stated, in their order."""
        return tuple(dict.fromkeys(text for text, _ in self.texts("type")))

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Local names of the types, case-folded."""
        return frozenset(map(local_name, self.types))

    def has(self, names: Iterable[str]) -> bool:
        """Tell whether any of these properties has a value."""
        return any(self._properties.get(name) not in (None, [None], [""], [[]]) for name in names)

    def values(self, name: str) -> "Iterator[str | Node]":
        """Yield the values of a property: texts, and objects as nodes.

        Lists are taken apart, numbers and booleans are texts, a reference is the node it means
        where the document holds that node.

        Args:
            name: Case-folded local name.
        """
        for value in self._properties.get(name, ()):
            yield from self._read(value, self._depth)

    def _read(self, value: Any, depth: int) -> "Iterator[str | Node]":
        self._graph.count_read()
        if depth > MAX_DEPTH:
            return
        if isinstance(value, list):
            for one in value:
                yield from self._read(one, depth + 1)
        elif isinstance(value, dict):
            if (inner := contents_of(value)) is not None:
                yield from self._read(inner, depth + 1)
            else:
                yield self._graph.find(value) or self.inner(value)
        elif text := as_text(value):
            yield text

    def inner(self, stated: JsonObject) -> "Node":
        """Give an object inside this one as a node."""
        return Node(stated, graph=self._graph, language=self.language, depth=self._depth + 1)

    def nodes(self, name: str) -> "Iterator[Node]":
        """Yield the values of a property that are objects, or names of objects of the document."""
        for value in self.values(name):
            if isinstance(value, Node):
                yield value
            elif (known := self._graph.named(value)) is not None:
                yield known

    def texts(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield the texts of a property, each with its language tag or "".

        Value objects and language maps are read; an object gives its label.
        """
        return self._texts_at(name, self._depth)

    def _texts_at(self, name: str, depth: int) -> Iterator[tuple[str, str]]:
        for value in self._properties.get(name, ()):
            yield from self._texts(value, self.language, depth)

    def _texts(self, value: Any, language: str, depth: int) -> Iterator[tuple[str, str]]:
        self._graph.count_read()
        if depth > MAX_DEPTH:
            return
        if isinstance(value, list):
            for one in value:
                yield from self._texts(one, language, depth + 1)
        elif isinstance(value, dict):
            if "@value" in value:
                stated = value.get("@language")
                tag = stated if isinstance(stated, str) else language
                yield from self._texts(value["@value"], tag, depth + 1)
            elif (inner := contents_of(value)) is not None:
                yield from self._texts(inner, language, depth + 1)
            elif is_language_map(value):
                for tag, texts in value.items():
                    yield from self._texts(texts, "" if tag == "@none" else tag, depth + 1)
            else:
                yield from (self._graph.find(value) or self.inner(value)).labels_at(depth + 1)
        elif text := as_text(value):
            yield text, language

    def labels(self) -> Iterator[tuple[str, str]]:
        """Yield what the node is called, in every language stated; nothing when it has no label."""
        return self.labels_at(self._depth)

    def labels_at(self, depth: int) -> Iterator[tuple[str, str]]:
        """Yield the labels where they are part of a text this deep inside others."""
        for name in _LABELS:
            if found := list(self._texts_at(name, depth)):
                yield from found
                return

    def text(self, *names: str) -> str:
        """Give the first text of the first of these properties that has one; "" without any."""
        return next((text for name in names for text, _ in self.texts(name)), "")


class Graph:
    """The nodes of a document, in its order, to be looked up by their ids."""

    def __init__(self, document: JsonObject) -> None:
        """Gather the nodes at the top, in ``@graph`` and in lists, not those inside properties."""
        self.nodes: list[Node] = []
        self._reads = 0
        self._by_id: dict[str, Node] = {}
        self._add(document, "", 0)
        for node in self.nodes:
            if node.id and len(node.stated) > 1:
                self._by_id.setdefault(node.id, node)

    def _add(self, value: Any, language: str, depth: int) -> None:
        if depth > MAX_DEPTH or len(self.nodes) >= MAX_NODES:
            return
        if isinstance(value, list):
            for one in value:
                self._add(one, language, depth + 1)
        elif isinstance(value, dict):
            inside = value.get("@graph")
            if inside is not None:
                inner = default_language(value.get("@context"), language)
                self._add(inside, inner, depth + 1)
            if inside is None or _has_properties(value):
                self.nodes.append(Node(value, graph=self, language=language, depth=0))

    def find(self, stated: JsonObject) -> Node | None:
        """Give the node that a bare reference (``{"@id": ...}``) means, if the document has it."""
        if len(stated) > 2 or not {local_name(key) for key in stated} <= {"id", "type"}:
            return None
        reference = stated.get("@id", stated.get("id"))
        return self.named(reference) if isinstance(reference, str) else None

    def named(self, reference: str) -> Node | None:
        """Give the node of this id, if the document has it."""
        return self._by_id.get(reference.strip())

    def count_read(self) -> None:
        """Take note that a value is looked at.

        Raises:
            RecordError: It is one too many.
        """
        self._reads += 1
        if self._reads > MAX_READS:
            raise RecordError("the JSON-LD refers to itself without end", stage="crosswalk")


def _has_properties(value: JsonObject) -> bool:
    return any(not key.startswith("@") or key == "@type" for key in value)
