"""The addresses of feeds: ``/search/feed.atom?`` and the parameters of the search page."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from repository.selectors import get_resources
from search import forms, services
from search.errors import BackendUnavailable
from search.feeds.atom import write_atom
from search.feeds.entries import Entry, Feed, make_entries
from search.feeds.json_feed import write_json_feed
from search.feeds.rss import write_rss
from search.queries import MAX_HITS, SearchQuery, Sort
from search.wording import describe

PAGE_SIZE = 50
MAX_PAGE = MAX_HITS // PAGE_SIZE
KEPT_SECONDS = 300
"""A feed that many follow is made once in so long."""
CLIENTS_KEEP_SECONDS = 900
RETRY_SECONDS = 300


class Form(msgspec.Struct, frozen=True):
    """One form of a feed."""

    content_type: str
    write: Callable[[Feed], bytes]


FORMS: Mapping[str, Form] = {
    "rss": Form("application/rss+xml; charset=utf-8", write_rss),
    "atom": Form("application/atom+xml; charset=utf-8", write_atom),
    "json": Form("application/feed+json; charset=utf-8", write_json_feed),
}


@require_safe
def search_feed(request: HttpRequest, form: str) -> HttpResponse:
    """Send what a search finds, last changed first; ``lang`` is the reader's language.

    With ``sort=downloads`` those come first that are used most.
    Records that have only most of the words, which the search page offers instead of nothing, are
    no answer here: who waits for the right one would not want to be told of them.
    """
    if form not in FORMS:
        raise Http404
    language = read_language(request.GET.get("lang", ""))
    asked = forms.read_query(request.GET, reader_languages=(language,))
    query = msgspec.structs.replace(
        asked, sort=order_of(asked), page=min(asked.page, MAX_PAGE), page_size=PAGE_SIZE
    )
    with translation.override(language):
        try:
            body, updated_at = cached_document(form, query, language)
        except BackendUnavailable:
            return HttpResponse(status=503, headers={"Retry-After": str(RETRY_SECONDS)})
    headers = {
        "Cache-Control": f"public, max-age={CLIENTS_KEEP_SECONDS}",
        "Content-Language": language,
        "X-Robots-Tag": "noindex",
    }
    if query.sort == "newest":  # another order says nothing of when the last change was
        headers["Last-Modified"] = http_date(updated_at.timestamp())
    return HttpResponse(body, content_type=FORMS[form].content_type, headers=headers)


def order_of(query: SearchQuery) -> Sort:
    """Give the order of a search's feed: the newest first, unless those used most are wanted."""
    return "downloads" if query.sort == "downloads" else "newest"


def read_language(stated: str) -> str:
    """Give a language of the site: the one stated, else the reader's."""
    known = {code for code, _name in settings.LANGUAGES}
    return stated if stated in known else get_language() or settings.LANGUAGE_CODE


def cached_document(form: str, query: SearchQuery, language: str) -> tuple[bytes, datetime]:
    """Give the document and when it last changed, at most ``KEPT_SECONDS`` old.

    Raises:
        BackendUnavailable: The engine does not answer, and nothing is kept.
    """
    address = feed_url(form, query, language, page=query.page)
    key = f"search.feed:{hashlib.sha256(address.encode()).hexdigest()}"
    kept: tuple[bytes, datetime] | None = cache.get(key)
    if kept is None:
        feed = make_feed(form, query, language)
        kept = FORMS[form].write(feed), feed.updated_at
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def make_feed(form: str, query: SearchQuery, language: str) -> Feed:
    """Give one page of what a search finds."""
    page = services.search(query)
    entries: tuple[Entry, ...] = ()
    if not page.is_relaxed:
        resources = get_resources([UUID(hit.resource_id) for hit in page.hits])
        entries = make_entries(resources, reader=(language,))
    has_next = bool(entries) and query.page < min(-(-page.count // PAGE_SIZE), MAX_PAGE)
    described = describe(query)
    texts = {"site": settings.SITE_NAME, "search": described}
    subtitle = _("What is new at %(site)s for the search: %(search)s")
    if query.sort == "downloads":
        subtitle = _("What is used most at %(site)s for the search: %(search)s")
    return Feed(
        title=_("%(search)s – %(site)s") % texts,
        subtitle=subtitle % texts,
        language=language,
        search_url=search_url(query),
        url=feed_url(form, query, language, page=query.page),
        first_url=feed_url(form, query, language),
        next_url=feed_url(form, query, language, page=query.page + 1) if has_next else "",
        previous_url=feed_url(form, query, language, page=query.page - 1) if query.page > 1 else "",
        entries=entries,
    )


def feed_url(form: str, query: SearchQuery, language: str, *, page: int = 1) -> str:
    """Give the whole address of a feed; the newest come first where it names no order."""
    sort = order_of(query)
    named = forms.sorted_by(query, sort if sort == "downloads" else "relevance")
    asked = forms.query_string(named)
    more = {"lang": language, **({"page": str(page)} if page > 1 else {})}
    parameters = "&".join(filter(None, [asked, urlencode(more)]))
    return f"{settings.PUBLIC_URL}{reverse('search-feed', args=[form])}?{parameters}"


def search_url(query: SearchQuery) -> str:
    """Give the whole address of a search as a page, in the order of its feed."""
    parameters = forms.query_string(forms.sorted_by(query, order_of(query)))
    return f"{settings.PUBLIC_URL}{reverse('search')}?{parameters}"
