"""Facets made ready for a page: labelled, the chosen first to be seen, long lists cut in two."""

from collections.abc import Sequence

import msgspec
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy

from licensing.licenses import LicenseClass
from search.facets import label
from search.forms import on_page, query_string, with_value, without
from search.queries import Bucket, Facet, SearchQuery
from search.views import subjects

SHOWN_AT_ONCE = 6
MAX_LISTED = 60
"""Values of one facet on a page, with what is folded away; a search narrows the rest down."""
OPEN_AT_FIRST = ("license_class", "oer", "language", "level", "subject", "resource_type", "offline")
"""The others are folded until somebody chooses something in them."""
CLASS_ORDER = [str(license_class) for license_class in LicenseClass]
HEADINGS: dict[str, str | Promise] = {
    "license_class": pgettext_lazy("facet", "What you may do"),
    "oer": pgettext_lazy("facet", "Open by UNESCO’s definition"),
    "license": pgettext_lazy("facet", "Licence"),
    "language": pgettext_lazy("facet", "Language"),
    "resource_type": pgettext_lazy("facet", "Type"),
    "level": pgettext_lazy("facet", "Level"),
    "subject": pgettext_lazy("facet", "Subject"),
    "provider": pgettext_lazy("facet", "Source"),
    "country": pgettext_lazy("facet", "Country of the source"),
    "offline": pgettext_lazy("facet", "Without internet"),
    "age": pgettext_lazy("facet", "Age of learners"),
    "audience": pgettext_lazy("facet", "For whom"),
    "file_type": pgettext_lazy("facet", "File type"),
    "delivery_channel": pgettext_lazy("facet", "Way of delivery"),
    "accessibility_feature": pgettext_lazy("facet", "Accessibility"),
    "year": pgettext_lazy("facet", "Year"),
}


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """One value of a facet."""

    value: str
    label: str
    count: int
    is_chosen: bool = False
    parameters: str = ""
    """Of the search with the value added, or taken away if it is chosen."""
    depth: int = 0
    """How far below the broadest ones."""


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """A facet: the options shown at once, and those behind "more"."""

    name: str
    heading: str
    options: tuple[Option, ...]
    more: tuple[Option, ...] = ()
    is_open: bool = True


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """A chosen value with the parameters of the page without it."""

    facet: str
    heading: str
    value: str
    label: str
    remaining: str


def value_label(facet: str, value: str) -> str:
    """Give the name of a facet's value in the active language."""
    return label(facet, value, get_language() or "en")


def in_order(facet: Facet) -> list[Bucket]:
    """Give the buckets of a facet whose values have an order of their own in that order."""
    if facet.name == "level":
        return sorted(facet.buckets, key=lambda bucket: bucket.value)
    if facet.name == "year":
        return sorted(facet.buckets, key=lambda bucket: bucket.value, reverse=True)
    if facet.name == "age":
        return sorted(facet.buckets, key=lambda bucket: (len(bucket.value), bucket.value))
    if facet.name == "license_class":
        known = [bucket for bucket in facet.buckets if bucket.value in CLASS_ORDER]
        return sorted(known, key=lambda bucket: CLASS_ORDER.index(bucket.value))
    return list(facet.buckets)


def group(
    facet: Facet, *, query: SearchQuery | None = None, shown_at_once: int = SHOWN_AT_ONCE
) -> Group:
    """Give a facet with labels; what is chosen is always among the options shown at once."""
    is_tree = facet.name == "subject"
    options = tree(facet, query) if is_tree else listed(facet, query, shown_at_once)
    cut = max(shown_at_once, sum(option.is_chosen for option in options))
    if any(option.depth for option in options):
        last = max(place for place, option in enumerate(options) if option.depth)
        cut = max(cut, last + 1)  # what a choice has opened stays in sight
    if len(options) == cut + 1:
        cut += 1  # "one more" would take the same space
    return Group(
        name=facet.name,
        heading=str(HEADINGS.get(facet.name, facet.name)),
        options=tuple(options[:cut]),
        more=tuple(options[cut:]),
        is_open=facet.name in OPEN_AT_FIRST or any(option.is_chosen for option in options),
    )


def listed(facet: Facet, query: SearchQuery | None, shown_at_once: int) -> list[Option]:
    """Give the options of a plain list, chosen ones first where it is long."""
    buckets = in_order(facet)
    if len(buckets) > shown_at_once + 1:
        buckets.sort(key=lambda bucket: not bucket.is_chosen)
    base = query_string(on_page(query, 1)) if query else ""
    options = []
    for bucket in buckets[:MAX_LISTED]:
        parameters = ""
        if query and bucket.is_chosen:
            parameters = query_string(without(query, facet.name, bucket.value))
        elif query:
            parameters = with_value(base, facet.name, bucket.value)
        options.append(option(facet.name, bucket, parameters))
    return options


def tree(facet: Facet, query: SearchQuery | None) -> list[Option]:
    """Give the subjects, each with what a choice has opened below it; opened ones first."""
    options = []
    for branch in sorted_branches(subjects.branches(facet))[:MAX_LISTED]:
        bucket, parameters = branch.bucket, ""
        if query and bucket.is_chosen:
            parameters = query_string(without(query, facet.name, bucket.value))
        elif query:
            parameters = subjects.choosing(query, bucket.value)
        options.append(option(facet.name, bucket, parameters, depth=branch.depth))
    return options


def sorted_branches(branches: Sequence[subjects.Branch]) -> list[subjects.Branch]:
    """Give the broad fields in which something is chosen first, each with what lies below it."""
    fields: list[list[subjects.Branch]] = []
    for branch in branches:
        if branch.depth:
            fields[-1].append(branch)
        else:
            fields.append([branch])
    fields.sort(key=lambda field: not any(branch.bucket.is_chosen for branch in field))
    return [branch for field in fields for branch in field]


def option(facet: str, bucket: Bucket, parameters: str, *, depth: int = 0) -> Option:
    """Give one value with its label."""
    return Option(
        value=bucket.value,
        label=value_label(facet, bucket.value),
        count=bucket.count,
        is_chosen=bucket.is_chosen,
        parameters=parameters,
        depth=min(depth, 4),
    )


def groups(facets: Sequence[Facet], query: SearchQuery | None = None) -> tuple[Group, ...]:
    """Give the facets that have anything to choose from."""
    made = (group(facet, query=query) for facet in facets if facet.buckets)
    return tuple(each for each in made if each.options)


def chosen(query: SearchQuery) -> tuple[Chosen, ...]:
    """Give every chosen value, in the order of the facets."""
    return tuple(
        Chosen(
            facet=facet,
            heading=str(HEADINGS.get(facet, facet)),
            value=value,
            label=value_label(facet, value),
            remaining=query_string(without(query, facet, value)),
        )
        for facet, values in query.filters
        for value in values
    )
