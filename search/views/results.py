"""The search page. Works as plain addresses and one form; needs no script."""

from collections.abc import Sequence
from itertools import pairwise
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from repository.pages.cards import Card, make_cards
from repository.pages.readers import reader_languages
from repository.selectors import get_resources, list_resources_by_title
from search import forms, services
from search.errors import BackendUnavailable
from search.queries import Hit, SearchQuery, Sort
from search.views import facets

TITLES_WITHOUT_ENGINE = 20
PAGES_AROUND = 2
SORT_LABELS: dict[Sort, str | Promise] = {
    "relevance": pgettext_lazy("sort by", "Best match"),
    "newest": pgettext_lazy("sort by", "Newest"),
    "title": pgettext_lazy("sort by", "Title"),
}


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A link to the search page; ``parameters`` is empty for the page itself."""

    label: str
    parameters: str = ""
    is_current: bool = False


class Pager(msgspec.Struct, frozen=True, kw_only=True):
    """Links to other pages of the same answer; None in ``links`` stands for a gap."""

    links: tuple[Link | None, ...]
    previous: Link | None
    next: Link | None


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Show what a search finds, and what it can be narrowed by."""
    reader = reader_languages(request)
    query = forms.read_query(request.GET, reader_languages=reader)
    context = {
        "query": query,
        "chosen": facets.chosen(query),
        "without_filters": forms.query_string(forms.without_filters(query)),
    }
    try:
        page = services.search(query)
    except BackendUnavailable:
        titles = list_resources_by_title(query.text, limit=TITLES_WITHOUT_ENGINE)
        cards = make_cards(titles, reader=reader)
        context |= {"is_limited": True, "cards": cards, "count": len(cards)}
    else:
        context |= {
            "cards": cards_of(page.hits, reader),
            "count": page.count,
            "is_relaxed": page.is_relaxed,
            "facets": facets.groups(page.facets),
            "sorts": sort_links(query),
            "first_page": forms.query_string(forms.on_page(query, 1)),
            "pager": pager(query, page.count),
        }
    return render(request, "search/results.html", context)


def cards_of(hits: Sequence[Hit], reader: Sequence[str]) -> list[Card]:
    """Give the rows of hits in their order, without those withdrawn since they were indexed."""
    resources = get_resources([UUID(hit.resource_id) for hit in hits])
    return make_cards([each for each in resources if not each.is_withdrawn], reader=reader)


def sort_links(query: SearchQuery) -> tuple[Link, ...]:
    """Give one link for each order."""
    return tuple(
        Link(
            label=str(name),
            parameters=forms.query_string(forms.sorted_by(query, sort)),
            is_current=sort == query.sort,
        )
        for sort, name in SORT_LABELS.items()
    )


def pager(query: SearchQuery, count: int) -> Pager:
    """Give links to the pages before and after, the first, those around this one and the last."""
    last = min(max(-(-count // forms.PAGE_SIZE), 1), forms.MAX_PAGE)
    near = range(query.page - PAGES_AROUND, query.page + PAGES_AROUND + 1)
    numbers = sorted({1, last, *(number for number in near if 1 <= number <= last)})
    links: list[Link | None] = []
    for before, number in pairwise((0, *numbers)):
        if number > before + 1:
            links.append(None)
        links.append(page_link(query, number))
    return Pager(
        links=tuple(links),
        previous=page_link(query, min(query.page - 1, last)) if query.page > 1 else None,
        next=page_link(query, query.page + 1) if query.page < last else None,
    )


def page_link(query: SearchQuery, number: int) -> Link:
    """Give the link to one page of the answer."""
    return Link(
        label=str(number),
        parameters=forms.query_string(forms.on_page(query, number)),
        is_current=number == query.page,
    )
