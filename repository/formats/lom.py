"""IEEE Learning Object Metadata, the richest format on offer.

Values stand in LOM's own vocabularies where these have a word for them, and else under the name of
the schema.org property that takes such a value. Categories and elements are in the order of the
standard. Source: IEEE 1484.12.1-2002 and 1484.12.3-2005.
"""

from repository.formats.base import MetadataFormat
from repository.formats.lom_education import classifications, educational
from repository.formats.lom_parts import (
    date,
    element,
    identifier,
    iso_duration,
    string,
    strings,
    term,
    vcard,
)
from repository.formats.rights import rights_statements
from repository.formats.xml import escaped, finished, language_attribute
from repository.metadata.record import (
    Contributor,
    ContributorRole,
    DateKind,
    DateValue,
    Identifier,
    LanguageMap,
    Relation,
    RelationKind,
    ResourceMetadata,
)

NAMESPACE = "http://ltsc.ieee.org/xsd/LOM"
SCHEMA_URL = "http://ltsc.ieee.org/xsd/lomv1.0/lom.xsd"
OPENING = (
    f'<lom xmlns="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    f' xsi:schemaLocation="{NAMESPACE} {SCHEMA_URL}">'
)
META_METADATA = "<metaMetadata><metadataSchema>LOMv1.0</metadataSchema></metaMetadata>"
RELATORS = "http://id.loc.gov/vocabulary/relators"
RELATOR_CODES: dict[ContributorRole, str] = {
    "contributor": "ctb",
    "translator": "trl",
    "illustrator": "ill",
    "funder": "fnd",
}
"""Roles that LOM has no word for, as MARC relators; all other roles are LOM's own."""
DATE_ROLES: dict[DateKind, str] = {"issued": "publisher", "created": "author", "modified": "editor"}
"""What was contributed at a date of a kind. Source: IEEE 1484.12.1, 2.3.3."""
DATED_ROLES: dict[ContributorRole, str] = {
    "creator": "author",
    "publisher": "publisher",
    "editor": "editor",
}
SCHEMA_ORG_RELATIONS: dict[RelationKind, str] = {
    "is-translation-of": "translationOfWork",
    "has-translation": "workTranslation",
}


def render_lom(metadata: ResourceMetadata, *, page_url: str) -> bytes:
    """Give the ``lom`` element."""
    # where the record declares one language, readers take texts without a tag to be in it
    untagged = ' language="und"' if len(metadata.languages) == 1 else ""
    return finished(
        (
            OPENING,
            general(metadata, page_url, untagged),
            life_cycle(metadata),
            META_METADATA,
            technical(metadata),
            educational(metadata),
            rights(metadata),
            *map(relation, metadata.relations),
            classifications(metadata, untagged),
            "</lom>",
        )
    )


def texts(languages: LanguageMap, untagged: str) -> list[tuple[str, str]]:
    """Give pairs (text, attribute that states its language)."""
    return [
        (text, language_attribute(tag, "language") or untagged)
        for tag, stated in languages.items()
        for text in stated
    ]


def general(metadata: ResourceMetadata, page_url: str, untagged: str) -> str:
    """Give category 1; the first identifier is the landing page."""
    landing = Identifier(value=metadata.url or page_url, scheme="uri")
    return element(
        "general",
        *map(identifier, dict.fromkeys((landing, *metadata.identifiers))),
        element("title", strings(texts(metadata.titles, untagged))),
        *(element("language", escaped(tag)) for tag in metadata.languages),
        *(
            element("description", strings([text]))
            for text in texts(metadata.descriptions, untagged)
        ),
        *(element("keyword", strings([text])) for text in texts(metadata.keywords, untagged)),
    )


def life_cycle(metadata: ResourceMetadata) -> str:
    """Give category 2: who contributed what, and when; a date stands with the first of its role."""
    dates: dict[str, list[DateValue]] = {}
    for stated in metadata.dates:
        dates.setdefault(DATE_ROLES.get(stated.kind, "unknown"), []).append(stated)
    named = {each.name for each in metadata.contributors if each.role == "publisher"}
    publishers = [
        Contributor(name=name, role="publisher")
        for name in metadata.publishers
        if name not in named
    ]
    parts = []
    for contributor in (*metadata.contributors, *publishers):
        role = role_term(contributor.role)
        waiting = dates.get(DATED_ROLES.get(contributor.role, ""))
        dated = date(waiting.pop(0)) if waiting else ""
        parts.append(element("contribute", role, vcard(contributor), dated))
    for role_name, waiting in dates.items():
        parts += [
            element("contribute", term("role", role_name), date(stated)) for stated in waiting
        ]
    return element("lifeCycle", *parts)


def role_term(role: ContributorRole) -> str:
    """Give a role."""
    if role in RELATOR_CODES:
        return term("role", RELATOR_CODES[role], RELATORS)
    return term("role", "author" if role == "creator" else role.replace("-", " "))


def technical(metadata: ResourceMetadata) -> str:
    """Give category 4; LOM does not say which of several formats is that of which file."""
    files = metadata.files
    sizes = {file.size_bytes for file in files if file.size_bytes is not None}
    running = [each for each in metadata.durations if each.kind == "running-time"]
    lasting = next((each.seconds for each in running if each.seconds), None)
    return element(
        "technical",
        *(element("format", escaped(name)) for name in {file.media_type: 0 for file in files}),
        element("size", str(sizes.pop())) if len(sizes) == 1 else "",
        *(element("location", escaped(file.url)) for file in files),
        "" if files else element("location", escaped(metadata.url)),
        element("duration", element("duration", iso_duration(lasting))) if lasting else "",
    )


def rights(metadata: ResourceMetadata) -> str:
    """Give category 6: whether there are restrictions, if that is known, and the statements."""
    restricted = {"license": "yes", "public-domain": "no"}.get(metadata.license.kind, "")
    return element(
        "rights",
        term("copyrightAndOtherRestrictions", restricted),
        element("description", *map(string, rights_statements(metadata))),
    )


def relation(stated: Relation) -> str:
    """Give one category 7; what is only somehow related has no kind."""
    kind = ""
    if stated.kind in SCHEMA_ORG_RELATIONS:
        kind = term("kind", SCHEMA_ORG_RELATIONS[stated.kind], "https://schema.org/")
    elif stated.kind != "related":
        kind = term("kind", stated.kind.replace("-", ""))
    if stated.target.startswith(("http://", "https://")):
        target = identifier(Identifier(value=stated.target, scheme="uri"))
    else:
        target = element("description", string(stated.target))
    return element("relation", kind, element("resource", target))


FORMAT = MetadataFormat(prefix="lom", namespace=NAMESPACE, schema_url=SCHEMA_URL, render=render_lom)
