"""LRMI and schema.org JSON-LD: what web pages say of the learning resource they show.

One function a group of properties. Left out: images, ratings, offers, places; ``interactivityType``
and ``educationalUse``, for which the record has no field; what ``competencyRequired`` and
``educationalAlignment`` ask for beforehand.

Source: https://schema.org/LearningResource, https://www.dublincore.org/specifications/lrmi/.
"""

import re

from harvester.crosswalks.base import JsonCrosswalk
from harvester.crosswalks.draft import Draft
from harvester.crosswalks.identifiers import identifier_of
from harvester.crosswalks.schema_org_values import (
    ADDRESS,
    VOCABULARY,
    address_or_label,
    concepts,
    contributor_of,
    file_of,
    language_text,
    term_of,
    terms,
)
from harvester.errors import RecordError
from harvester.json_ld.documents import SCHEMA_ORG, find_resource, is_about_the_page
from harvester.json_ld.nodes import Node
from harvester.json_ld.values import JsonObject, local_name
from harvester.records import (
    SourceMetadata,
    Stated,
    StatedDate,
    StatedFile,
    StatedRelation,
    StatedSubject,
)

_CONTRIBUTORS = {
    "author": "creator",
    "creator": "creator",
    "contributor": "contributor",
    "editor": "editor",
    "illustrator": "illustrator",
    "translator": "translator",
    "producer": "producer",
}
_DATES = {
    "datepublished": "issued",
    "datecreated": "created",
    "datemodified": "modified",
    "uploaddate": "available",
    "copyrightyear": "copyrighted",
}
_RELATIONS = {
    "isbasedon": "isBasedOn",
    "isbasedonurl": "isBasedOn",
    "ispartof": "isPartOf",
    "haspart": "hasPart",
    "citation": "citation",
    "exampleofwork": "exampleOfWork",
    "workexample": "workExample",
    "translationofwork": "translationOfWork",
    "worktranslation": "workTranslation",
}
_MEDIA = ("encoding", "encodings", "associatedmedia", "audio", "video")
_ACCESSIBILITY = {
    "accessmode": "accessMode",
    "accessibilityfeature": "accessibilityFeature",
    "accessibilityhazard": "accessibilityHazard",
    "accessibilitycontrol": "accessibilityControl",
    "accessibilityapi": "accessibilityAPI",
    "accessibilitysummary": "accessibilitySummary",
}
_SAYS_NOTHING = frozenset({"learningresource", "creativework", "thing", "webcontent", "webpage"})
_KEYWORD_SEPARATOR = re.compile(r"\s*[,;]\s*")


def crosswalk_schema_org(document: JsonObject) -> SourceMetadata:
    """Map the node that the document is about.

    Raises:
        RecordError: No node of it can be a learning resource.
    """
    node = resource_of(document)
    draft = Draft()
    read_schema_org(node, draft)
    add_address_of_page(document, draft)
    return draft.freeze()


def resource_of(document: JsonObject) -> Node:
    """Give the node that the document is about.

    Raises:
        RecordError: No node of it can be a learning resource.
    """
    node = find_resource(document)
    if node is None:
        raise RecordError(
            "the JSON-LD describes no learning resource: none of its objects is a LearningResource "
            "or a creative work with a license or an educational property",
            stage="crosswalk",
        )
    return node


def add_address_of_page(document: JsonObject, draft: Draft) -> None:
    """Add where the document was found, which stands in for an address that is not stated."""
    address = document.get("@id")
    if isinstance(address, str) and address.strip() and address.strip() not in draft.identifiers:
        draft.identifiers.append(address.strip())


def read_schema_org(node: Node, draft: Draft) -> None:
    """Add what a node states."""
    _read_texts(node, draft)
    _read_contributors(node, draft)
    _read_dates(node, draft)
    _read_learning(node, draft)
    _read_subjects(node, draft)
    _read_alignments(node, draft)
    _read_media(node, draft)
    _read_identifiers(node, draft)
    _read_relations(node, draft)
    _read_rights(node, draft)
    _read_accessibility(node, draft)


def _read_texts(node: Node, draft: Draft) -> None:
    """Add titles, descriptions, keywords and languages; a headline only where there is no name."""
    titles = list(node.texts("name")) or list(node.texts("headline"))
    for name in ("alternatename", "alternativeheadline"):
        titles += node.texts(name)
    draft.titles += [Stated(*title) for title in titles]
    for name in ("description", "abstract"):
        draft.descriptions += [Stated(*text) for text in node.texts(name)]
    keywords = list(node.texts("keywords"))
    if len(keywords) == 1:
        text, language = keywords[0]
        keywords = [(part, language) for part in _KEYWORD_SEPARATOR.split(text) if part]
    draft.keywords += [Stated(*keyword) for keyword in keywords]
    for value in node.values("inlanguage"):
        if text := language_text(value):
            draft.languages.append(text)


def _read_contributors(node: Node, draft: Draft) -> None:
    for name, role in _CONTRIBUTORS.items():
        for value in node.values(name):
            if one := contributor_of(value, role):
                draft.contributors.append(one)
    for name in ("publisher", "provider", "sourceorganization"):
        for value in node.values(name):
            one = contributor_of(value, "publisher")
            if one and one.name not in draft.publishers:
                draft.publishers.append(one.name)


