"""Hits as a reader sees them: marked words, the part of the text that fits, copies under one."""

from collections.abc import Iterator, Sequence
from uuid import UUID

import msgspec

from repository.metadata.languages import text_direction
from repository.models import LearningResource
from repository.pages.cards import Card, make_cards
from repository.pages.texts import Text
from repository.selectors import get_resources
from search.documents import title_key
from search.queries import Hit, SearchQuery
from search.snippets import Piece, Snippet, make_snippet, mark

SAME_WORK = ("is-version-of", "has-version", "is-format-of", "has-format")
SHARED_SCHEMES = ("doi", "isbn", "handle", "ark")
"""Identifiers that name a work wherever it is kept; others are of one catalogue only."""


class Marks(msgspec.Struct, frozen=True, kw_only=True):
    """Where the words of the query stand in what is shown of a hit."""

    title: tuple[Piece, ...] = ()
    snippet: Snippet | None = None
    snippet_text: Text | None = None
    """Without its words: language and direction of the snippet."""


class ShownHit(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the answer, with the rows of its near-equal copies on the same page."""

    card: Card
    marks: Marks
    copies: tuple[Card, ...] = ()


def show(hits: Sequence[Hit], query: SearchQuery) -> tuple[ShownHit, ...]:
    """Give the rows of hits in their order, without those withdrawn since they were indexed."""
    found = get_resources([UUID(hit.resource_id) for hit in hits])
    resources = [each for each in found if not each.is_withdrawn]
    cards = make_cards(resources, reader=query.reader_languages)
    return tuple(
        ShownHit(
            card=cards[first],
            marks=marks(resources[first], cards[first], query),
            copies=tuple(cards[place] for place in copies),
        )
        for first, *copies in gather(resources)
    )


def marks(resource: LearningResource, card: Card, query: SearchQuery) -> Marks:
    """Mark the words of the query in the title shown, and cut the fitting part of a description."""
    if not query.text:
        return Marks()
    snippet = make_snippet(
        resource.metadata.descriptions, query=query.text, languages=query.reader_languages
    )
    return Marks(
        title=mark(card.title.text, language=card.title.language, query=query.text),
        snippet=snippet,
        snippet_text=language_of(snippet) if snippet else None,
    )


def language_of(snippet: Snippet) -> Text:
    """Give the language and direction of a snippet; no language where it is not stated."""
    language = "" if snippet.language == "und" else snippet.language
    return Text("", language, text_direction(snippet.language))


def gather(resources: Sequence[LearningResource]) -> list[list[int]]:
    """Give the places of resources, those of near-equal ones together at the first of them.

    Equal is what has a title and first author in common, a DOI or ISBN, or says of itself that
    it is a version or format of another one.
    """
    groups: list[list[int]] = []
    known: dict[str, list[int]] = {}
    for place, resource in enumerate(resources):
        keys = list(iter_keys(resource))
        group = next((known[each] for key in keys for each in key.equals if each in known), None)
        if group is None:
            group = []
            groups.append(group)
        group.append(place)
        for key in keys:
            known.setdefault(key.name, group)
    return groups


class Key(msgspec.Struct, frozen=True):
    """Something a resource has or says, and what of another one makes it a copy of that."""

    name: str
    equals: tuple[str, ...]


def iter_keys(resource: LearningResource) -> Iterator[Key]:
    """Yield what tells that a resource is near-equal to another one.

    An address alone does not: many records of a source lead to one page. Where another record says
    that it is a version of what is there, it does.
    """
    metadata = resource.metadata
    people = [each.name for each in metadata.contributors if each.role == "creator"]
    language = ",".join(sorted(metadata.languages))
    for titles in metadata.titles.values():
        if people and titles and (folded := title_key(titles[0])):
            name = f"title {folded}/{title_key(people[0])}/{language}"
            yield Key(name, (name,))
    for identifier in metadata.identifiers:
        if identifier.scheme in SHARED_SCHEMES:
            value = bare(identifier.value)
            yield Key(f"work {value}", (f"work {value}", f"claim {value}"))
    if metadata.url:
        value = bare(metadata.url)
        yield Key(f"page {value}", (f"claim {value}",))
    for relation in metadata.relations:
        if relation.kind in SAME_WORK:
            value = bare(relation.target)
            yield Key(f"claim {value}", (f"work {value}", f"page {value}", f"claim {value}"))


def bare(identifier: str) -> str:
    """Give an identifier without what is written in many ways."""
    value = identifier.strip().lower().removeprefix("https://").removeprefix("http://")
    for start in ("dx.doi.org/", "doi.org/", "doi:", "hdl.handle.net/", "isbn:", "urn:isbn:"):
        value = value.removeprefix(start)
    return value.replace("-", "").rstrip("/")
