"""Why a search found a resource, and ranked it where it did, for curators.

Told from the same parts that made the answer: the words of the query as they are found in the
texts, the subjects that it names, the languages of its reader, nearness of meaning, and what the
engine says of its score.
"""

from collections.abc import Iterator
from uuid import UUID

import msgspec
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from licensing.views.access import needs
from repository.labels import language_name
from repository.metadata.languages import facet_language
from repository.models import LearningResource
from repository.pages.cards import card
from repository.pages.readers import reader_languages
from repository.pages.texts import Text, text_in
from repository.selectors import find_resource
from search import forms, services
from search.concepts.reading import concepts_of
from search.documents import iter_texts
from search.errors import BackendUnavailable
from search.facets import subject_name
from search.queries import SearchQuery
from search.snippets import Piece, make_snippet
from search.views.shares import FIELDS, shown
from search.vocabularies.services import label_index

LOOKED_AT = 200
"""Hits among which a resource is looked for: further down nobody asks why."""
PAGE_SIZE = 100


class FieldFound(msgspec.Struct, frozen=True, kw_only=True):
    """A text of the record in which words of the query stand."""

    heading: str
    language: Text
    pieces: tuple[Piece, ...]


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Where a resource stands in an answer; place 0: not within what was looked at."""

    place: int
    score: float
    count: int
    is_relaxed: bool


@needs("licensing.view_rightsstatement")
@require_safe
def explain_page(request: HttpRequest) -> HttpResponse:
    """Show why a resource is a hit of a search, or is none."""
    resource = find_resource(read_id(request.GET.get("id", "")))
    if resource is None or resource.is_withdrawn:
        raise Http404
    reader = reader_languages(request)
    query = forms.read_query(request.GET, reader_languages=reader)
    context = {
        "card": card(resource, reader=reader),
        "words": query.text,
        "parameters": forms.query_string(query),
        "looked_at": LOOKED_AT,
        "fields": list(iter_fields(resource, query)),
        "concepts": shared_concepts(resource, query),
        "own_languages": shared_languages(resource, query),
    }
    try:
        standing = stand(resource, query)
        context |= msgspec.structs.asdict(standing)
        context["meaning_rank"] = meaning_rank(resource, query)
        share = services.explain(query, str(resource.id))
        context["shares"] = [shown(share)] if share else []
    except BackendUnavailable:
        context["is_limited"] = True
    return render(request, "search/explain.html", context)


def read_id(stated: str) -> UUID:
    """Read the id of a resource.

    Raises:
        Http404: It is none.
    """
    try:
        return UUID(stated)
    except ValueError as error:
        raise Http404 from error


def iter_fields(resource: LearningResource, query: SearchQuery) -> Iterator[FieldFound]:
    """Yield the texts of the record in which words of the query stand, those words marked."""
    for text in iter_texts(resource, resource.metadata):
        snippet = make_snippet({text.language: (text.text,)}, query=query.text)
        if snippet and any(piece.is_match for piece in snippet.pieces):
            yield FieldFound(
                heading=str(FIELDS[text.field]),
                language=text_in("und" if text.language == "zxx" else text.language, ""),
                pieces=snippet.pieces,
            )


def shared_concepts(resource: LearningResource, query: SearchQuery) -> list[str]:
    """Give the names of the subjects that the query names and the record is about."""
    about = concepts_of(resource.metadata, label_index())
    named = services.with_concepts(query).concepts
    shared = dict.fromkeys(key for each in named for key in each.concepts if key in about)
    return [subject_name(key, get_language() or "en") for key in shared]


def shared_languages(resource: LearningResource, query: SearchQuery) -> str:
    """Give the names of the reader's languages that the record is in."""
    own = set(map(facet_language, resource.metadata.languages))
    shared = [tag for tag in map(facet_language, query.reader_languages) if tag in own]
    return ", ".join(language_name(tag, get_language() or "en") for tag in dict.fromkeys(shared))


def stand(resource: LearningResource, query: SearchQuery) -> Standing:
    """Look for the resource among the first hits.

    Raises:
        BackendUnavailable: The engine does not answer.
    """
    asked = msgspec.structs.replace(query, page=1, page_size=PAGE_SIZE, has_facets=False)
    page = services.search(asked)
    place = 0
    while True:
        for hit in page.hits:
            place += 1
            if hit.resource_id == str(resource.id):
                return Standing(
                    place=place, score=hit.score, count=page.count, is_relaxed=page.is_relaxed
                )
        if place >= LOOKED_AT or not page.next_cursor:
            return Standing(place=0, score=0, count=page.count, is_relaxed=page.is_relaxed)
        page = services.search(msgspec.structs.replace(asked, cursor=page.next_cursor))


def meaning_rank(resource: LearningResource, query: SearchQuery) -> int | None:
    """Give the place by meaning alone, 0 for none; None where meaning is not searched."""
    if not (settings.SEARCH_SEMANTIC and query.text.strip()):
        return None
    from search.semantic.services import nearest  # noqa: PLC0415 - an optional extra

    ranked = nearest(query.text)
    return ranked.index(str(resource.id)) + 1 if str(resource.id) in ranked else 0