def _read_dates(node: Node, draft: Draft) -> None:
    for name, kind in _DATES.items():
        draft.dates += [StatedDate(text=text, kind=kind) for text, _ in node.texts(name)]


def _read_learning(node: Node, draft: Draft) -> None:
    """Add types, levels, audiences, ages, learning time and how a course is given."""
    for name in ("learningresourcetype", "additionaltype"):
        draft.types += terms(node, name)
    draft.types += [one for one in node.types if local_name(one) not in _SAYS_NOTHING]
    draft.levels += terms(node, "educationallevel")
    for name in ("audience", "educationalrole"):
        for value in node.values(name):
            _add_audience(value, draft)
    draft.age_ranges += [text for text, _ in node.texts("typicalagerange")]
    draft.durations += [text for text, _ in node.texts("timerequired")]
    draft.running_times += [text for text, _ in node.texts("duration")]
    for course in node.nodes("hascourseinstance"):
        draft.delivery_channels += [text for text, _ in course.texts("coursemode")]


def _add_audience(value: str | Node, draft: Draft) -> None:
    if isinstance(value, str):
        draft.audiences.append(value)
        return
    roles = [*terms(value, "educationalrole"), *terms(value, "audiencetype")] or [term_of(value)]
    draft.audiences += [role for role in roles if role]
    youngest, oldest = (value.text(f"suggested{end}age") for end in ("min", "max"))
    if youngest or oldest:
        draft.age_ranges.append(f"{youngest}-{oldest}")


def _read_subjects(node: Node, draft: Draft) -> None:
    for name, found in (
        ("about", draft.subjects),
        ("teaches", draft.competencies),
        ("assesses", draft.competencies),
    ):
        for value in node.values(name):
            found.extend(concepts(value, node.language))


def _read_alignments(node: Node, draft: Draft) -> None:
    """Add what a resource is aligned to; reading levels and prerequisites have no field."""
    for alignment in node.nodes("educationalalignment"):
        kind = local_name(alignment.text("alignmenttype"))
        label, key = alignment.text("targetname"), alignment.text("targeturl")
        label = label or alignment.text("targetdescription", "name")
        if not label and not key:
            continue
        stated = StatedSubject(label=label, id=key, scheme=alignment.text("educationalframework"))
        if kind in {"teaches", "assesses"}:
            draft.competencies.append(stated)
        elif kind == "educationalsubject":
            draft.subjects.append(stated)
        elif kind == "educationallevel":
            draft.levels.append(key if VOCABULARY.fullmatch(key) or not label else label)


def _read_media(node: Node, draft: Draft) -> None:
    """Add the files: the node's own content, and the media objects it lists."""
    formats = [text for name in ("encodingformat", "fileformat") for text, _ in node.texts(name)]
    if own := file_of(node, addresses=("contenturl",)):
        draft.files.append(own)
    else:
        draft.media_types += formats
    for name in _MEDIA:
        for value in node.values(name):
            if isinstance(value, str):
                draft.files += [StatedFile(url=value)] if ADDRESS.match(value) else []
            elif file := file_of(value, addresses=("contenturl", "url", "id")):
                draft.files.append(file)


def _read_identifiers(node: Node, draft: Draft) -> None:
    """Add addresses and identifiers, the address of the resource first."""
    found = [text for text, _ in node.texts("url")] + [node.id]
    for value in node.values("identifier"):
        if isinstance(value, str):
            found.append(value)
        else:
            scheme = local_name(value.text("propertyid"))
            stated = value.text("value")
            found.append(identifier_of(scheme, stated) if stated else value.text("url", "id"))
    for name in ("doi", "isbn", "issn"):
        found += [identifier_of(name, text) for text, _ in node.texts(name)]
    found += [text for text, _ in node.texts("sameas")]
    draft.identifiers += dict.fromkeys(text for text in found if text and text[:2] != "_:")


def _read_relations(node: Node, draft: Draft) -> None:
    for name, kind in _RELATIONS.items():
        for value in node.values(name):
            if isinstance(value, str):
                target = value
            elif is_about_the_page(value):
                continue
            else:
                target = value.id if ADDRESS.match(value.id) else ""
                target = target or value.text("url") or next(value.labels(), ("", ""))[0]
            if target and not target.startswith("_:"):
                draft.relations.append(StatedRelation(kind=kind, target=target))


def _read_rights(node: Node, draft: Draft) -> None:
    for name in ("license", "usageinfo", "copyrightnotice"):
        for value in node.values(name):
            text = value if isinstance(value, str) else address_or_label(value)
            if text:
                draft.rights.append(text)
    draft.access += terms(node, "conditionsofaccess")


def _read_accessibility(node: Node, draft: Draft) -> None:
    for name, stated in _ACCESSIBILITY.items():
        draft.accessibility += [(stated, text) for text in terms(node, name)]
    for value in node.values("accessmodesufficient"):
        if isinstance(value, str):
            text = value
        else:
            text = ",".join(mode for mode, _ in value.texts("itemlistelement"))
        if text:
            draft.accessibility.append(("accessModeSufficient", text))


SCHEMA_ORG_JSON = JsonCrosswalk(
    name="schema_org",
    namespaces=(SCHEMA_ORG,),
    apply=crosswalk_schema_org,
)
