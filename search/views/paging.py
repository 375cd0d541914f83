"""Links to the other pages of an answer: by number near the beginning, by cursor at any depth."""

from itertools import pairwise

import msgspec

from search import forms
from search.queries import SearchPage, SearchQuery

PAGES_AROUND = 2


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


def pager(query: SearchQuery, page: SearchPage) -> Pager:
    """Give links to the pages before and after, the first, those around this one and the last."""
    last = max(-(-page.count // query.page_size), 1)
    numbered = min(last, forms.MAX_PAGE)
    near = range(query.page - PAGES_AROUND, query.page + PAGES_AROUND + 1)
    wanted = {1, numbered, *(number for number in near if 1 <= number <= numbered)}
    if query.cursor and query.page <= last:
        wanted.add(query.page)
    links: list[Link | None] = []
    for before, number in pairwise((0, *sorted(wanted))):
        if number > before + 1:
            links.append(None)
        links.append(page_link(query, number))
    return Pager(
        links=tuple(links),
        previous=page_link(query, min(query.page - 1, numbered)) if query.page > 1 else None,
        next=next_link(query, page),
    )


def page_link(query: SearchQuery, number: int) -> Link:
    """Give the link to one page of the answer."""
    return Link(
        label=str(number),
        parameters=forms.query_string(forms.on_page(query, number)),
        is_current=number == query.page,
    )


def next_link(query: SearchQuery, page: SearchPage) -> Link | None:
    """Give the link to what comes behind: it costs the same wherever it is."""
    if not page.next_cursor:
        return None
    behind = forms.on_page(query, query.page + 1, cursor=page.next_cursor)
    return Link(label=str(behind.page), parameters=forms.query_string(behind))
