"""The search page. Works as plain addresses and one form; needs no script."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.views.decorators.http import require_safe

from repository.labels import language_name
from repository.metadata.languages import facet_language
from repository.pages.cards import make_cards
from repository.pages.readers import reader_languages
from repository.selectors import list_resources_by_title
from search import forms, services
from search.errors import BackendUnavailable, CursorInvalid
from search.queries import SearchPage, SearchQuery, Sort
from search.views import facets, ways_on
from search.views.hits import Marks, ShownHit, show
from search.views.paging import Link, pager

TITLES_WITHOUT_ENGINE = 20
MAX_READER_LANGUAGES = 4
"""In the switch to the reader's languages; browsers ask for many that nobody reads."""
SORT_LABELS: dict[Sort, str | Promise] = {
    "relevance": pgettext_lazy("sort by", "Best match"),
    "newest": pgettext_lazy("sort by", "Newest"),
    "downloads": pgettext_lazy("sort by", "Most used"),
    "title": pgettext_lazy("sort by", "Title"),
}


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Show what a search finds, and what it can be narrowed by."""
    reader = reader_languages(request)
    query = forms.read_query(request.GET, reader_languages=reader)
    context = {
        "query": query,
        "sorted_by_downloads": query.sort == "downloads",
        "chosen": facets.chosen(query),
        "without_filters": forms.query_string(forms.without_filters(query)),
    }
    try:
        query, page = answered(forms.with_cursor(query, request.GET))
    except BackendUnavailable:
        titles = list_resources_by_title(query.text, limit=TITLES_WITHOUT_ENGINE)
        hits = [ShownHit(card=card, marks=Marks()) for card in make_cards(titles, reader=reader)]
        context |= {"is_limited": True, "hits": hits, "count": len(hits)}
    else:
        context |= answer(query, page)
    return render(request, "search/results.html", context)


def answered(query: SearchQuery) -> tuple[SearchQuery, SearchPage]:
    """Ask the engine; a cursor that it does not know is as good as none.

    Raises:
        BackendUnavailable: The engine does not answer.
    """
    try:
        return query, services.search(query)
    except CursorInvalid:
        without = forms.on_page(query, min(query.page, forms.MAX_PAGE))
        return without, services.search(without)


def answer(query: SearchQuery, page: SearchPage) -> Mapping[str, object]:
    """Give what the page shows of an answer."""
    offered = ways_on.Help()
    if page.is_relaxed or not page.count:
        offered = ways_on.help_with(query, is_empty=not page.count)
    return {
        "hits": show(page.hits, query),
        "count": page.count,
        "is_relaxed": page.is_relaxed,
        "facets": facets.groups(page.facets, query),
        "sorts": sort_links(query),
        "own_languages": own_languages(query),
        "corrected": offered.corrected,
        "ways": offered.ways,
        "first_page": forms.query_string(forms.on_page(query, 1)),
        "pager": pager(query, page),
    }


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


def own_languages(query: SearchQuery) -> Link:
    """Give the switch that leaves only what is in the reader's languages, or takes that back."""
    tags = tuple(dict.fromkeys(map(facet_language, query.reader_languages)))
    tags = tags[:MAX_READER_LANGUAGES]
    is_on = set(dict(query.filters).get("language", ())) == set(tags)
    return Link(
        label=join_names(tags),
        parameters=forms.query_string(forms.with_values(query, "language", () if is_on else tags)),
        is_current=is_on,
    )


def join_names(tags: Sequence[str]) -> str:
    """Give the names of languages as a list in the active language."""
    names = [language_name(tag, get_language() or "en") for tag in tags]
    return pgettext("between words", ", ").join(names)
