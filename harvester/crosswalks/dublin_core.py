"""Dublin Core elements and DCMI terms: one table for every format whose root holds them.

Elements are known by their case-folded local name alone: providers put them in the elements
namespace, in the terms namespace, in the namespace of the root or in none.

Source: DCMI Metadata Terms, https://www.dublincore.org/specifications/dublin-core/dcmi-terms/.
"""

from typing import Literal

from lxml import etree

from harvester.crosswalks.draft import Draft
from harvester.crosswalks.elements import XML_LANG, XSI_TYPE, inner_text
from harvester.records import (
    SourceMetadata,
    Stated,
    StatedContributor,
    StatedDate,
    StatedRelation,
    StatedSubject,
)

Shape = Literal[
    "plain", "text", "subject", "contributor", "date", "relation", "accessibility", "extent", ""
]
Term = tuple[Shape, str]
"""What becomes of a value, and the field, role, kind or property that it is stated for."""

_UNKNOWN: Term = ("", "")
_MAX_TAGS = 4096

TERMS: dict[str, Term] = {
    "title": ("text", "titles"),
    "alternative": ("text", "titles"),
    "description": ("text", "descriptions"),
    "abstract": ("text", "descriptions"),
    "tableofcontents": ("text", "descriptions"),
    "subject": ("subject", "subjects"),
    "creator": ("contributor", "creator"),
    "contributor": ("contributor", "contributor"),
    "author": ("contributor", "creator"),
    "editor": ("contributor", "editor"),
    "translator": ("contributor", "translator"),
    "illustrator": ("contributor", "illustrator"),
    "publisher": ("plain", "publishers"),
    "date": ("date", "issued"),
    "issued": ("date", "issued"),
    "created": ("date", "created"),
    "modified": ("date", "modified"),
    "updated": ("date", "modified"),
    "available": ("date", "available"),
    "valid": ("date", "valid"),
    "datecopyrighted": ("date", "copyrighted"),
    "datesubmitted": ("date", "submitted"),
    "dateaccepted": ("date", "other"),
    "type": ("plain", "types"),
    "format": ("plain", "media_types"),
    "medium": ("plain", "media_types"),
    "extent": ("extent", ""),
    "identifier": ("plain", "identifiers"),
    "language": ("plain", "languages"),
    "source": ("relation", "is-based-on"),
    "relation": ("relation", "related"),
    "ispartof": ("relation", "is-part-of"),
    "haspart": ("relation", "has-part"),
    "isversionof": ("relation", "is-version-of"),
    "hasversion": ("relation", "has-version"),
    "isformatof": ("relation", "is-format-of"),
    "hasformat": ("relation", "has-format"),
    "references": ("relation", "references"),
    "isreferencedby": ("relation", "is-referenced-by"),
    "requires": ("relation", "requires"),
    "isrequiredby": ("relation", "is-required-by"),
    "replaces": ("relation", "replaces"),
    "isreplacedby": ("relation", "is-replaced-by"),
    "rights": ("plain", "rights"),
    "license": ("plain", "rights"),
    "licence": ("plain", "rights"),
    "accessrights": ("plain", "access"),
    "audience": ("plain", "audiences"),
    "mediator": ("plain", "audiences"),
    "educationlevel": ("plain", "levels"),
    "typicalagerange": ("plain", "age_ranges"),
    "typicallearningtime": ("plain", "durations"),
    "conformsto": ("subject", "competencies"),
    "accessmode": ("accessibility", "accessMode"),
    "accessmodesufficient": ("accessibility", "accessModeSufficient"),
    "accessibilityfeature": ("accessibility", "accessibilityFeature"),
    "accessibilityhazard": ("accessibility", "accessibilityHazard"),
    "accessibilitycontrol": ("accessibility", "accessibilityControl"),
    "accessibilityapi": ("accessibility", "accessibilityAPI"),
    "accessibilitysummary": ("accessibility", "accessibilitySummary"),
    "accessioned": _UNKNOWN,
    "citation": _UNKNOWN,
    "provenance": _UNKNOWN,
    "thumbnail": _UNKNOWN,
}
"""Case-folded name -> term. The unknown ones are qualifiers (``identifier.thumbnail``) that must
not fall back to the element they qualify. Left out are coverage, spatial and temporal: where and
when is no subject."""


class _KnownTags(dict[object, Term]):
    """Tag of an element -> its term, remembered; of no term for comments and unknown tags."""

    def __missing__(self, tag: object) -> Term:
        term = term_of(tag) if isinstance(tag, str) else _UNKNOWN
        if len(self) >= _MAX_TAGS:
            self.clear()
        self[tag] = term
        return term


def term_of(tag: str) -> Term:
    """Give the term of a tag; a dotted name (``date.issued``) means its last part or its first."""
    element, _, qualifier = tag.rpartition("}")[2].casefold().partition(".")
    return TERMS.get(qualifier) or TERMS.get(element, _UNKNOWN)


_KNOWN_TAGS = _KnownTags()


def crosswalk_dublin_core(root: etree._Element) -> SourceMetadata:
    """Map the children of a root; mixed values stay mixed, in the order stated."""
    draft = Draft()
    read_dublin_core(root, draft)
    return draft.freeze()


def crosswalk_qualified_dublin_core(root: etree._Element) -> SourceMetadata:
    """Map the children of a root, with the encoding schemes that ``xsi:type`` names."""
    draft = Draft()
    read_dublin_core(root, draft, has_schemes=True)
    return draft.freeze()


def read_dublin_core(root: etree._Element, draft: Draft, *, has_schemes: bool = False) -> None:
    """Add what the children of a root state."""
    for child in root:
        shape, field = _KNOWN_TAGS[child.tag]
        if not shape:
            continue
        text = inner_text(child) if len(child) else child.text
        if text and (text := text.strip()):
            if shape == "plain":
                getattr(draft, field).append(text)
            elif shape == "subject":
                scheme = _scheme_of(child) if has_schemes else ""
                language = child.get(XML_LANG) or ""
                subject = StatedSubject(label=text, language=language, scheme=scheme)
                getattr(draft, field).append(subject)
            elif shape == "text":
                getattr(draft, field).append(Stated(text, child.get(XML_LANG) or ""))
            elif shape == "contributor":
                draft.contributors.append(StatedContributor(name=text, role=field))
            else:
                _add_rare(draft, shape, field, text)


def _scheme_of(element: etree._Element) -> str:
    """Give the vocabulary that ``xsi:type`` names; that a value is a URI names none."""
    name = (element.get(XSI_TYPE) or "").rpartition(":")[2]
    return "" if name == "URI" else name


def _add_rare(draft: Draft, shape: Shape, field: str, text: str) -> None:
    if shape == "date":
        draft.dates.append(StatedDate(text=text, kind=field))
    elif shape == "relation":
        draft.relations.append(StatedRelation(kind=field, target=text))
    elif shape == "accessibility":
        draft.accessibility.append((field, text))
    else:
        draft.add_extent(text)
