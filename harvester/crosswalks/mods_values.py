"""How MODS writes a title, a name, a date and a related work. Source: MODS 3.8 user guidelines."""

from collections.abc import Sequence

from lxml import etree

from harvester.crosswalks.elements import NAMES, XLINK_HREF, XML_LANG, child_text, text_of
from harvester.crosswalks.identifiers import contributor_uri, identifier_of
from harvester.records import StatedContributor

_KINDS = {"personal": "person", "corporate": "organization", "conference": "organization"}
_QUALIFIERS = {"approximate": "~", "questionable": "?"}
"""As in EDTF, ISO 8601-2:2019, section 8."""


def language_of(element: etree._Element) -> str:
    """Give the language of an element's text; MODS has an attribute ``lang`` of its own."""
    return element.get(XML_LANG) or element.get("lang") or ""


def title_of(info: etree._Element) -> str:
    """Put a title together from its parts: ``A course: for beginners. Part 2, Light``."""
    parts = {NAMES[child.tag]: text_of(child) for child in reversed(info)}
    article, title = parts.get("nonsort", ""), parts.get("title", "")
    if article and title:
        title = article + ("" if article.endswith(("'", "’", "-")) else " ") + title
    for name, separator in (("subtitle", ": "), ("partnumber", ". "), ("partname", ", ")):
        if title and parts.get(name):
            title += separator + parts[name]
    return title


def name_of(name: etree._Element) -> str:
    """Give "Family, Given" where these are stated, or else the parts in order, dates left out."""
    stated: dict[str, str] = {}
    plain: list[str] = []
    for part in name:
        if NAMES[part.tag] == "namepart" and (text := text_of(part)):
            if part.get("type"):
                stated.setdefault(part.get("type", ""), text)
            else:
                plain.append(text)
    structured = ", ".join(stated[key] for key in ("family", "given") if key in stated)
    return structured or ". ".join(plain) or child_text(name, "displayform")


def contributor_of(name: etree._Element) -> StatedContributor | None:
    """Give who is named; the role as a code where one is stated; None when nobody is named."""
    text = name_of(name)
    if not text:
        return None
    uri = contributor_uri("", name.get("valueURI") or "")
    for child in name:
        if NAMES[child.tag] == "nameidentifier":
            scheme = child.get("type") or child.get("typeURI") or ""
            uri = uri or contributor_uri(scheme, text_of(child))
    return StatedContributor(
        name=text,
        role=_role_of(name) or "creator",
        kind=_KINDS.get(name.get("type") or "", "unknown"),
        identifier=uri,
    )


def _role_of(name: etree._Element) -> str:
    terms = [term for term in name.iter() if NAMES[term.tag] == "roleterm" and text_of(term)]
    codes = [term for term in terms if term.get("type") == "code"]
    return text_of((codes or terms)[0]) if terms else ""


def date_texts(dates: Sequence[etree._Element]) -> list[str]:
    """Give dates of one kind: encoded ones before words, start and end as one interval."""
    encoded = [date for date in dates if date.get("encoding") and text_of(date)] or dates
    single = [_qualified(date) for date in encoded if not date.get("point")]
    bounds = {date.get("point"): _qualified(date) for date in encoded if date.get("point")}
    interval = "/".join(text for point in ("start", "end") if (text := bounds.get(point)))
    return [text for text in (*single, interval) if text]


def _qualified(date: etree._Element) -> str:
    text = text_of(date)
    return text and text + _QUALIFIERS.get(date.get("qualifier") or "", "")


def target_of(related: etree._Element) -> str:
    """Give what leads to a related work: address, known identifier, title, any identifier."""
    found = {"address": related.get(XLINK_HREF) or "", "known": "", "title": "", "other": ""}
    for child in related:
        name = NAMES[child.tag]
        if name == "location":
            found["address"] = found["address"] or child_text(child, "url")
        elif name == "titleinfo":
            found["title"] = found["title"] or title_of(child)
        elif name == "identifier" and (text := text_of(child)):
            stated = identifier_of(child.get("type") or "", text)
            found["known" if ":" in stated else "other"] = stated
    return next(filter(None, found.values()), "")
