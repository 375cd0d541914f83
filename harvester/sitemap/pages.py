"""Web pages: their JSON-LD blocks, their canonical address, and whether they want to be kept."""

import codecs
import json
import re
from typing import Any
from urllib.parse import urldefrag, urljoin

import msgspec
from lxml import etree

from harvester.errors import RecordError
from harvester.http import HttpAnswer
from harvester.json_ld.documents import find_resource
from harvester.json_ld.values import JsonObject
from harvester.records import Header, ParsedRecord, RejectedRecord
from harvester.sitemap.documents import Listed, is_same_site
from harvester.sitemap.sloppy_json import read_json

MAX_PAGE_BYTES = 5_000_000
MAX_IDENTIFIER_BYTES = 2000
"""More than this no database can look up by an index."""
_JSON_LD = "application/ld+json"
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9._:-]+)", re.IGNORECASE)
_NOT_KEPT = re.compile(r"\b(?:noindex|none)\b", re.IGNORECASE)


class WebPage(msgspec.Struct, frozen=True, kw_only=True):
    """What a page says to machines."""

    blocks: tuple[str, ...] = ()
    """Texts of its JSON-LD scripts, in their order."""
    canonical: str = ""
    described_by: tuple[str, ...] = ()
    """Addresses of its descriptions in JSON-LD."""
    is_not_kept: bool = False
    """It asks not to be indexed."""


def read_page(answer: HttpAnswer) -> WebPage:
    """Take an answer apart: HTML, or JSON-LD alone."""
    kind = answer.content_type.partition(";")[0].strip().casefold()
    is_not_kept = bool(_NOT_KEPT.search(answer.headers.get("x-robots-tag", "")))
    text = decode(answer)
    if kind.endswith("json"):
        return WebPage(blocks=(text,), is_not_kept=is_not_kept)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    root = etree.fromstring(text.encode() or b"<html/>", parser)
    if root is None:
        return WebPage(is_not_kept=is_not_kept)
    blocks, described_by, canonical = [], [], ""
    for element in root.iter("script", "link", "meta"):
        stated = {str(name).casefold(): str(value).strip() for name, value in element.items()}
        media_type = stated.get("type", "").partition(";")[0].strip().casefold()
        relations = stated.get("rel", "").casefold().split()
        if element.tag == "script" and media_type == _JSON_LD:
            blocks.append(element.text or "")
        elif element.tag == "link" and "canonical" in relations:
            canonical = canonical or resolve(answer.url, stated.get("href", ""))
        elif element.tag == "link" and media_type == _JSON_LD and stated.get("href"):
            if {"describedby", "alternate"} & set(relations):
                described_by.append(resolve(answer.url, stated["href"]))
        elif element.tag == "meta" and stated.get("name", "").casefold() == "robots":
            is_not_kept = is_not_kept or bool(_NOT_KEPT.search(stated.get("content", "")))
    return WebPage(
        blocks=tuple(block for block in blocks if block.strip()),
        canonical=canonical,
        described_by=tuple(filter(None, described_by)),
        is_not_kept=is_not_kept,
    )


def decode(answer: HttpAnswer) -> str:
    """Give the text of an answer, by what its header or its first bytes say; else UTF-8."""
    named = _CHARSET.search(answer.content_type.encode()) or _CHARSET.search(answer.body[:2048])
    name = named[1].decode() if named else "utf-8"
    if answer.body.startswith(codecs.BOM_UTF8):
        name = "utf-8-sig"
    try:
        text = answer.body.decode(name, "replace")
    except (LookupError, ValueError):
        text = answer.body.decode("utf-8", "replace")
    # NUL ends a text for the parser below; a lone surrogate is no character
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def resolve(base: str, reference: str) -> str:
    """Give the address that a reference on a page means; "" when it means none."""
    try:
        address = urldefrag(urljoin(base, reference))[0] if reference else ""
    except ValueError:
        return ""
    return address if address.startswith(("http://", "https://")) else ""


def read_record(
    answer: HttpAnswer, page: WebPage, listed: Listed
) -> ParsedRecord | RejectedRecord | None:
    """Give the learning resource that a page describes; None when it describes none.

    The identifier is the canonical address of the page where that is one of its own site. The
    payload is a named graph: the page's address as ``@id``, its JSON-LD as ``@graph``.
    """
    address = page.canonical if is_same_site(page.canonical, listed.url) else listed.url
    if len(address.encode()) > MAX_IDENTIFIER_BYTES:
        reason = f"the address is longer than {MAX_IDENTIFIER_BYTES} bytes"
        return RejectedRecord(identifier=address[:200], payload=b"", reason=reason)
    values: list[Any] = []
    unread = ""
    for block in page.blocks:
        try:
            values += read_json(block).values
        except ValueError as error:
            unread = unread or f"the JSON-LD of the page cannot be read: {error}"
    document: JsonObject = {"@id": address, "@graph": values}
    try:
        found = find_resource(document)
    except RecordError as error:
        found, unread = None, str(error)
    if found is None:
        payload = "\n".join(page.blocks).encode("utf-8", "replace")
        return (
            RejectedRecord(identifier=address, payload=payload, reason=unread) if unread else None
        )
    return ParsedRecord(
        header=Header(identifier=address, datestamp=listed.lastmod),
        payload=write_payload(document),
        metadata=document,
        validator=validator_of(answer),
    )


def write_payload(document: JsonObject) -> bytes:
    """Give a document as UTF-8 JSON, the same for the same content."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def parse_payload(payload: bytes, *, datestamp: str = "") -> ParsedRecord:
    """Take a kept payload apart again.

    Raises:
        RecordError: It is no named graph.
    """
    try:
        document = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise RecordError(f"the kept JSON cannot be read: {error}", stage="parse") from error
    if not isinstance(document, dict) or not isinstance(document.get("@id"), str):
        raise RecordError("the kept JSON is no named graph", stage="parse")
    header = Header(identifier=document["@id"], datestamp=datestamp)
    return ParsedRecord(header=header, payload=payload, metadata=document)


def validator_of(answer: HttpAnswer) -> str:
    """Give ETag and Last-Modified in two lines; "" when there is neither."""
    etag, modified = (answer.headers.get(name, "") for name in ("etag", "last-modified"))
    return f"{etag}\n{modified}" if etag or modified else ""


def conditions(validator: str) -> dict[str, str]:
    """Give the headers that ask for a page only if it is another one now."""
    etag, _, modified = validator.partition("\n")
    stated = {"If-None-Match": etag, "If-Modified-Since": modified}
    return {name: value for name, value in stated.items() if value}
