"""Who a vCard names: the person or the organization, never an e-mail address.

Real vCards come folded as the standard says, indented with the XML around them, or with every line
break turned into a blank, so properties are found by their names wherever a blank precedes them.

Source: vCard 3.0, RFC 2426; KIND from vCard 4.0, RFC 6350.
"""

import quopri
import re
from functools import lru_cache
from itertools import zip_longest

from harvester.records import StatedContributor

_PROPERTY = re.compile(
    r"(?<!\S)(?=[A-Za-z0-9.-]+[;:])(?:[A-Za-z0-9-]+\.)?"
    r"(?P<name>ADR|AGENT|BDAY|BEGIN|CATEGORIES|CLASS|EMAIL|END|FN|GENDER|GEO|IMPP|KEY|KIND|LABEL"
    r"|LANG|LOGO|MAILER|MEMBER|N|NAME|NICKNAME|NOTE|ORG|PHOTO|PRODID|PROFILE|REV|RELATED|ROLE"
    r"|SORT-STRING|SOUND|SOURCE|TEL|TITLE|TZ|UID|URL|VERSION|X-[A-Za-z0-9-]+)"
    r"(?P<parameters>(?:;[^:;\n]*)*):",
    re.IGNORECASE,
)
_FOLD = re.compile(r"\r?\n[ \t]")
_EMAIL = re.compile(  # a domain has a dot: "ScholarWorks@UMass Amherst" is a name
    r"[<(\[]?(?:mailto:)?[^\s<>()\[\],;:@]{1,128}"
    r"@(?:[^\s<>()\[\],;:@.]{1,63}\.){1,8}[^\W\d_]{2,24}[>)\]]?",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_COMPONENT = re.compile(r"(?<!\\);")
_AUTHORITY = re.compile(
    r"^https?://(?:www\.)?(?:orcid\.org|ror\.org|d-nb\.info/gnd|viaf\.org|isni\.org|wikidata\.org"
    r"|id\.loc\.gov|idref\.fr|data\.bnf\.fr)/\S+$"
)
"""A URL elsewhere is a home page, which says where somebody writes, not who it is."""
_MAX_CHARACTERS = 64_000
"""A longer card holds a photograph; what names somebody stands before it."""


@lru_cache(maxsize=4096)
def contributor_of(card: str, role: str) -> StatedContributor | None:
    """Read a vCard, or a plain name where one was expected; None when nobody is named.

    The formatted name comes before the structured one ("Family, Given") and the organization.
    """
    properties = _properties_of(card[:_MAX_CHARACTERS])
    if not properties:
        name = _cleaned(card)
        return StatedContributor(name=name, role=role) if name else None
    organization = _cleaned(_components_of(properties.get("ORG", ""))[0])
    structured = [_cleaned(part) for part in _components_of(properties.get("N", ""))]
    family_and_given = ", ".join(part for part in structured[:2] if part)
    name = _cleaned(_unescaped(properties.get("FN", ""))) or family_and_given or organization
    if not name:
        return None
    return StatedContributor(
        name=name,
        role=role,
        kind=_kind_of(properties, name=name, organization=organization, structured=structured),
        identifier=_identifier_of(properties),
    )


def _kind_of(
    properties: dict[str, str], *, name: str, organization: str, structured: list[str]
) -> str:
    """Tell a person from an organization by KIND, or by which of N and ORG is filled."""
    kind = properties.get("KIND", "").strip().casefold()
    if kind in {"individual", "person"}:
        return "person"
    if kind in {"org", "organization", "group"} or name == organization:
        return "organization"
    if organization or (len(structured) > 1 and structured[0] and structured[1]):
        return "person"
    return "unknown"


def _identifier_of(properties: dict[str, str]) -> str:
    for name in ("X-ORCID", "UID", "URL", "SOURCE"):
        value = properties.get(name, "")
        if value and _AUTHORITY.match(value):
            return value
    return ""


def _properties_of(card: str) -> dict[str, str]:
    """Give the first filled value of each property, unfolded, still escaped; names in capitals.

    Within a line only a name in capitals begins a property: "Class: a history" is part of a text.
    """
    found: dict[str, str] = {}
    matches = [
        match
        for match in _PROPERTY.finditer(card)
        if match["name"].isupper() or _begins_line(card, match.start())
    ]
    for match, following in zip_longest(matches, matches[1:]):
        name, parameters = match.groups()
        name = name.upper()
        if name in found:
            continue
        value = card[match.end() : following.start() if following else len(card)]
        if "QUOTED-PRINTABLE" in parameters.upper():
            value = quopri.decodestring(value.encode()).decode("utf-8", "replace")
        if value := _FOLD.sub("", value.strip()):
            found[name] = value
    return found


def _begins_line(card: str, start: int) -> bool:
    return not card[card.rfind("\n", 0, start) + 1 : start].strip(" \t")


def _components_of(value: str) -> list[str]:
    return [_unescaped(part) for part in _COMPONENT.split(value)]


def _unescaped(value: str) -> str:
    if "\\" not in value:
        return value
    return _ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)


def _cleaned(name: str) -> str:
    """Take out e-mail addresses and surplus blanks."""
    if "@" in name:
        name = _EMAIL.sub("", name)
    return " ".join(name.split())
