"""How templates show texts and controlled values of resources."""

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import Protocol
from uuid import UUID

from django import template
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext

from repository import labels
from repository.metadata.languages import facet_language
from repository.models import LearningResource
from repository.oaipmh import identifiers
from repository.pages.accessibility import ACCESSIBILITY
from repository.pages.cards import is_web_address
from repository.pages.texts import Text

register = template.Library()

LABELS = {
    "resource_type": labels.RESOURCE_TYPES,
    "audience": labels.AUDIENCES,
    "delivery_channel": labels.DELIVERY_CHANNELS,
    "role": labels.CONTRIBUTOR_ROLES,
    "date": labels.DATE_KINDS,
    "relation": labels.RELATION_KINDS,
    "accessibility": ACCESSIBILITY,
    "identifier": labels.IDENTIFIER_SCHEMES,
}
BYTES_A_STEP = 1000


@register.simple_tag
def language_attributes(text: Text) -> SafeString:
    """Give the ``lang`` and ``dir`` attributes of an element that holds a text of a record."""
    return _language_attributes(text.language, text.direction)


@lru_cache(maxsize=1_000)
def _language_attributes(language: str, direction: str) -> SafeString:
    return format_html('lang="{}" dir="{}"', language, direction)


@register.simple_tag
def isolated(text: Text) -> SafeString:
    """Give a text of a record within a line, marked as to language and kept from turning others."""
    return format_html("<bdi {}>{}</bdi>", language_attributes(text), text.text)


class Piece(Protocol):
    """A part of a text that may be one of the words looked for."""

    @property
    def text(self) -> str:
        """As it stands in the record."""

    @property
    def is_match(self) -> bool:
        """Whether it is to be marked."""


@register.simple_tag
def marked(pieces: Iterable[Piece]) -> SafeString:
    """Give a text of a record with the words marked that were looked for."""
    parts = (f"<mark>{escape(p.text)}</mark>" if p.is_match else escape(p.text) for p in pieces)
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped


@register.simple_tag
def resource_url(resource_id: str) -> str:
    """Give the address of a resource's page; ``url`` takes as long as the rest of a short row."""
    return _resource_url(get_script_prefix()).replace(_NOBODY, resource_id)


_NOBODY = str(UUID(int=0))


@lru_cache(maxsize=10)
def _resource_url(_prefix: str) -> str:
    return reverse("resource", args=[_NOBODY])


@register.simple_tag
def source_url(slug: str) -> str:
    """Give the address of a source's page; a list repeats few of them."""
    return _source_url(slug, get_script_prefix())


@lru_cache(maxsize=1_000)
def _source_url(slug: str, _prefix: str) -> str:
    return reverse("source", args=[slug])


@register.filter
def language_name(tag: str) -> str:
    """Give the name of a language in the reader's language."""
    return labels.language_name(tag, get_language() or "en")


@register.filter
def language_facet(tag: str) -> str:
    """Give the value under which a language is counted in search."""
    return facet_language(tag)


@register.filter
def level_label(level: str) -> str:
    """Give the name of an ISCED 2011 level in the reader's language."""
    return labels.level_label(level)


@register.filter
def label(value: str, kind: str) -> str:
    """Give the reader's word for a controlled value; the value itself where there is none."""
    return str(LABELS[kind].get(value, value))


@register.filter
def web_address(address: str) -> str:
    """Give an address that may be made a link, or nothing: harvested ones may be anything."""
    return address if is_web_address(address) else ""


@register.filter
def file_size(size_bytes: int) -> str:
    """Give a size in the unit that makes it readable, decimal: 1 kB is 1000 bytes."""
    units = (
        pgettext("unit of size", "%s bytes"),
        pgettext("unit of size", "%s kB"),
        pgettext("unit of size", "%s MB"),
        pgettext("unit of size", "%s GB"),
    )
    size = float(size_bytes)
    step = 0
    while size >= BYTES_A_STEP and step < len(units) - 1:
        size /= BYTES_A_STEP
        step += 1
    digits = 1 if step > 1 and size < 10 else 0
    return units[step] % number_format(round(size, digits), digits)


@register.simple_tag
def oai_identifier(resource: LearningResource) -> str:
    """Give the identifier under which a resource is offered over OAI-PMH."""
    return identifiers.oai_identifier(resource.id)


@register.simple_tag
@lru_cache(maxsize=200)
def icon(name: str) -> SafeString:
    """Give a picture of the sheet of pictures; decoration only, the words stand beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("icons.svg"),
        name,
    )
