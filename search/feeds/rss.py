"""A feed as RSS 2.0. Source: RSS 2.0 and the RSS Profile of its Advisory Board; Dublin Core."""

from typing import Any

from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.html import format_html

from search.feeds.entries import Entry, Feed

DC = "http://purl.org/dc/elements/1.1/"
TTL_MINUTES = 60


class Rss(Rss201rev2Feed):
    """RSS with the creators, languages and licences of the works, and the way to other pages."""

    def rss_attributes(self) -> dict[str, str]:
        """Name the namespaces used."""
        return {**super().rss_attributes(), "xmlns:dc": DC}

    def add_root_elements(self, handler: Any) -> None:
        """Add links to the pages around this one."""
        super().add_root_elements(handler)
        for rel, address in self.feed["pages"]:
            handler.addQuickElement("atom:link", None, {"rel": rel, "href": address})

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Add what RSS itself has no elements for."""
        super().add_item_elements(handler, item)
        entry: Entry = item["entry"]
        for name in entry.creators:
            handler.addQuickElement("dc:creator", name)
        for language in entry.languages:
            handler.addQuickElement("dc:language", language)
        handler.addQuickElement("dc:rights", entry.license_name)
        if entry.license_url:
            link = {"rel": "license", "href": entry.license_url}
            handler.addQuickElement("atom:link", None, link)


def write_rss(feed: Feed) -> bytes:
    """Give the document, UTF-8."""
    pages = [("next", feed.next_url), ("previous", feed.previous_url)]
    rss = Rss(
        title=feed.title,
        link=feed.search_url,
        description=feed.subtitle,
        language=feed.language,
        feed_url=feed.url,
        ttl=TTL_MINUTES,
        pages=[(rel, address) for rel, address in pages if address],
    )
    rss.latest_post_date = lambda: feed.updated_at  # type: ignore[method-assign]  # else "now" of an empty one
    for entry in feed.entries:
        rss.add_item(
            title=entry.title.text,
            link=entry.url,
            description=describe(entry),
            unique_id=entry.id,
            unique_id_is_permalink=False,
            pubdate=entry.published_at,
            entry=entry,
        )
    return rss.writeString("utf-8").encode()


def describe(entry: Entry) -> str:
    """Give what readers show, which is HTML: the description, then licence and source."""
    terms = format_html("<p>{} · <bdi>{}</bdi></p>", entry.license_name, entry.provider)
    if not entry.summary.text:
        return terms
    described = (entry.summary.language, entry.summary.direction, entry.summary.text)
    return format_html('<p lang="{}" dir="{}">{}</p>', *described) + terms
