"""How schema.org writes a value: people, terms, concepts, files, languages."""

import re
from collections.abc import Iterator

from harvester.json_ld.nodes import Node
from harvester.records import StatedContributor, StatedFile, StatedSubject

_KINDS = {"person": "person", "organization": "organization"}
VOCABULARY = re.compile(
    r"https?://(?:w3id\.org/kim|(?:www\.)?purl\.org/(?:dcx/lrmi-vocabs|coar|dc)"
    r"|(?:www\.)?schema\.org)/\S+"
)
"""Ids that say more than their labels, which are in any language."""
_AUTHORITY = re.compile(
    r"https?://(?:www\.)?(?:orcid\.org|ror\.org|d-nb\.info/gnd|viaf\.org|isni\.org|wikidata\.org)/"
)
ADDRESS = re.compile(r"(?:https?://|urn:|_:)\S+")
_LANGUAGE_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")


def language_text(value: str | Node) -> str:
    """Give a tag, or the code or else the name of a Language object."""
    if isinstance(value, str):
        return value
    stated = [value.text(name) for name in ("alternatename", "identifier", "name")]
    codes = [text for text in stated if _LANGUAGE_CODE.fullmatch(text) and len(text) < 12]
    return next(iter(codes), "") or stated[2] or value.id


def contributor_of(value: str | Node, role: str) -> StatedContributor | None:
    """Give a person or body; None when it has no name, an address being none."""
    if isinstance(value, str):
        return None if ADDRESS.match(value) else StatedContributor(name=value, role=role)
    full = f"{value.text('givenname')} {value.text('familyname')}".strip()
    name = next(value.labels(), ("", ""))[0] or full or value.text("legalname")
    if not name:
        return None
    addresses = [value.id, value.text("identifier"), *(text for text, _ in value.texts("sameas"))]
    known = next((text for text in addresses if _AUTHORITY.match(text)), "")
    kind = next((_KINDS[one] for one in value.kinds if one in _KINDS), "unknown")
    return StatedContributor(name=name, role=role, kind=kind, identifier=known)


def terms(node: Node, name: str) -> list[str]:
    """Give the terms of a controlled property.

    For an object its id where the id is of a known vocabulary, else its first label, else its id.
    """
    found = []
    for value in node.values(name):
        text = value if isinstance(value, str) else term_of(value)
        if text:
            found.append(text)
    return list(dict.fromkeys(found))


def term_of(concept: Node) -> str:
    """Give the one text that says most of a concept."""
    if VOCABULARY.fullmatch(concept.id):
        return concept.id
    return next(concept.labels(), ("", ""))[0] or concept.text("termcode") or concept.id


def concepts(value: str | Node, language: str) -> Iterator[StatedSubject]:
    """Yield a concept once for each language of its label; a plain text is in ``language``."""
    if isinstance(value, str):
        yield (
            StatedSubject(id=value)
            if ADDRESS.match(value)
            else StatedSubject(label=value, language=language)
        )
        return
    scheme = value.text("indefinedtermset", "inscheme")
    if not scheme:
        scheme = next((one.id for one in value.nodes("inscheme") if one.id), "")
    key = value.id or value.text("url", "sameas", "termcode")
    labels = list(dict.fromkeys(value.labels()))
    for label, tag in labels:
        yield StatedSubject(label=label, language=tag, id=key, scheme=scheme)
    if key and not labels:
        yield StatedSubject(id=key, scheme=scheme)


def file_of(node: Node, *, addresses: tuple[str, ...]) -> StatedFile | None:
    """Give a media object as a file; None without an address."""
    url = next((text for text in map(node.text, addresses) if ADDRESS.match(text)), "")
    if not url or url.startswith("_:"):
        return None
    size = node.text("contentsize")
    return StatedFile(
        url=url,
        media_type=node.text("encodingformat", "fileformat"),
        size=f"{size} bytes" if size.isdecimal() else size,
    )


def address_or_label(node: Node) -> str:
    """Give the address of an object such as a licence, or else what it is called."""
    address = next((text for text in (node.id, node.text("url")) if ADDRESS.match(text)), "")
    return address or next(node.labels(), ("", ""))[0] or node.id
