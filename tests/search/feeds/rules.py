"""The rules of the three forms of feeds, as their standards state them."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
"""RFC 3339."""
TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def broken_rules(answer) -> list[str]:
    """Give the rules that an answer breaks, by the form its content type names."""
    rules = {
        "application/rss+xml; charset=utf-8": rss,
        "application/atom+xml; charset=utf-8": atom,
        "application/feed+json; charset=utf-8": json_feed,
    }
    return [broken for broken in rules[answer["Content-Type"]](answer.content) if broken]


def is_web(address: str | None) -> bool:
    parts = urlsplit(address or "")
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and " " not in (address or "")


def need(text: str, *, when: bool) -> str:
    return "" if when else text


def rss(document: bytes) -> Iterator[str]:
    """RSS 2.0 and the RSS Profile: required elements, once each, RFC 822 dates, unique guids."""
    root = etree.fromstring(document)
    [channel] = root
    yield need("rss 2.0", when=(root.tag, root.get("version")) == ("rss", "2.0"))
    for name in ("title", "link", "description"):
        yield need(f"one channel/{name} with text", when=texts(channel, name))
    yield need("channel/link", when=is_web(channel.findtext("link")))
    yield need("language", when=bool(TAG.fullmatch(channel.findtext("language"))))
    selves = [each for each in channel.findall(f"{ATOM}link") if each.get("rel") == "self"]
    yield need("one atom:link to itself", when=len(selves) == 1 and is_web(selves[0].get("href")))
    parsedate_to_datetime(channel.findtext("lastBuildDate"))
    allowed = {"title", "link", "description", "author", "category", "comments", "enclosure",
               "guid", "pubDate", "source"}  # fmt: skip
    items = channel.findall("item")
    for item in items:
        own = [child.tag for child in item if "{" not in child.tag]
        yield need(f"known elements only: {own}", when=set(own) <= allowed)
        yield need(f"each once: {own}", when=len(own) == len(set(own)))
        yield need("title or description", when="title" in own or "description" in own)
        yield need("item/link", when=is_web(item.findtext("link")))
        yield need("guid is no address", when=item.find("guid").get("isPermaLink") == "false")
        yield need(
            "a zone", when=parsedate_to_datetime(item.findtext("pubDate")).tzinfo is not None
        )
    guids = [item.findtext("guid") for item in items]
    yield need("guids are unique", when=len(guids) == len(set(guids)))


def texts(parent, name: str) -> bool:
    found = parent.findall(name)
    return len(found) == 1 and bool((found[0].text or "").strip())


def atom(document: bytes) -> Iterator[str]:
    """RFC 4287, section 4: what feed and entry must and may contain."""
    feed = etree.fromstring(document)
    yield need("atom:feed", when=feed.tag == f"{ATOM}feed")
    yield from container(feed, f"{ATOM}feed")
    yield need("an author for all", when=feed.find(f"{ATOM}author/{ATOM}name") is not None)
    selves = [each for each in feed.findall(f"{ATOM}link") if each.get("rel") == "self"]
    yield need("one link to itself", when=len(selves) == 1)
    entries = feed.findall(f"{ATOM}entry")
    for entry in entries:
        yield from container(entry, f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    yield need("ids are unique", when=len(ids) == len(set(ids)))
    children = [child.tag for child in feed]
    if entries:
        last = max(i for i, tag in enumerate(children) if tag != f"{ATOM}entry")
        yield need("metadata first", when=last < children.index(f"{ATOM}entry"))
    for element in feed.iter():
        tag = element.get(LANG)
        yield need(f"language {tag!r}", when=not tag or bool(TAG.fullmatch(tag)))


def container(element, kind: str) -> Iterator[str]:
    names = ("id", "title", "updated", "published", "summary", "rights", "subtitle")
    counted = {name: len(element.findall(ATOM + name)) for name in names}
    for name in ("id", "title", "updated"):
        yield need(f"exactly one {name} in {kind}", when=counted[name] == 1)
    yield need(f"at most one of each: {counted}", when=max(counted.values()) == 1)
    yield need("id is an IRI", when=bool(urlsplit(element.findtext(f"{ATOM}id")).scheme))
    for name in ("updated", "published"):
        stated = element.findtext(ATOM + name)
        yield need(f"RFC 3339: {stated}", when=stated is None or bool(TIME.fullmatch(stated)))
    alternates = [
        link
        for link in element.findall(f"{ATOM}link")
        if link.get("rel", "alternate") == "alternate"
    ]
    yield need("one alternate link", when=len(alternates) == 1)
    yield need(
        "links", when=all(is_web(each.get("href")) for each in element.findall(f"{ATOM}link"))
    )
    for person in element.findall(f"{ATOM}author"):
        yield need("a name", when=bool((person.findtext(f"{ATOM}name") or "").strip()))
    kinds = {text.get("type", "text") for name in ("title", "summary", "rights")
             for text in element.findall(ATOM + name)}  # fmt: skip
    yield need("plain text", when=kinds <= {"text"})


def json_feed(document: bytes) -> Iterator[str]:
    """JSON Feed 1.1: required properties, their types, and underscores before all others."""
    feed = json.loads(document)
    known = {"version": str, "title": str, "home_page_url": str, "feed_url": str, "next_url": str,
             "description": str, "language": str, "authors": list, "items": list}  # fmt: skip
    yield need("version", when=feed["version"] == "https://jsonfeed.org/version/1.1")
    yield need("required", when={"version", "title", "items"} <= feed.keys())
    yield from typed(feed, known)
    yield from (need(name, when=is_web(feed[name])) for name in feed if name.endswith("_url"))
    for item in feed["items"]:
        yield need("id", when=bool(item["id"]))
        yield need("content", when="content_text" in item or "content_html" in item)
        yield from typed(item, {
            "id": str, "url": str, "title": str, "content_text": str, "date_published": str,
            "date_modified": str, "authors": list, "language": str,
        })  # fmt: skip
        yield need("url", when=is_web(item["url"]))
        for name in ("date_published", "date_modified"):
            yield need(
                name, when=bool(TIME.fullmatch(item[name]) and datetime.fromisoformat(item[name]))
            )
        yield need("authors have names", when=all(each["name"] for each in item.get("authors", [])))
    ids = [item["id"] for item in feed["items"]]
    yield need("ids are unique", when=len(ids) == len(set(ids)))


def typed(stated: dict, known: dict[str, type]) -> Iterator[str]:
    for name, value in stated.items():
        if not name.startswith("_"):
            yield need(
                f"{name} is no such property", when=isinstance(value, known.get(name, type(None)))
            )
