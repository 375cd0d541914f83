"""A feed as JSON Feed 1.1. Source: https://www.jsonfeed.org/version/1.1/."""

import msgspec
from django.conf import settings
from django.utils.feedgenerator import rfc3339_date

from search.feeds.entries import Entry, Feed

VERSION = "https://jsonfeed.org/version/1.1"


def write_json_feed(feed: Feed) -> bytes:
    """Give the document, UTF-8."""
    return msgspec.json.encode(
        {
            "version": VERSION,
            "title": feed.title,
            "description": feed.subtitle,
            "home_page_url": feed.search_url,
            "feed_url": feed.url,
            **({"next_url": feed.next_url} if feed.next_url else {}),
            "language": feed.language,
            "authors": [{"name": settings.SITE_NAME, "url": settings.PUBLIC_URL}],
            "items": [item(entry) for entry in feed.entries],
        }
    )


def item(entry: Entry) -> dict[str, object]:
    """Give one entry; a property of our own begins with an underscore, as the standard asks."""
    terms = {"name": entry.license_name, "url": entry.license_url}
    return {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title.text,
        "content_text": entry.summary.text,
        "date_published": rfc3339_date(entry.published_at),
        "date_modified": rfc3339_date(entry.updated_at),
        **({"authors": [{"name": name} for name in entry.creators]} if entry.creators else {}),
        **({"language": entry.title.language} if entry.title.language else {}),
        "_license": {key: value for key, value in terms.items() if value},
        "_resource": {"languages": entry.languages, "provider": entry.provider},
    }
