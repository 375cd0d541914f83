"""The kinds of value that LOM is made of. Empty in, empty out: nothing gives an empty element.

Source: IEEE 1484.12.1, 4.5 to 4.7; IEEE 1484.12.3.
"""

import re
from collections.abc import Iterable

from repository.formats.xml import escaped, language_attribute
from repository.metadata.record import Contributor, DateValue, Identifier

LOM_SOURCE = "LOMv1.0"
CATALOGS = {
    "doi": "DOI",
    "isbn": "ISBN",
    "issn": "ISSN",
    "handle": "Handle",
    "urn": "URN",
    "ark": "ARK",
    "uri": "URI",
}
CALENDAR_PRECISIONS = frozenset({"day", "month", "year"})
VCARD_SPECIAL = re.compile(r"[\\,;]")


def element(name: str, *parts: str) -> str:
    """Give an element around parts that are XML already; nothing around nothing."""
    content = "".join(parts)
    return f"<{name}>{content}</{name}>" if content else ""


def strings(texts: Iterable[tuple[str, str]]) -> str:
    """Give pairs (text, attribute that states its language) as ``string`` elements."""
    return "".join(f"<string{tag}>{escaped(text)}</string>" for text, tag in texts if text)


def string(text: str, tag: str = "") -> str:
    """Give one text, in the language of a BCP 47 tag where that is known."""
    return strings([(text, language_attribute(tag, "language"))])


def term(name: str, value: str, source: str = LOM_SOURCE) -> str:
    """Give a vocabulary term: the value with the name of the vocabulary that it is from."""
    if not value:
        return ""
    return f"<{name}><source>{source}</source><value>{escaped(value)}</value></{name}>"


def identifier(stated: Identifier) -> str:
    """Give an identifier of the resource; one of no known scheme without a catalog."""
    return element(
        "identifier",
        element("catalog", CATALOGS.get(stated.scheme, "")),
        element("entry", escaped(stated.value)),
    )


def date(stated: DateValue) -> str:
    """Give a date; one that is not exact to year, month or day in words."""
    is_exact = stated.precision in CALENDAR_PRECISIONS and not stated.is_uncertain
    if is_exact and stated.value and not stated.value.startswith("-"):
        return f"<date><dateTime>{escaped(stated.value)}</dateTime></date>"
    return element("date", element("description", string(stated.stated)))


def vcard(contributor: Contributor) -> str:
    """Give a person or body as a vCard, without anything by which to reach them.

    ``KIND`` is of vCard 4.0; readers of 3.0 pass over it. Source: RFC 2426; RFC 6350, 6.1.4.
    """
    name = vcard_text(contributor.name)
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"FN:{name}"]
    if contributor.kind == "person":
        family, _comma, given = contributor.name.partition(",")
        lines += [f"N:{vcard_text(family)};{vcard_text(given)};;;", "KIND:individual"]
    else:
        lines.append(f"N:{name};;;;")
    if contributor.kind == "organization":
        lines += [f"ORG:{name}", "KIND:org"]
    if contributor.identifier:
        lines.append(f"UID:{contributor.identifier}")
    return element("entity", escaped("\n".join([*lines, "END:VCARD"])))


def vcard_text(text: str) -> str:
    """Give text as a value of a vCard. Source: RFC 2426, 4."""
    return VCARD_SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))


def iso_duration(seconds: int) -> str:
    """Give a duration by ISO 8601 in days, hours, minutes and seconds, the only exact units."""
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    date_part = f"{days}D" if days else ""
    clock = ((hours, "H"), (minutes, "M"), (seconds, "S"))
    time_part = "".join(f"{count}{unit}" for count, unit in clock if count)
    if not date_part and not time_part:
        return "PT0S"
    return f"P{date_part}T{time_part}" if time_part else f"P{date_part}"
