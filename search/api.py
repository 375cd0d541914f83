"""The API of search: the same answers as the search page, for programs."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args
from uuid import UUID

import msgspec
from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation.trans_real import parse_accept_lang_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.views import APIView

from repository.api.representation import represent_all
from repository.api.serializers import ResourceSerializer
from repository.selectors import get_resources
from search import services
from search.errors import BackendUnavailable, CursorInvalid, PageTooDeep
from search.facets import label
from search.queries import MAX_HITS, MAX_PAGE_SIZE, OFFERED_FACETS, Facet, SearchQuery, Sort

DEFAULT_PAGE_SIZE = 20
MAX_VALUES = 50
MAX_VALUE_CHARACTERS = 200
MAX_LANGUAGES = 8
SORTS: tuple[Sort, ...] = get_args(Sort)
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_SEPARATOR = re.compile(r"\s*,\s*")

PARAMETERS = [
    OpenApiParameter("q", str, description='Words, "phrases", -exclusions; empty: everything.'),
    OpenApiParameter("page", int, description=f"From 1, within the first {MAX_HITS} hits."),
    OpenApiParameter(
        "cursor",
        str,
        description="From next: goes on behind a page, at any depth; page is ignored.",
    ),
    OpenApiParameter("page_size", int, description=f"1 to {MAX_PAGE_SIZE}."),
    OpenApiParameter("sort", str, enum=SORTS, default="relevance"),
    OpenApiParameter(
        "lang",
        str,
        description="The reader's languages, best first, separated by commas: records in them rank "
        "higher among equals. Else Accept-Language.",
    ),
    *(
        OpenApiParameter(facet, str, many=True, description="May be repeated: any of the values.")
        for facet in OFFERED_FACETS
    ),
]


class FacetValueSerializer(serializers.Serializer[Any]):
    """One value of a facet."""

    value = serializers.CharField()
    count = serializers.IntegerField(help_text="Hits if this value is added to the search.")
    chosen = serializers.BooleanField()

    def get_fields(self) -> dict[str, Any]:
        """Add ``label``, which as an attribute would replace the serializer's own."""
        described = serializers.CharField(help_text="In the reader's language.")
        return super().get_fields() | {"label": described}


class SearchPageSerializer(serializers.Serializer[Any]):
    """A page of hits."""

    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True, help_text="Address of the next page; null: none.")
    is_relaxed = serializers.BooleanField(
        help_text="No record has all the words; these have most of them."
    )
    results = ResourceSerializer(many=True)
    facets = serializers.DictField(child=FacetValueSerializer(many=True))


class EngineUnavailable(APIException):
    """Search does not work for the moment; everything else does."""

    status_code = 503
    default_detail = "Search is temporarily unavailable; please try again in a moment."
    default_code = "unavailable"


class SearchView(APIView):
    """Search in all resources."""

    authentication_classes = ()
    permission_classes = ()

    @extend_schema(
        operation_id="search",
        parameters=PARAMETERS,
        responses={
            200: SearchPageSerializer,
            400: OpenApiTypes.OBJECT,
            503: OpenApiTypes.OBJECT,
        },
    )
    def get(self, request: Request) -> HttpResponse:
        """Search; an empty query finds everything, the newest first."""
        given = dict(request.query_params.lists())
        query = read_query(given, accepted=request.headers.get("Accept-Language", ""))
        try:
            page = services.search(query)
        except CursorInvalid as error:
            raise ValidationError({"cursor": [f"{str(error).capitalize()}."]}) from error
        except PageTooDeep as error:
            raise ValidationError({"page": [f"{str(error).capitalize()}."]}) from error
        except BackendUnavailable as error:
            raise EngineUnavailable from error
        resources = get_resources([UUID(hit.resource_id) for hit in page.hits])
        language = query.reader_languages[0] if "lang" in given else get_language() or "en"
        content = {
            "count": page.count,
            "next": next_address(request, page.next_cursor) if page.next_cursor else None,
            "is_relaxed": page.is_relaxed,
            "results": represent_all([each for each in resources if not each.is_withdrawn]),
            "facets": represent_facets(page.facets, language),
        }
        return HttpResponse(msgspec.json.encode(content), content_type="application/json")


