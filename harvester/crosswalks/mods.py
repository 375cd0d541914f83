"""MODS, the Metadata Object Description Schema of the Library of Congress.

Left out: ``recordInfo``, which speaks of the record; ``part``, ``extension`` and shelf marks;
places and periods, which are no subjects; previews among the addresses.

Source: MODS 3.8, https://www.loc.gov/standards/mods/userguide/.
"""

from collections.abc import Callable

from lxml import etree

from harvester.crosswalks.base import Crosswalk
from harvester.crosswalks.draft import Draft, text_into
from harvester.crosswalks.elements import NAMES, XLINK_HREF, find_element, text_of
from harvester.crosswalks.identifiers import identifier_of
from harvester.crosswalks.mods_values import (
    contributor_of,
    date_texts,
    language_of,
    name_of,
    target_of,
    title_of,
)
from harvester.records import (
    SourceMetadata,
    Stated,
    StatedDate,
    StatedFile,
    StatedRelation,
    StatedSubject,
)

_DATE_KINDS = {
    "dateissued": "issued",
    "datecreated": "created",
    "datemodified": "modified",
    "datevalid": "valid",
    "copyrightdate": "copyrighted",
    "datecaptured": "other",
    "dateother": "other",
}


def crosswalk_mods(root: etree._Element) -> SourceMetadata:
    """Map a ``mods`` element, or the first one of a collection."""
    draft = Draft()
    mods = root if NAMES[root.tag] == "mods" else find_element(root, "mods")
    if mods is not None:
        read_mods(mods, draft)
    return draft.freeze()


def read_mods(mods: etree._Element, draft: Draft) -> None:
    """Add what a ``mods`` element states."""
    for child in mods:
        read = _ELEMENTS.get(NAMES[child.tag])
        if read is not None:
            read(child, draft)


def _read_title(info: etree._Element, draft: Draft) -> None:
    if title := title_of(info):
        draft.titles.append(Stated(title, language_of(info)))


def _read_description(abstract: etree._Element, draft: Draft) -> None:
    if text := text_of(abstract):
        draft.descriptions.append(Stated(text, language_of(abstract)))


def _read_language(language: etree._Element, draft: Draft) -> None:
    """Add the codes, or else the names; a bare text is taken as it is."""
    terms = [term for term in language if NAMES[term.tag] == "languageterm" and text_of(term)]
    codes = [term for term in terms if term.get("type") == "code"]
    draft.languages.extend(text_of(term) for term in codes or terms)
    if not len(language) and (text := text_of(language)):
        draft.languages.append(text)


def _read_name(name: etree._Element, draft: Draft) -> None:
    contributor = contributor_of(name)
    if contributor is not None and contributor.role.casefold() in {"pbl", "publisher"}:
        draft.publishers.append(contributor.name)
    elif contributor is not None:
        draft.contributors.append(contributor)


def _read_origin(origin: etree._Element, draft: Draft) -> None:
    dates: dict[str, list[etree._Element]] = {}
    for child in origin:
        name = NAMES[child.tag]
        if name in _DATE_KINDS:
            dates.setdefault(name, []).append(child)
        elif name == "publisher" and (text := text_of(child)):
            draft.publishers.append(text)
    for name, elements in dates.items():
        for text in date_texts(elements):
            draft.dates.append(StatedDate(text=text, kind=_DATE_KINDS[name]))


def _read_subject(subject: etree._Element, draft: Draft) -> None:
    """Add topics and names; those of one heading of an authority are one subject."""
    language = language_of(subject)
    found: list[StatedSubject] = []
    for child in subject:
        label = _subject_label(child)
        if label:
            stated = StatedSubject(
                label=label,
                language=language_of(child) or language,
                id=child.get("valueURI") or "",
                scheme=child.get("authority") or subject.get("authority") or "",
            )
            found.append(stated)
    if found and (subject.get("valueURI") or (subject.get("authority") and len(found) > 1)):
        heading = StatedSubject(
            label="--".join(stated.label for stated in found),
            language=found[0].language,
            id=subject.get("valueURI") or "",
            scheme=subject.get("authority") or "",
        )
        found = [heading]
    draft.subjects.extend(found)


def _subject_label(part: etree._Element) -> str:
    name = NAMES[part.tag]
    if name in {"topic", "occupation"}:
        return text_of(part)
    if name == "name":
        return name_of(part)
    return title_of(part) if name == "titleinfo" else ""


def _read_classification(classification: etree._Element, draft: Draft) -> None:
    if text := text_of(classification):
        scheme = classification.get("authority") or ""
        draft.subjects.append(StatedSubject(id=text, scheme=scheme))


def _read_physical_description(physical: etree._Element, draft: Draft) -> None:
    for child in physical:
        name = NAMES[child.tag]
        if name == "internetmediatype" and (text := text_of(child)):
            draft.media_types.append(text)
        elif name == "extent" and (text := text_of(child)):
            draft.add_extent(text)


def _read_location(location: etree._Element, draft: Draft) -> None:
    """Add addresses, the primary one before all others; what is a raw object is a file."""
    for child in location:
        url = text_of(child) if NAMES[child.tag] == "url" else ""
        access = child.get("access") or ""
        if not url or access == "preview" or "iiif" in (child.get("note") or "").casefold():
            continue
        if access == "raw object":
            draft.files.append(StatedFile(url=url))
        elif "primary" in (child.get("usage") or ""):
            draft.identifiers.insert(0, url)
        else:
            draft.identifiers.append(url)


def _read_identifier(identifier: etree._Element, draft: Draft) -> None:
    scheme = identifier.get("type") or ""
    is_valid = identifier.get("invalid") != "yes" and scheme != "citation"
    if is_valid and (text := text_of(identifier)):
        draft.identifiers.append(identifier_of(scheme, text))


def _read_related_item(related: etree._Element, draft: Draft) -> None:
    if target := target_of(related):
        kind = related.get("type") or "related"
        draft.relations.append(StatedRelation(kind=kind, target=target))


def _read_access_condition(condition: etree._Element, draft: Draft) -> None:
    """Add the address of a condition and its words; what restricts access is access."""
    kind = "".join((condition.get("type") or "").casefold().split())
    statements = draft.access if kind.startswith("restriction") else draft.rights
    href = condition.get(XLINK_HREF) or condition.get("href") or ""
    statements.extend(text for text in (href.strip(), text_of(condition)) if text)


_ELEMENTS: dict[str, Callable[[etree._Element, Draft], None]] = {
    "titleinfo": _read_title,
    "abstract": _read_description,
    "tableofcontents": _read_description,
    "language": _read_language,
    "name": _read_name,
    "origininfo": _read_origin,
    "typeofresource": text_into("types"),
    "genre": text_into("types"),
    "targetaudience": text_into("audiences"),
    "subject": _read_subject,
    "classification": _read_classification,
    "physicaldescription": _read_physical_description,
    "location": _read_location,
    "identifier": _read_identifier,
    "relateditem": _read_related_item,
    "accesscondition": _read_access_condition,
}

MODS = Crosswalk(
    name="mods",
    namespaces=("http://www.loc.gov/mods/v3", "http://www.loc.gov/mods/"),
    roots=("mods", "modscollection"),
    apply=crosswalk_mods,
)
