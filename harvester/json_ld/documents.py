"""What a document is about, and in which vocabulary it says so."""

from collections.abc import Iterator
from typing import Any

from harvester.json_ld.nodes import MAX_DEPTH, MAX_NODES, Graph, Node
from harvester.json_ld.values import JsonObject, as_text

SCHEMA_ORG = "https://schema.org/"
AMB = "https://w3id.org/kim/amb/context.jsonld"
_ABOUT_THE_PAGE = frozenset({"webpage", "itempage", "collectionpage", "website", "breadcrumblist"})
_EDUCATIONAL_TYPES = frozenset({"learningresource", "course", "quiz", "syllabus"})
_WORKS = frozenset({
    "article", "audioobject", "blogposting", "book", "chapter", "clip", "collection",
    "conversation", "creativework", "creativeworkseries", "dataset", "digitaldocument",
    "drawing", "exercise",
    "game", "guide", "howto", "howtoguide", "imageobject", "map", "mathsolver", "mediaobject",
    "movie", "musiccomposition", "musicrecording", "painting", "photograph", "podcastepisode",
    "podcastseries", "poster", "presentationdigitaldocument", "question", "report",
    "scholarlyarticle", "sheetmusic", "shortstory", "softwareapplication", "softwaresourcecode",
    "spreadsheetdigitaldocument", "techarticle", "textdigitaldocument", "thesis", "videogame",
    "videoobject", "visualartwork", "webapplication", "webcontent",
})  # fmt: skip
"""Kinds of CreativeWork that are used to learn with; a licence or an educational property has to
say that one is."""
_EDUCATIONAL_PROPERTIES = frozenset({
    "assesses", "educationalalignment", "educationallevel", "educationaluse",
    "learningresourcetype", "license", "teaches", "typicalagerange",
})  # fmt: skip


def find_resource(document: JsonObject) -> Node | None:
    """Find the node that the document is about; None when none can be a learning resource.

    A LearningResource (Course, Quiz...) comes before another creative work that has a licence or an
    educational property. Among equals the one called like the document (its ``@id``) or named as
    the main entity of a page comes first, then the order of the document.
    """
    graph = Graph(document)
    main = [one for node in graph.nodes for one in node.nodes("mainentity")]
    candidates = [*main, *graph.nodes]
    address = as_text(document.get("@id"))
    best: tuple[int, bool, bool] = (0, False, False)
    found = None
    for node in candidates:
        place = (
            _rank(node),
            bool(address) and address in {node.id, node.text("url")},
            node in main,
        )
        if place[0] and place > best:
            best, found = place, node
    return found


def _rank(node: Node) -> int:
    if node.kinds & _EDUCATIONAL_TYPES or is_amb(node.stated):
        return 2
    return int(bool(node.kinds & _WORKS) and node.has(_EDUCATIONAL_PROPERTIES))


def is_about_the_page(node: Node) -> bool:
    """Tell whether a node describes a web page or site rather than something shown there."""
    return bool(node.kinds) and node.kinds <= _ABOUT_THE_PAGE


def vocabulary_of(document: JsonObject) -> str:
    """Tell the vocabulary of a document by its contexts: ``AMB``, ``SCHEMA_ORG`` or ""."""
    contexts = list(_contexts(document, 0))
    if any(map(_names_amb, contexts)):
        return AMB
    return SCHEMA_ORG if any("schema.org" in context.casefold() for context in contexts) else ""


def is_amb(stated: JsonObject) -> bool:
    """Tell whether an object states the context of AMB."""
    return any(map(_names_amb, _context_names(stated.get("@context"))))


def _names_amb(context: str) -> bool:
    return "w3id.org/kim/amb" in context


def _contexts(value: Any, depth: int) -> Iterator[str]:
    """Yield the names in the contexts of a document and of what it lists at the top."""
    if isinstance(value, list) and depth < MAX_DEPTH:
        for one in value[:MAX_NODES]:
            yield from _contexts(one, depth + 1)
    elif isinstance(value, dict) and depth < MAX_DEPTH:
        yield from _context_names(value.get("@context"))
        yield from _contexts(value.get("@graph"), depth + 1)


def _context_names(context: Any) -> Iterator[str]:
    for one in context if isinstance(context, list) else [context]:
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            yield from (value for value in one.values() if isinstance(value, str))
