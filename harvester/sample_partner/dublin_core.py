"""The sample partner's oai_dc, as stated: nothing is mended on the way out."""

from collections.abc import Iterator
from typing import Any

from repository.formats.xml import escaped, quoted

OPENING = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/oai_dc/'
    ' http://www.openarchives.org/OAI/2.0/oai_dc.xsd">'
)
FIELDS = (
    ("creator", "creators"),
    ("creator", "authors"),
    ("publisher", "publishers"),
    ("publisher", "publisher"),
    ("date", "dates"),
    ("date", "date"),
    ("type", "types"),
    ("format", "formats"),
    ("format", "format"),
    ("identifier", "identifiers"),
    ("identifier", "url"),
    ("source", "sources"),
    ("language", "languages"),
    ("rights", "rights"),
)
"""Element and the field it comes from; a field is one text or a list of texts."""


def render(stated: dict[str, Any]) -> str:
    """Give the metadata element of one record."""
    return f"{OPENING}{''.join((*language_elements(stated), *plain_elements(stated)))}</oai_dc:dc>"


def language_elements(stated: dict[str, Any]) -> Iterator[str]:
    """Yield the elements that say in which language they are."""
    for language, text in stated["titles"].items():
        yield element("title", text, language)
    for language, text in stated.get("descriptions", {}).items():
        yield element("description", text, language)
    subjects = stated.get("subjects", {})
    by_language = subjects if isinstance(subjects, dict) else {"": subjects}
    for language, labels in (*by_language.items(), *stated.get("keywords", {}).items()):
        for label in labels:
            yield element("subject", label, language)


def plain_elements(stated: dict[str, Any]) -> Iterator[str]:
    """Yield the other elements."""
    for name, field in FIELDS:
        value = stated.get(field, [])
        for text in [value] if isinstance(value, str) else value:
            yield element(name, text)


def element(name: str, text: str, language: str = "") -> str:
    """Give one Dublin Core element."""
    attribute = f" xml:lang={quoted(language)}" if language else ""
    return f"<dc:{name}{attribute}>{escaped(text)}</dc:{name}>"
