"""The shapes of the API for its description (OpenAPI). Answers are made by ``representation``."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

LANGUAGE_MAP = {
    "type": "object",
    "additionalProperties": {"type": "string"},
    "description": "BCP 47 tag to text; `und` where the language is not stated.",
}


@extend_schema_field(LANGUAGE_MAP)
class LanguageMapField(serializers.DictField):
    """A text in several languages."""


class LicenseSerializer(serializers.Serializer[Any]):
    """The licence found in the rights statements, and how it was found."""

    id = serializers.CharField(help_text="Canonical id such as `CC-BY-4.0`; empty: not recognised.")
    url = serializers.CharField()
    kind = serializers.CharField()
    basis = serializers.CharField(help_text="What was read: `url`, `spdx`, `name`, ...")
    confidence = serializers.FloatField(min_value=0, max_value=1)
    is_oer = serializers.BooleanField(
        allow_null=True,
        help_text="Whether this site counts it as OER by UNESCO's definition; null: not known.",
    )
    changing_since = serializers.DateTimeField(
        allow_null=True,
        help_text="When a decision on this licence was made that has yet to reach the record.",
    )

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Add ``class``, which cannot be written as an attribute in Python."""
        choices = serializers.CharField(help_text="How far a reader may go, such as `open`.")
        return super().get_fields() | {"class": choices}


class ResourceSerializer(serializers.Serializer[Any]):
    """One learning resource as one source describes it."""

    id = serializers.UUIDField()
    source = serializers.SlugField(  # type: ignore[assignment]  # our word, not the framework's
        help_text="Who supplied the record."
    )
    source_name = serializers.CharField()
    source_identifier = serializers.CharField(help_text="The record's identifier at its source.")
    datestamp = serializers.DateTimeField(help_text="When the record last changed here; UTC.")
    is_withdrawn = serializers.BooleanField()
    page_url = serializers.URLField(help_text="The resource's page on this site.")
    url = serializers.CharField(help_text="The resource's own landing page; empty: not stated.")
    title = LanguageMapField()
    description = LanguageMapField()
    languages = serializers.ListField(child=serializers.CharField(), help_text="BCP 47 tags.")
    license = LicenseSerializer()
    rights_statements = serializers.ListField(
        child=serializers.CharField(), help_text="Exactly as stated, in the order stated."
    )
    rights_stated_on = serializers.DateField(
        allow_null=True,
        help_text="When these statements were first read in the source's record; null: unknown.",
    )
    download_count = serializers.IntegerField(
        min_value=0,
        help_text="How often readers opened the work or a file of it from its page here.",
    )
    metadata = serializers.DictField(help_text="The canonical record; empty fields left out.")


class ResourcePageSerializer(serializers.Serializer[Any]):
    """A page of a list."""

    count = serializers.IntegerField(help_text="Size of the list when its first page was asked.")
    next = serializers.URLField(allow_null=True, help_text="Address of the next page; null: none.")
    results = ResourceSerializer(many=True)
