"""Learning Object Metadata in all its generations.

IEEE LOM spells ``learningResourceType`` and writes texts as ``string language="en"``; IMS Metadata
1.2 spells ``learningresourcetype`` and writes ``langstring xml:lang="en"``. LOM-ES, NL-LOM and
HS-OER-LOM use either with vocabularies of their own. All are read by case-folded local name.

Left out: ``metaMetadata``, which speaks of the record and not of the resource; cost, and a bare yes
or no to ``copyrightAndOtherRestrictions``, which name no licence; coverage, which is no subject.

Source: IEEE 1484.12.1-2002 and 1484.12.3-2005; IMS Learning Resource Meta-data 1.2.1.
"""

from collections.abc import Callable

from lxml import etree

from harvester.crosswalks.base import Crosswalk
from harvester.crosswalks.draft import Draft
from harvester.crosswalks.elements import NAMES, find_element, text_of
from harvester.crosswalks.lom_classification import read_classification
from harvester.crosswalks.lom_values import (
    add_concept,
    add_strings,
    add_texts,
    first_text,
    identifier,
    moment,
    token,
)
from harvester.crosswalks.vcard import contributor_of
from harvester.records import SourceMetadata, StatedDate, StatedFile, StatedRelation

_DATE_KINDS = {
    "author": "created",
    "initiator": "created",
    "publisher": "issued",
    "editor": "modified",
}
"""What the date of a contribution dates. Source: IEEE 1484.12.1, 2.3.3."""


def crosswalk_lom(root: etree._Element) -> SourceMetadata:
    """Map a ``lom`` element, or the first one inside a wrapper."""
    lom = root if NAMES[root.tag] == "lom" else find_element(root, "lom")
    draft = Draft()
    for section in lom if lom is not None else ():
        read = _SECTIONS.get(NAMES[section.tag])
        if read is not None:
            read(section, draft)
    return draft.freeze()


def _read_general(section: etree._Element, draft: Draft) -> None:
    for child in section:
        name = NAMES[child.tag]
        if name == "keyword":
            add_strings(child, draft.keywords)
        elif name in {"identifier", "catalogentry"}:
            if stated := identifier(child):
                draft.identifiers.append(stated)
        elif name == "title":
            add_strings(child, draft.titles)
        elif name == "description":
            add_strings(child, draft.descriptions)
        elif name == "language" and (stated := text_of(child)):
            draft.languages.append(stated)


def _read_life_cycle(section: etree._Element, draft: Draft) -> None:
    for child in section:
        if NAMES[child.tag] == "contribute":
            _read_contribute(child, draft)


def _read_contribute(contribute: etree._Element, draft: Draft) -> None:
    """Add who contributed and when; a publisher is a publisher, whatever else the vCard says."""
    role = "unknown"
    cards = []
    date = None
    for child in contribute:
        name = NAMES[child.tag]
        if name in {"entity", "centity"}:
            cards.append(text_of(child))
        elif name == "role":
            role = token(child) or role
        elif name == "date":
            date = moment(child)
    folded = role.casefold()
    for card in cards:
        contributor = contributor_of(card, role)
        if contributor is None:
            continue
        if folded == "publisher":
            draft.publishers.append(contributor.name)
        else:
            draft.contributors.append(contributor)
    if date is not None and date.text:
        stated = StatedDate(
            text=date.text, kind=_DATE_KINDS.get(folded, "other"), language=date.language
        )
        if stated not in draft.dates:
            draft.dates.append(stated)


def _read_technical(section: etree._Element, draft: Draft) -> None:
    """Add files and running time.

    Several locations are ways to the same object (IEEE 1484.12.1, 4.3), so one format and one size
    hold for each; several formats cannot be told apart and stand for the resource as a whole.
    """
    stated: dict[str, list[str]] = {"format": [], "size": [], "location": []}
    for child in section:
        name = NAMES[child.tag]
        if name in stated:
            if text := text_of(child):
                stated[name].append(text)
        elif name == "duration" and (text := moment(child).text):
            draft.running_times.append(text)
    formats, sizes, locations = stated["format"], stated["size"], stated["location"]
    media_type = formats[0] if locations and len(formats) == 1 else ""
    size = sizes[0] if len(sizes) == 1 else ""
    for location in locations:
        draft.files.append(StatedFile(url=location, media_type=media_type, size=size))
    if not media_type:
        draft.media_types.extend(formats)


def _read_educational(section: etree._Element, draft: Draft) -> None:
    for child in section:
        name = NAMES[child.tag]
        if name == "learningresourcetype":
            add_concept(child, draft.types)
        elif name == "context":
            add_concept(child, draft.levels)
        elif name == "intendedenduserrole":
            add_concept(child, draft.audiences)
        elif name == "typicalagerange":
            add_texts(child, draft.age_ranges)
        elif name == "typicallearningtime" and (stated := moment(child).text):
            draft.durations.append(stated)


def _read_rights(section: etree._Element, draft: Draft) -> None:
    """Add rights statements; profiles name the licence where IEEE LOM says yes or no."""
    for child in section:
        name = NAMES[child.tag]
        if name == "description":
            add_texts(child, draft.rights)
        elif name == "copyrightandotherrestrictions":
            stated = token(child)
            if stated and stated.casefold() not in {"yes", "no"}:
                draft.rights.append(stated)
        elif name == "access":
            draft.access.extend(
                stated
                for kind in child
                if NAMES[kind.tag] == "accesstype" and (stated := token(kind))
            )


def _read_relation(section: etree._Element, draft: Draft) -> None:
    """Add a relation; its target is the resource's identifier, or else its description."""
    kind = "related"
    for child in section:
        name = NAMES[child.tag]
        if name == "kind" and (stated := token(child)):
            kind = stated
        elif name == "resource" and (target := _target_of(child)):
            draft.relations.append(StatedRelation(kind=kind, target=target))


def _target_of(resource: etree._Element) -> str:
    described = ""
    for child in resource:
        name = NAMES[child.tag]
        if name in {"identifier", "catalogentry"} and (stated := identifier(child)):
            return stated
        if name == "description":
            described = described or first_text(child)
    return described


_SECTIONS: dict[str, Callable[[etree._Element, Draft], None]] = {
    "general": _read_general,
    "lifecycle": _read_life_cycle,
    "technical": _read_technical,
    "educational": _read_educational,
    "rights": _read_rights,
    "relation": _read_relation,
    "classification": read_classification,
}

LOM = Crosswalk(
    name="lom",
    namespaces=(
        "http://ltsc.ieee.org/xsd/LOM",
        "http://www.imsglobal.org/xsd/imsmd_v1p2",
        "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1",
        "http://ltsc.ieee.org/xsd/LOMv1p0",
        "http://www.ieee.org/xsd/LOMv1p0",
        "http://www.imsproject.org/metadata",
        "http://www.imsproject.org/xsd/imsmd_rootv1p2",
        "http://www.imsproject.org/xsd/imsmd_rootv1p2p1",
        "https://www.oerbw.de/hsoerlom",
    ),
    roots=("lom",),
    apply=crosswalk_lom,
)
