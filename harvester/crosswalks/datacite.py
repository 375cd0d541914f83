"""DataCite, kernels 2 to 4, bare or in the ``oai_datacite`` envelope.

Left out: places, versions, awards, whom to contact; technical and series notes among the
descriptions.

Source: DataCite Metadata Schema 4.6, https://datacite-metadata-schema.readthedocs.io/.
"""

from collections.abc import Callable, Iterator

from lxml import etree

from harvester.crosswalks.base import Crosswalk
from harvester.crosswalks.draft import Draft, text_into
from harvester.crosswalks.elements import NAMES, XML_LANG, child_text, find_element, text_of
from harvester.crosswalks.identifiers import contributor_uri, identifier_of
from harvester.records import (
    SourceMetadata,
    Stated,
    StatedContributor,
    StatedDate,
    StatedRelation,
    StatedSubject,
)

_DATE_KINDS = {
    "issued": "issued",
    "created": "created",
    "updated": "modified",
    "available": "available",
    "valid": "valid",
    "copyrighted": "copyrighted",
    "submitted": "submitted",
}
_NAME_KINDS = {"personal": "person", "organizational": "organization"}
_NO_DESCRIPTIONS = frozenset({"technicalinfo", "seriesinformation"})


def crosswalk_datacite(root: etree._Element) -> SourceMetadata:
    """Map a ``resource``, or the one inside an envelope."""
    draft = Draft()
    resource = root if NAMES[root.tag] == "resource" else find_element(root, "resource")
    children = () if resource is None else resource
    for child in sorted(children, key=lambda child: NAMES[child.tag] == "publicationyear"):
        read = _ELEMENTS.get(NAMES[child.tag])
        if read is not None:
            read(child, draft)
    return draft.freeze()


def _filled(container: etree._Element, name: str) -> Iterator[tuple[etree._Element, str]]:
    """Yield the children of a name that hold a text, with it."""
    for child in container:
        if NAMES[child.tag] == name and (text := text_of(child)):
            yield child, text


def _attribute(element: etree._Element, name: str) -> str:
    return (element.get(name) or "").strip()


def _read_titles(titles: etree._Element, draft: Draft) -> None:
    """Add titles; a subtitle continues the title before it."""
    for title, text in _filled(titles, "title"):
        if _attribute(title, "titleType").casefold() == "subtitle" and draft.titles:
            before = draft.titles.pop()
            draft.titles.append(Stated(f"{before.text}: {text}", before.language))
        else:
            draft.titles.append(Stated(text, title.get(XML_LANG) or ""))


def _read_descriptions(descriptions: etree._Element, draft: Draft) -> None:
    for description, text in _filled(descriptions, "description"):
        kind = _attribute(description, "descriptionType").casefold()
        if kind not in _NO_DESCRIPTIONS:
            draft.descriptions.append(Stated(text, description.get(XML_LANG) or ""))


def _read_creators(creators: etree._Element, draft: Draft) -> None:
    for creator in creators:
        if NAMES[creator.tag] == "creator":
            _add_contributor(creator, "creatorname", "creator", draft)


def _read_contributors(contributors: etree._Element, draft: Draft) -> None:
    for contributor in contributors:
        role = _attribute(contributor, "contributorType") or "contributor"
        if NAMES[contributor.tag] == "contributor" and role != "ContactPerson":
            _add_contributor(contributor, "contributorname", role, draft)


def _add_contributor(element: etree._Element, name: str, role: str, draft: Draft) -> None:
    parts = (child_text(element, "familyname"), child_text(element, "givenname"))
    text = child_text(element, name) or ", ".join(part for part in parts if part)
    if not text:
        return
    kind = "person" if any(parts) else "unknown"
    for child, _ in _filled(element, name):
        kind = _NAME_KINDS.get(_attribute(child, "nameType").casefold(), kind)
    uri = ""
    for child, value in _filled(element, "nameidentifier"):
        scheme = _attribute(child, "nameIdentifierScheme") or _attribute(child, "schemeURI")
        uri = uri or contributor_uri(scheme, value)
    draft.contributors.append(StatedContributor(name=text, role=role, kind=kind, identifier=uri))


def _read_funders(references: etree._Element, draft: Draft) -> None:
    for reference in references:
        name = child_text(reference, "fundername")
        uris = [
            contributor_uri(_attribute(identifier, "funderIdentifierType"), value)
            for identifier, value in _filled(reference, "funderidentifier")
        ]
        if name:
            funder = StatedContributor(
                name=name,
                role="funder",
                kind="organization",
                identifier=next(filter(None, uris), ""),
            )
            draft.contributors.append(funder)


