"""A feed as Atom. Source: RFC 4287; RFC 4946 for licences; RFC 5005, section 3, for pages."""

from typing import Any

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed, rfc3339_date

from repository.pages.texts import Text
from search.feeds.entries import Entry, Feed


class Atom(Atom1Feed):
    """Atom with the language of each text, licences, and the way to other pages."""

    def add_root_elements(self, handler: Any) -> None:
        """Add links to the pages around this one."""
        super().add_root_elements(handler)
        for rel, address in self.feed["pages"]:
            handler.addQuickElement("link", "", {"rel": rel, "href": address})

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Write an entry; Django's own has no place for languages and writes texts as HTML."""
        entry: Entry = item["entry"]
        add_text(handler, "title", entry.title)
        handler.addQuickElement("id", entry.id)
        handler.addQuickElement("link", "", {"rel": "alternate", "href": entry.url})
        handler.addQuickElement("published", rfc3339_date(entry.published_at))
        handler.addQuickElement("updated", rfc3339_date(entry.updated_at))
        for name in entry.creators:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            handler.endElement("author")
        if entry.summary.text:
            add_text(handler, "summary", entry.summary)
        handler.addQuickElement("rights", entry.license_name)
        if entry.license_url:
            handler.addQuickElement("link", "", {"rel": "license", "href": entry.license_url})


def add_text(handler: Any, element: str, text: Text) -> None:
    """Write a plain text; an empty language is how XML, too, says that it is unknown."""
    handler.addQuickElement(element, text.text, {"type": "text", "xml:lang": text.language})


def write_atom(feed: Feed) -> bytes:
    """Give the document, UTF-8."""
    pages = [("first", feed.first_url), ("next", feed.next_url), ("previous", feed.previous_url)]
    atom = Atom(
        title=feed.title,
        link=feed.search_url,
        description=None,
        subtitle=feed.subtitle,
        language=feed.language,
        feed_url=feed.url,
        feed_guid=feed.first_url,
        author_name=settings.SITE_NAME,
        author_link=settings.PUBLIC_URL,
        pages=[(rel, address) for rel, address in pages if address],
    )
    atom.latest_post_date = lambda: feed.updated_at  # type: ignore[method-assign]  # else "now" of an empty one
    for entry in feed.entries:
        atom.add_item(title=entry.title.text, link=entry.url, description="", entry=entry)
    return atom.writeString("utf-8").encode()
