"""The sample partner's learning object metadata, as stated. Source: IEEE 1484.12.3, LOMv1.0."""

from collections.abc import Iterator, Mapping
from typing import Any

from repository.formats.xml import escaped, quoted

NAMESPACE = "http://ltsc.ieee.org/xsd/LOM"
OPENING = (
    f'<lom xmlns="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    f' xsi:schemaLocation="{NAMESPACE} http://ltsc.ieee.org/xsd/lomv1.0/lom.xsd">'
)


def render(stated: dict[str, Any]) -> str:
    """Give the metadata element of one record."""
    parts = (general, life_cycle, technical, educational, rights, relations, classifications)
    return f"{OPENING}{''.join(''.join(part(stated)) for part in parts)}</lom>"


def element(name: str, *content: str) -> str:
    """Give an element around markup; nothing when there is none."""
    inner = "".join(content)
    return f"<{name}>{inner}</{name}>" if inner else ""


def texts(by_language: Mapping[str, str]) -> str:
    """Give LangStrings."""
    return "".join(
        f"<string language={quoted(language)}>{escaped(text)}</string>"
        for language, text in by_language.items()
    )


def term(value: str) -> str:
    """Give a vocabulary value."""
    return f"<source>LOMv1.0</source><value>{escaped(value)}</value>"


def general(stated: dict[str, Any]) -> Iterator[str]:
    """Yield category 1."""
    identifier = element(
        "identifier", "<catalog>URI</catalog>", element("entry", escaped(stated["url"]))
    )
    keywords = "".join(
        element("keyword", texts({language: keyword}))
        for language, keywords in stated.get("keywords", {}).items()
        for keyword in keywords
    )
    yield element(
        "general",
        identifier,
        element("title", texts(stated["titles"])),
        *(element("language", escaped(language)) for language in stated["languages"]),
        element("description", texts(stated["descriptions"])),
        keywords,
    )


def life_cycle(stated: dict[str, Any]) -> Iterator[str]:
    """Yield category 2; names are vCards, and e-mail addresses stand in them as they do."""
    date = element("date", element("dateTime", stated.get("date", "")))
    people = [
        contribute(
            "author", f"N:{name.replace(', ', ';')}\nFN:{name}\nEMAIL:author@example.org", date
        )
        for name in stated.get("authors", [])
    ]
    publisher = contribute(
        "publisher", f"FN:{stated['publisher']}\nORG:{stated['publisher']}", date
    )
    yield element("lifeCycle", *people, publisher)


def contribute(role: str, card: str, date: str) -> str:
    """Give one contribution."""
    entity = escaped(f"BEGIN:VCARD\nVERSION:3.0\n{card}\nEND:VCARD")
    return element("contribute", element("role", term(role)), element("entity", entity), date)


def technical(stated: dict[str, Any]) -> Iterator[str]:
    """Yield category 4."""
    yield element(
        "technical",
        element("format", stated["format"]),
        element("location", escaped(stated["url"])),
    )


def educational(stated: dict[str, Any]) -> Iterator[str]:
    """Yield category 5."""
    yield element(
        "educational",
        *(element("learningResourceType", term(value)) for value in stated["types"]),
        *(element("intendedEndUserRole", term(value)) for value in stated["roles"]),
        *(element("context", term(value)) for value in stated["contexts"]),
        *(element("typicalAgeRange", texts({"x-none": age})) for age in stated.get("ages", [])),
        element("typicalLearningTime", element("duration", stated.get("duration", ""))),
    )


def rights(stated: dict[str, Any]) -> Iterator[str]:
    """Yield category 6; "yes" says that some terms apply, not which."""
    described = (
        element("description", texts({"en": stated["rights"]})) if "rights" in stated else ""
    )
    yield element("rights", element("copyrightAndOtherRestrictions", term("yes")), described)


def relations(stated: dict[str, Any]) -> Iterator[str]:
    """Yield category 7."""
    for kind, target in stated.get("relations", []):
        entry = element("identifier", element("entry", escaped(target)))
        yield element("relation", element("kind", term(kind)), element("resource", entry))


def classifications(stated: dict[str, Any]) -> Iterator[str]:
    """Yield category 9."""
    for language, labels in stated.get("subjects", {}).items():
        taxons = "".join(
            element("taxonPath", element("taxon", element("entry", texts({language: label}))))
            for label in labels
        )
        yield element("classification", element("purpose", term("discipline")), taxons)
    if "competency" in stated:
        code, label = stated["competency"]
        source = element("source", texts({"en": "UNESCO ICT CFT version 3"}))
        taxon = element("taxon", element("id", code), element("entry", texts({"en": label})))
        path = element("taxonPath", source, taxon)
        yield element("classification", element("purpose", term("competency")), path)
