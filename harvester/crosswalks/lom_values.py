"""How LOM writes a value: texts in languages, vocabulary terms, identifiers, dates.

These run some fifty times a record: they append to the list they are given, and take a lone child
by its index because making an iterator costs more than all that is done with that child.
"""

from lxml import etree

from harvester.crosswalks.elements import NAMES, XML_LANG, child_text, inner_text
from harvester.crosswalks.identifiers import identifier_of
from harvester.records import Stated


def add_strings(element: etree._Element, found: list[Stated]) -> None:
    """Add the ``string`` or ``langstring`` children; the own text of a childless element."""
    count = len(element)
    if count == 0:
        _add_string(element, found)
    elif count == 1:
        _add_string(element[0], found)
    else:
        for child in element:
            _add_string(child, found)


def _add_string(string: etree._Element, found: list[Stated]) -> None:
    text = inner_text(string) if len(string) else string.text
    if text and (text := text.strip()):
        language = string.get("language") or string.get(XML_LANG) or ""
        if language or NAMES[string.tag]:  # a comment has neither
            found.append(Stated(text, language))


def add_texts(element: etree._Element, found: list[str]) -> None:
    """Add the texts of ``add_strings`` where their language says nothing."""
    strings: list[Stated] = []
    add_strings(element, strings)
    found.extend([string.text for string in strings])


def first_text(element: etree._Element) -> str:
    """Give the element's own text, or else the first one inside it; "" when there is none."""
    text = element.text
    if text and (text := text.strip()):
        return text
    if len(element) == 1 and NAMES[(only := element[0]).tag]:
        return first_text(only)
    for child in element:
        if NAMES[child.tag] and (text := first_text(child)):
            return text
    return ""


def token(element: etree._Element) -> str:
    """Give the ``value`` of a vocabulary term; the own text of a childless element."""
    if not len(element):
        return first_text(element)
    last = element[-1]
    if NAMES[last.tag] == "value":
        return first_text(last)
    return child_text(element, "value")


def add_concept(element: etree._Element, found: list[str]) -> None:
    """Add what states a vocabulary term: its value, or its label and its id (HS-OER-LOM)."""
    if text := token(element):
        found.append(text)
    elif len(element):
        found.extend(text for name in ("entry", "id") if (text := child_text(element, name)))


def identifier(element: etree._Element) -> str:
    """Give ``entry`` with the scheme ``catalog`` names; the own text of a childless element."""
    if not len(element):
        return first_text(element)
    catalog = entry = ""
    for child in element:
        name = NAMES[child.tag]
        if name == "entry":
            entry = entry or first_text(child)
        elif name == "catalog":
            catalog = first_text(child)
    return identifier_of(catalog, entry) if entry else ""


def moment(element: etree._Element) -> Stated:
    """Give the ``dateTime`` or ``duration`` of a date or duration, or else its words."""
    if not len(element):
        return Stated(first_text(element))
    described: list[Stated] = []
    for child in element:
        name = NAMES[child.tag]
        if name in {"datetime", "duration"}:
            if text := first_text(child):
                return Stated(text)
        elif name == "description":
            add_strings(child, described)
    return described[0] if described else Stated("")
