"""Facets made ready for a page: labelled, the chosen first to be seen, long lists cut in two."""

from collections.abc import Sequence

import msgspec
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy

from licensing.licenses import LicenseClass
from search.facets import label
from search.forms import query_string, without
from search.queries import Bucket, Facet, SearchQuery

SHOWN_AT_ONCE = 6
CLASS_ORDER = [str(license_class) for license_class in LicenseClass]
HEADINGS: dict[str, str | Promise] = {
    "license_class": pgettext_lazy("facet", "What you may do"),
    "license": pgettext_lazy("facet", "Licence"),
    "language": pgettext_lazy("facet", "Language"),
    "resource_type": pgettext_lazy("facet", "Type"),
    "level": pgettext_lazy("facet", "Level"),
    "provider": pgettext_lazy("facet", "Source"),
}


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """One value of a facet."""

    value: str
    label: str
    count: int
    is_chosen: bool = False


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """A facet: the options shown at once, and those behind "more"."""

    name: str
    heading: str
    options: tuple[Option, ...]
    more: tuple[Option, ...] = ()


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """A chosen value with the parameters of the page without it."""

    heading: str
    label: str
    remaining: str


def value_label(facet: str, value: str) -> str:
    """Give the name of a facet's value in the active language."""
    return label(facet, value, get_language() or "en")


def in_order(facet: Facet) -> list[Bucket]:
    """Give the buckets of a facet whose values have an order of their own in that order."""
    if facet.name == "level":
        return sorted(facet.buckets, key=lambda bucket: bucket.value)
    if facet.name == "license_class":
        known = [bucket for bucket in facet.buckets if bucket.value in CLASS_ORDER]
        return sorted(known, key=lambda bucket: CLASS_ORDER.index(bucket.value))
    return list(facet.buckets)


def group(facet: Facet, *, shown_at_once: int = SHOWN_AT_ONCE) -> Group:
    """Give a facet with labels; what is chosen is always among the options shown at once."""
    options = [
        Option(
            value=bucket.value,
            label=value_label(facet.name, bucket.value),
            count=bucket.count,
            is_chosen=bucket.is_chosen,
        )
        for bucket in in_order(facet)
    ]
    if len(options) > shown_at_once + 1:
        options.sort(key=lambda option: not option.is_chosen)
    cut = max(shown_at_once, sum(option.is_chosen for option in options))
    if len(options) == cut + 1:
        cut += 1  # "one more" would take the same space
    return Group(
        name=facet.name,
        heading=str(HEADINGS.get(facet.name, facet.name)),
        options=tuple(options[:cut]),
        more=tuple(options[cut:]),
    )


def groups(facets: Sequence[Facet]) -> tuple[Group, ...]:
    """Give the facets that have anything to choose from."""
    return tuple(group(facet) for facet in facets if facet.buckets)


def chosen(query: SearchQuery) -> tuple[Chosen, ...]:
    """Give every chosen value, in the order of the facets."""
    return tuple(
        Chosen(
            heading=str(HEADINGS.get(facet, facet)),
            label=value_label(facet, value),
            remaining=query_string(without(query, facet, value)),
        )
        for facet, values in query.filters
        for value in values
    )
