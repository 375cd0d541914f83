"""The same answers for programs: compatibility and credit lines. Anyone may ask."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.views import APIView

from licensing.attribution import Form, closest_language, credit, credit_list
from licensing.compatibility import Reason, ResultLicense
from licensing.labels import clause_label, reason_sentence
from licensing.licenses import license_url
from repository.api.views import json_response
from repository.pages.credited import credited_work
from repository.pages.readers import reader_languages
from repository.remix.question import answer
from repository.remix.worklist import MAX_LICENSES, MAX_WORKS, WorkList, read_ids, read_license

WORK = OpenApiParameter(
    "work", str, many=True, description=f"Id of a resource; may be repeated, up to {MAX_WORKS}."
)
LANGUAGE = OpenApiParameter(
    "lang", str, description="Language of the sentences (BCP 47). Else Accept-Language."
)
VERDICTS = ("yes", "no", "uncertain")


class ReasonSerializer(serializers.Serializer[Any]):
    """Why not, or what to mind."""

    code = serializers.CharField(help_text="Stable, for programs.")
    clause = serializers.CharField(help_text="The clause, in words.")
    text = serializers.CharField(help_text="One sentence.")
    licenses = serializers.ListField(child=serializers.CharField(), help_text="Whom it is about.")


class ResultSerializer(serializers.Serializer[Any]):
    """A licence that the adaptation may go out under."""

    id = serializers.CharField()
    url = serializers.CharField()
    verdict = serializers.ChoiceField(VERDICTS)
    is_recommended = serializers.BooleanField()
    reasons = ReasonSerializer(many=True)


class CompatibilitySerializer(serializers.Serializer[Any]):
    """What may be done with works together. Information, no legal advice."""

    licenses = serializers.ListField(
        child=serializers.CharField(), help_text="Of the works and those asked for; empty: unknown."
    )
    missing = serializers.ListField(
        child=serializers.UUIDField(), help_text="Works that are not in the catalogue."
    )
    adaptation = serializers.ChoiceField(VERDICTS)
    results = ResultSerializer(many=True)
    reasons = ReasonSerializer(many=True)
    collection = serializers.ChoiceField(VERDICTS)
    collection_reasons = ReasonSerializer(many=True)
    is_collection_non_commercial = serializers.BooleanField()


class CreditSerializer(serializers.Serializer[Any]):
    """The credit line of one work."""

    work = serializers.UUIDField()
    credit = serializers.CharField()


class CreditsSerializer(serializers.Serializer[Any]):
    """Credit lines of works, one by one and as a list."""

    language = serializers.CharField()
    form = serializers.ChoiceField([form.value for form in Form])
    credits = CreditSerializer(many=True)
    list = serializers.CharField()
    missing = serializers.ListField(child=serializers.UUIDField())


class CompatibilityView(APIView):
    """May works be adapted together, or collected?"""

    authentication_classes = ()
    permission_classes = ()

    @extend_schema(
        operation_id="checkCompatibility",
        parameters=[
            WORK,
            OpenApiParameter(
                "license",
                str,
                many=True,
                description="Id, name or address of a licence; may be repeated, "
                f"up to {MAX_LICENSES}.",
            ),
            LANGUAGE,
        ],
        responses={200: CompatibilitySerializer, 400: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> HttpResponse:
        """Say whether works may be adapted together or collected, under what, and why not."""
        found = answer(WorkList(read_works(request), read_licenses(request)))
        told = found.compatibility
        with in_language(request.query_params.get("lang", "")):
            return json_response(
                {
                    "licenses": [entry.license_id for entry in found.entries],
                    "missing": found.missing,
                    "adaptation": told.adaptation,
                    "results": list(map(represent_result, told.results)),
                    "reasons": represent_reasons(told.reasons),
                    "collection": told.collection,
                    "collection_reasons": represent_reasons(told.collection_reasons),
                    "is_collection_non_commercial": told.is_collection_non_commercial,
                }
            )


class CreditsView(APIView):
    """Credit lines."""

    authentication_classes = ()
    permission_classes = ()

    @extend_schema(
        operation_id="getCredits",
        parameters=[
            WORK,
            OpenApiParameter("form", str, enum=list(Form), default=Form.TEXT.value),
            LANGUAGE,
        ],
        responses={200: CreditsSerializer, 400: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> HttpResponse:
        """Give title, author, source and licence of works, ready to be copied."""
        stated = request.query_params.get("form", Form.TEXT)
        if stated not in list(Form):
            raise ValidationError({"form": [f"Write one of {', '.join(Form)}."]})
        found = answer(WorkList(read_works(request)))
        language = closest_language(
            request.query_params.get("lang") or translation.get_language() or ""
        )
        reader = reader_languages(request)
        works = {
            entry.resource.id: credited_work(entry.resource, reader=reader)
            for entry in found.entries
            if entry.resource
        }
        return json_response(
            {
                "language": language,
                "form": stated,
                "credits": [
                    {"work": id_, "credit": credit(work, form=stated, language=language)}
                    for id_, work in works.items()
                ],
                "list": credit_list(list(works.values()), form=stated, language=language),
                "missing": found.missing,
            }
        )


def read_works(request: Request) -> tuple[Any, ...]:
    """Give the works asked for; what is no id, and too many, are refused."""
    stated = list(dict.fromkeys(request.query_params.getlist("work")))
    works = read_ids(stated)
    if len(stated) > MAX_WORKS:
        raise ValidationError({"work": [f"Ask for at most {MAX_WORKS} works at once."]})
    if len(works) < len(stated):
        raise ValidationError({"work": ["Each work is named by its id, a UUID."]})
    return tuple(dict.fromkeys(works))


def read_licenses(request: Request) -> tuple[str, ...]:
    """Give the licences asked for; one that is not recognised is refused, never passed over."""
    stated = list(dict.fromkeys(request.query_params.getlist("license")))
    if len(stated) > MAX_LICENSES:
        raise ValidationError({"license": [f"Ask for at most {MAX_LICENSES} licences at once."]})
    found = [read_license(text) for text in stated]
    unknown = [text[:100] for text, one in zip(stated, found, strict=True) if not one]
    if unknown:
        raise ValidationError({"license": [f"Not recognised: {', '.join(unknown)}"]})
    return tuple(dict.fromkeys(found))


def in_language(tag: str) -> AbstractContextManager[None]:
    """Speak the language asked for where it is offered, else that of the request."""
    language = closest_language(tag)
    is_offered = bool(tag) and language in dict(settings.LANGUAGES)
    return translation.override(language) if is_offered else nullcontext()


def represent_reasons(reasons: Sequence[Reason]) -> list[dict[str, object]]:
    """Give reasons in the language of the request."""
    return [
        {
            "code": reason.code,
            "clause": clause_label(reason.code),
            "text": reason_sentence(reason),
            "licenses": reason.works,
        }
        for reason in reasons
    ]


def represent_result(result: ResultLicense) -> dict[str, object]:
    """Give a licence of the result."""
    return {
        "id": result.id,
        "url": license_url(result.id),
        "verdict": result.verdict,
        "is_recommended": result.is_recommended,
        "reasons": represent_reasons(result.reasons),
    }
