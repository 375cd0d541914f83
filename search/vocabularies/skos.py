"""A SKOS file -> concepts. Source: SKOS Reference (W3C, 2009), sections 4, 5, 8, 10 and B (XL)."""

from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from rdflib import DC, DCTERMS, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.util import guess_format

from search.concepts.vocabulary import Concept
from search.errors import VocabularyUnreadable

SKOSXL = Namespace("http://www.w3.org/2008/05/skos-xl#")
MAX_LABEL_CHARACTERS = 200
FORMATS = ("turtle", "xml", "json-ld", "nt")
"""Tried in turn where the name of the file does not tell."""
LABELS = ("prefLabel", "altLabel", "hiddenLabel")
"""In the order in which they are kept."""


class Scheme(NamedTuple):
    """A concept scheme with its concepts."""

    uri: str
    title: str
    concepts: list[Concept]


def read_scheme(path: Path) -> Scheme:
    """Read the concepts of a file; nothing is fetched from the network.

    Raises:
        VocabularyUnreadable: It is no RDF, or holds no concept with a label.
    """
    graph = parse(path)
    labels = labels_of(graph)
    broader = broader_of(graph)
    concepts = [
        Concept(
            id=str(node),
            broader=tuple(sorted(broader[node])),
            labels=labels[node],
            notation=str(graph.value(node, SKOS.notation) or ""),
            same_as=tuple(sorted(map(str, graph.objects(node, SKOS.exactMatch)))),
        )
        for node in sorted(set(graph.subjects(RDF.type, SKOS.Concept)), key=str)
        if isinstance(node, URIRef) and labels[node]
    ]
    if not concepts:
        raise VocabularyUnreadable(
            f"{path.name} holds no skos:Concept with a label; is it a SKOS vocabulary?"
        )
    uri = scheme_of(graph, concepts)
    return Scheme(uri, title_of(graph, uri) or path.stem, concepts)


def parse(path: Path) -> Graph:
    """Parse a file by its name's ending, else by trying.

    Raises:
        VocabularyUnreadable: No parser can read it.
    """
    guessed = guess_format(str(path))
    errors = []
    for name in [guessed] if guessed else FORMATS:
        graph = Graph()
        try:
            if name == "json-ld":
                check_contexts(msgspec.json.decode(path.read_bytes()))
            return graph.parse(data=path.read_bytes(), format=name)
        except Exception as error:  # noqa: BLE001 - each parser has errors of its own
            errors.append(f"{name}: {str(error).splitlines()[0][:200]}")
    raise VocabularyUnreadable(f"{path.name} cannot be read as RDF ({'; '.join(errors)})")


def check_contexts(value: Any) -> None:
    """Refuse JSON-LD whose meaning would have to be fetched.

    Raises:
        ValueError: It names a context by its address.
    """
    if isinstance(value, list):
        for each in value:
            check_contexts(each)
    elif isinstance(value, dict):
        context = value.get("@context")
        parts = context if isinstance(context, list) else [context]
        if any(isinstance(each, str) for each in parts):
            raise ValueError("its @context is at an address, and nothing is fetched; embed it")
        for each in value.values():
            check_contexts(each)


def labels_of(graph: Graph) -> defaultdict[Any, dict[str, tuple[str, ...]]]:
    """Give the labels of every node by language, preferred ones first, each once."""
    found: defaultdict[Any, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for kind in LABELS:
        plain = graph.subject_objects(SKOS[kind])
        extended = (
            (node, form)
            for node, label in graph.subject_objects(SKOSXL[kind])
            for form in graph.objects(label, SKOSXL.literalForm)
        )
        for node, literal in (*plain, *extended):
            if isinstance(literal, Literal) and (text := str(literal).strip()):
                tag = literal.language or "und"
                kept = found[node].get(tag, ())
                if text not in kept:
                    found[node][tag] = (*kept, text[:MAX_LABEL_CHARACTERS])
    return found


def broader_of(graph: Graph) -> defaultdict[Any, set[str]]:
    """Give the URIs of the broader concepts of every node, whichever side states it."""
    found: defaultdict[Any, set[str]] = defaultdict(set)
    for node, above in graph.subject_objects(SKOS.broader):
        found[node].add(str(above))
    for above, node in graph.subject_objects(SKOS.narrower):
        found[node].add(str(above))
    return found


def scheme_of(graph: Graph, concepts: list[Concept]) -> str:
    """Give the URI of the scheme that holds most of the concepts."""
    counts: defaultdict[str, int] = defaultdict(int)
    for concept in concepts:
        for scheme in graph.objects(URIRef(concept.id), SKOS.inScheme):
            counts[str(scheme)] += 1
    stated = [str(node) for node in graph.subjects(RDF.type, SKOS.ConceptScheme)]
    if counts:
        return max(sorted(counts), key=counts.__getitem__)
    return min(stated, default=concepts[0].id.rpartition("/")[0] or concepts[0].id)


def title_of(graph: Graph, uri: str) -> str:
    """Give the title of a scheme, in English where it has one."""
    node = URIRef(uri)
    titles = [
        title
        for name in (DCTERMS.title, DC.title, SKOS.prefLabel, RDFS.label)
        for title in graph.objects(node, name)
    ]
    english = [title for title in titles if getattr(title, "language", "") == "en"]
    return min(map(str, english or titles), default="")
