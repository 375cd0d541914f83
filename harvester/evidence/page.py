"""What a web page says of its licence: links, metadata, JSON-LD, microdata. Pure."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any

from lxml import etree

from harvester.errors import RecordError
from harvester.evidence.hints import MAX_HINT_CHARACTERS, Hint
from harvester.http import HttpAnswer
from harvester.json_ld.documents import find_resource
from harvester.sitemap.pages import decode, resolve
from harvester.sitemap.sloppy_json import read_json

MAX_HINTS = 200
_META = frozenset(
    ["cc:license", "copyright", "dc.license", "dc.rights", "dc.rights.license", "dc.rights.uri",
     "dc:license", "dc:rights", "dcterms.license", "dcterms.rights", "dcterms:license",
     "dcterms:rights", "license", "licence", "og:license", "rights", "citation_license",
     "eprints.rights", "article:license"]
)  # fmt: skip
"""Names and properties of ``meta`` elements that state rights."""
_PROPERTIES = frozenset(
    ["cc:license", "dc:rights", "dct:license", "dct:rights", "dcterms:license", "dcterms:rights",
     "license", "schema:license", "xhv:license"]
)  # fmt: skip
"""RDFa ``rel`` and ``property``."""
_LICENSE_ADDRESS = re.compile(
    r"^(?:https?:)?//(?:www\.)?(?:creativecommons\.org/(?:licen[cs]es|publicdomain)/"
    r"|rightsstatements\.org/|artlibre\.org/|gnu\.org/licenses/)",
    re.IGNORECASE,
)
_JSON_LD = "application/ld+json"
_LINKS = frozenset({"a", "area", "link"})


def page_hints(answer: HttpAnswer) -> list[Hint]:
    """Give the places of a page that may name its licence, in their order; at most ``MAX_HINTS``.

    Anything that is no HTML has none.
    """
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    root = etree.fromstring(decode(answer).encode() or b"<html/>", parser)
    if root is None:
        return []
    scripts = [one for one in root.iter("script") if _is_json_ld(one)]
    told = chain(
        json_ld_hints([script.text or "" for script in scripts], answer.url),
        *(element_hints(element, answer.url) for element in root.iter(etree.Element)),
    )
    trimmed = (
        Hint(hint.place, text, hint.is_stated)
        for hint in told
        if (text := hint.text.strip()[:MAX_HINT_CHARACTERS])
    )
    return list(islice(trimmed, MAX_HINTS))


def _is_json_ld(script: etree._Element) -> bool:
    return script.get("type", "").partition(";")[0].strip().casefold() == _JSON_LD


def element_hints(element: etree._Element, base: str) -> Iterator[Hint]:
    """Yield what one element says."""
    stated = {str(name).casefold(): str(value) for name, value in element.items()}
    tag = str(element.tag).casefold()
    if tag == "meta":
        yield from _meta(stated)
    elif tag in _LINKS and "href" in stated:
        yield from _link(stated, base)
    if "license" in stated.get("itemprop", "").casefold().split():
        yield Hint("itemprop=license", _value(element, stated, base))
    if set(stated.get("property", "").casefold().split()) & _PROPERTIES and tag != "meta":
        yield Hint(f"property={stated['property'].strip()}", _value(element, stated, base))


def _meta(stated: dict[str, str]) -> Iterator[Hint]:
    for attribute in ("name", "property"):
        name = stated.get(attribute, "").strip().casefold()
        if name in _META:
            yield Hint(f"meta {name}", stated.get("content", ""))


def _link(stated: dict[str, str], base: str) -> Iterator[Hint]:
    relations = set(stated.get("rel", "").casefold().split())
    address = resolve(base, stated["href"].strip()) or stated["href"].strip()
    if relations & _PROPERTIES:
        yield Hint("rel=license", address)
    elif _LICENSE_ADDRESS.match(address):
        yield Hint("link", address, is_stated=False)


def _value(element: etree._Element, stated: dict[str, str], base: str) -> str:
    """Give the value of a property: an address, a ``content``, else the text."""
    if address := stated.get("href") or stated.get("resource") or stated.get("src"):
        return resolve(base, address.strip()) or address
    return stated.get("content") or " ".join("".join(map(str, element.itertext())).split())


def json_ld_hints(blocks: Sequence[str], address: str) -> Iterator[Hint]:
    """Yield the licence of the learning resource, or other work, that a page's JSON-LD is about.

    Licences of other nodes, such as pictures, are not those of the work.
    """
    values: list[Any] = []
    for block in blocks:
        try:
            values += read_json(block).values
        except ValueError:
            continue
    try:
        node = find_resource({"@id": address, "@graph": values})
        if node is None:
            return
        for text, _language in node.texts("license"):
            yield Hint("JSON-LD license", text)
        for inner in node.nodes("license"):
            yield Hint("JSON-LD license", inner.id or inner.text("url"))
    except RecordError:
        return