def _read_publication_year(year: etree._Element, draft: Draft) -> None:
    """Add the year where ``dates`` does not say, more exactly, when the resource was issued."""
    if (text := text_of(year)) and not any(date.kind == "issued" for date in draft.dates):
        draft.dates.append(StatedDate(text=text, kind="issued"))


def _read_dates(dates: etree._Element, draft: Draft) -> None:
    for date, text in _filled(dates, "date"):
        kind = _attribute(date, "dateType").casefold()
        if kind != "coverage":
            draft.dates.append(StatedDate(text=text, kind=_DATE_KINDS.get(kind, "other")))


def _read_resource_type(resource_type: etree._Element, draft: Draft) -> None:
    """Add the words, the general type and, in OpenAIRE, the URI of the type."""
    general = _attribute(resource_type, "resourceTypeGeneral")
    texts = (text_of(resource_type), general, _attribute(resource_type, "uri"))
    draft.types.extend(dict.fromkeys(text for text in texts if text))


def _read_subjects(subjects: etree._Element, draft: Draft) -> None:
    for subject, text in _filled(subjects, "subject"):
        stated = StatedSubject(
            label=text,
            language=subject.get(XML_LANG) or "",
            id=_attribute(subject, "valueURI") or _attribute(subject, "classificationCode"),
            scheme=_attribute(subject, "subjectScheme") or _attribute(subject, "schemeURI"),
        )
        draft.subjects.append(stated)


def _read_identifier(identifier: etree._Element, draft: Draft) -> None:
    if text := text_of(identifier):
        draft.identifiers.append(identifier_of(_attribute(identifier, "identifierType"), text))


def _read_alternate_identifiers(identifiers: etree._Element, draft: Draft) -> None:
    for identifier, text in _filled(identifiers, "alternateidentifier"):
        scheme = _attribute(identifier, "alternateIdentifierType")
        draft.identifiers.append(identifier_of(scheme, text))


def _read_related_identifiers(identifiers: etree._Element, draft: Draft) -> None:
    for identifier, text in _filled(identifiers, "relatedidentifier"):
        target = identifier_of(_attribute(identifier, "relatedIdentifierType"), text)
        kind = _attribute(identifier, "relationType") or "related"
        draft.relations.append(StatedRelation(kind=kind, target=target))


def _read_formats(formats: etree._Element, draft: Draft) -> None:
    draft.media_types.extend(dict.fromkeys(text for _, text in _filled(formats, "format")))


def _read_sizes(sizes: etree._Element, draft: Draft) -> None:
    for text in dict.fromkeys(text for _, text in _filled(sizes, "size")):
        draft.add_extent(text)


def _read_rights_list(rights_list: etree._Element, draft: Draft) -> None:
    """Add each right's address, or else its code, and its words."""
    for rights in rights_list:
        if NAMES[rights.tag] == "rights":
            key = _attribute(rights, "rightsURI") or _attribute(rights, "rightsIdentifier")
            draft.rights.extend(dict.fromkeys(text for text in (key, text_of(rights)) if text))


_ELEMENTS: dict[str, Callable[[etree._Element, Draft], None]] = {
    "titles": _read_titles,
    "descriptions": _read_descriptions,
    "creators": _read_creators,
    "contributors": _read_contributors,
    "fundingreferences": _read_funders,
    "publisher": text_into("publishers"),
    "publicationyear": _read_publication_year,
    "dates": _read_dates,
    "resourcetype": _read_resource_type,
    "language": text_into("languages"),
    "subjects": _read_subjects,
    "identifier": _read_identifier,
    "alternateidentifiers": _read_alternate_identifiers,
    "relatedidentifiers": _read_related_identifiers,
    "formats": _read_formats,
    "sizes": _read_sizes,
    "rightslist": _read_rights_list,
}

DATACITE = Crosswalk(
    name="datacite",
    namespaces=(
        "http://datacite.org/schema/kernel-4",
        "http://datacite.org/schema/kernel-4.0",
        "http://datacite.org/schema/kernel-3",
        "http://datacite.org/schema/kernel-3.0",
        "http://datacite.org/schema/kernel-3.1",
        "http://datacite.org/schema/kernel-2.2",
        "http://datacite.org/schema/kernel-2.1",
        "http://datacite.org/schema/kernel-2.0",
        "http://schema.datacite.org/oai/oai-1.1/",
        "http://schema.datacite.org/oai/oai-1.0/",
    ),
    roots=("resource", "oai_datacite"),
    apply=crosswalk_datacite,
    parts=frozenset({"titles", "creators"}),
)