def represent_facets(facets: Sequence[Facet], language: str) -> dict[str, list[dict[str, object]]]:
    """Give the facets in JSON's types, with labels."""
    return {
        facet.name: [
            {
                "value": bucket.value,
                "label": label(facet.name, bucket.value, language),
                "count": bucket.count,
                "chosen": bucket.is_chosen,
            }
            for bucket in facet.buckets
        ]
        for facet in facets
    }


def next_address(request: Request, cursor: str) -> str:
    """Give the address of this request with what comes behind; it costs the same at any depth."""
    parameters = request.query_params.copy()
    parameters.pop("page", None)
    parameters["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{parameters.urlencode()}")


def read_query(given: Mapping[str, list[str]], *, accepted: str = "") -> SearchQuery:
    """Read the parameters of a request.

    Args:
        given: Values of each parameter, in their order.
        accepted: The header Accept-Language, used where ``lang`` is not given.

    Raises:
        ValidationError: For each parameter that is unknown, repeated or unreadable, a sentence.
    """
    errors: dict[str, list[str]] = {}
    values: dict[str, object] = {"reader_languages": read_accepted(accepted)}
    filters: dict[str, tuple[str, ...]] = {}
    for name, texts in given.items():
        try:
            if name in OFFERED_FACETS:
                filters[name] = read_values(texts)
            elif name in READERS:
                field, read = READERS[name]
                values[field] = read(only(texts))
            else:
                errors[name] = [f"There is no such parameter; these are known: {KNOWN}."]
        except ValueError as error:
            errors[name] = [str(error)]
    if errors:
        raise ValidationError(errors)
    chosen = tuple((facet, filters[facet]) for facet in OFFERED_FACETS if filters.get(facet))
    return msgspec.convert(
        {"page_size": DEFAULT_PAGE_SIZE, "filters": chosen, **values}, type=SearchQuery
    )


def only(texts: list[str]) -> str:
    """Give the one value of a parameter that may not be repeated."""
    if len(texts) > 1:
        raise ValueError("Give this parameter once only.")
    return texts[0]


def read_values(texts: list[str]) -> tuple[str, ...]:
    """Give the chosen values of a facet, each once."""
    values = tuple(dict.fromkeys(text for text in texts if text))
    if len(values) > MAX_VALUES:
        raise ValueError(f"Choose at most {MAX_VALUES} values.")
    if any(len(value) > MAX_VALUE_CHARACTERS for value in values):
        raise ValueError(f"A value has at most {MAX_VALUE_CHARACTERS} characters.")
    return values


def read_number(text: str) -> int:
    """Give a whole number above 0."""
    if not (text.isascii() and text.isdecimal() and text.strip("0")):
        raise ValueError("Write a whole number, 1 or more.")
    return int(text[:9])


def read_page_size(text: str) -> int:
    """Give the page size, at most ``MAX_PAGE_SIZE``."""
    return min(read_number(text), MAX_PAGE_SIZE)


def read_sort(text: str) -> str:
    """Give an order."""
    if text not in SORTS:
        raise ValueError(f"Write one of {', '.join(SORTS)}.")
    return text


def read_languages(text: str) -> tuple[str, ...]:
    """Give language tags."""
    tags = tuple(dict.fromkeys(_SEPARATOR.split(text.strip())))
    if not all(_TAG.fullmatch(tag) for tag in tags):
        raise ValueError("Write language tags such as fr or pt-BR, separated by commas.")
    return tags[:MAX_LANGUAGES]


def read_accepted(header: str) -> tuple[str, ...]:
    """Give the languages of an Accept-Language header."""
    tags = [tag for tag, _quality in parse_accept_lang_header(header[:500]) if tag != "*"]
    return tuple(tags[:MAX_LANGUAGES])


READERS: Mapping[str, tuple[str, Callable[[str], object]]] = {
    "q": ("text", str),
    "page": ("page", read_number),
    "page_size": ("page_size", read_page_size),
    "cursor": ("cursor", str),
    "sort": ("sort", read_sort),
    "lang": ("reader_languages", read_languages),
}
"""Parameter -> field of ``SearchQuery`` and what reads it, raising ValueError with a sentence."""
KNOWN = ", ".join((*READERS, *OFFERED_FACETS))
