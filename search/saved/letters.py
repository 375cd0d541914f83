"""The letters on a saved search: the private link that was asked for, and what is new."""

import re
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac

from repository.models import LearningResource
from search.feeds.entries import make_entries
from search.forms import query_string, sorted_by
from search.models import SavedSearch, SignInLink
from search.queries import SearchQuery
from search.saved.links import private_url, unsubscribe_url
from search.saved.readers import sign_in_url
from search.saved.services import query_of
from search.wording import describe

MAX_ITEMS = 20
"""In one letter; a link leads to the rest."""
MAX_SUBJECT_CHARS = 200
LIKE_AN_ADDRESS = re.compile(r"\S*(?:[./@\\:]\S|\bwww)\S*")


def link_letter(search: SavedSearch) -> EmailMessage:
    """Give the letter with the private link: please confirm, or: you follow this already.

    Anybody can have it sent to anybody, so of what was typed it shows words only, no addresses.
    """
    with translation.override(search.language):
        context = about(search, described=describe(harmless(query_of(search))))
        subject, _, body = read_template("link.txt", context).partition("\n")
    return EmailMessage(
        one_line(subject), body.strip() + "\n", to=[search.recipient], headers=headers(search)
    )


def sign_in_letter(link: SignInLink) -> EmailMessage:
    """Give the letter with the link to sign in with."""
    with translation.override(link.language):
        context: dict[str, object] = {
            "site_name": settings.SITE_NAME,
            "site_url": settings.PUBLIC_URL,
            "link": sign_in_url(link),
        }
        subject, _, body = read_template("sign_in.txt", context).partition("\n")
    said = {"Auto-Submitted": "auto-generated", "Content-Language": link.language}
    return EmailMessage(one_line(subject), body.strip() + "\n", to=[link.address], headers=said)


def digest(
    search: SavedSearch, found: Sequence[LearningResource], *, until: datetime
) -> EmailMultiAlternatives:
    """Give the letter that tells of new records.

    Args:
        search: Its ``told_until`` is the beginning of the span told of.
        found: The records, the newest first; one more than ``MAX_ITEMS`` stands for all others.
        until: The end of the span.
    """
    query = query_of(search)
    parameters = query_string(sorted_by(query, "newest"))
    with translation.override(search.language):
        context = {
            **about(search, described=describe(query)),
            "entries": make_entries(found[:MAX_ITEMS], reader=(search.language,)),
            "has_more": len(found) > MAX_ITEMS,
            "search_url": f"{settings.PUBLIC_URL}{reverse('search')}?{parameters}",
        }
        subject, _, body = read_template("digest.txt", context).partition("\n")
        page = read_template("digest.html", {**context, "title": one_line(subject)})
    span = f"{search.pk}:{search.told_until}:{until}"
    name = salted_hmac("search.saved.letter", span, algorithm="sha256").hexdigest()[:40]
    letter = EmailMultiAlternatives(
        one_line(subject),
        body.strip() + "\n",
        to=[search.recipient],
        # The same letter has the same name, so that one sent twice is shown once.
        headers={**headers(search), "Message-ID": f"<{name}@{settings.PUBLIC_HOST}>"},
    )
    letter.attach_alternative(page, "text/html")
    return letter


def about(search: SavedSearch, *, described: str) -> dict[str, object]:
    """Give what every letter needs."""
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.PUBLIC_URL,
        "search": search,
        "described": described,
        "link": private_url(search),
        "unsubscribe": unsubscribe_url(search),
    }


def headers(search: SavedSearch) -> dict[str, str]:
    """Give the headers by which mail programs offer to end the letters. Source: RFC 2369, 8058."""
    return {
        "Auto-Submitted": "auto-generated",
        "Content-Language": search.language,
        "List-Unsubscribe": f"<{unsubscribe_url(search)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def harmless(query: SearchQuery) -> SearchQuery:
    """Give a query without the words that a mail program would make a link of."""
    text = " ".join(LIKE_AN_ADDRESS.sub(" ", query.text).split())
    return SearchQuery(text=text[:80], filters=query.filters)


def read_template(name: str, context: dict[str, object]) -> str:
    """Render a template of letters; the first line of a text is the subject."""
    return str(render_to_string(f"search/mail/{name}", context)).strip()


def one_line(text: str) -> str:
    """Give a text fit for a header."""
    return " ".join(text.split())[:MAX_SUBJECT_CHARS]
