"""MARC 21 bibliographic records as MARCXML.

A field is told by its tag, a part of it by its subfield code. The punctuation that ISBD puts at
the end of a part is not part of it. Left out: places and periods, which are no subjects; uniform
titles; notes on the copy or on the record.

Source: MARC 21 Format for Bibliographic Data, https://www.loc.gov/marc/bibliographic/.
"""

from collections.abc import Callable

from lxml import etree

from harvester.crosswalks.base import Crosswalk
from harvester.crosswalks.draft import Draft
from harvester.crosswalks.elements import NAMES, find_element
from harvester.crosswalks.identifiers import identifier_of
from harvester.crosswalks.marc_fields import (
    Field,
    contributor_of,
    field_of,
    languages_of,
    subject_of,
    target_of,
    title_of,
    types_of_leader,
)
from harvester.records import (
    SourceMetadata,
    Stated,
    StatedDate,
    StatedFile,
    StatedRelation,
    StatedSubject,
)

_LINKED_TAGS = frozenset({"245", "246", "505", "520"})
"""Fields whose form in another script (field 880) says more than a transliteration."""
_RELATION_KINDS = {
    "490": "is-part-of",
    "534": "is-based-on",
    "765": "is-translation-of",
    "767": "has-translation",
    "773": "is-part-of",
    "774": "has-part",
    "776": "has-format",
    "786": "is-based-on",
    "787": "related",
    "830": "is-part-of",
}
_CLASSIFICATIONS = {"050": "lcc", "080": "udc", "082": "ddc"}
_AUDIENCES_THAT_ARE_LEVELS = frozenset({"0", "2"})
"""Field 521, first indicator: reading grade level, interest grade level; 1 is the age."""


def crosswalk_marcxml(root: etree._Element) -> SourceMetadata:
    """Map a ``record``, or the first one of a collection."""
    draft = Draft()
    record = root if NAMES[root.tag] == "record" else find_element(root, "record")
    coded = ""
    for child in record if record is not None else ():
        name = NAMES[child.tag]
        if name == "datafield":
            _read_field(field_of(child), draft)
        elif name == "leader":
            draft.types.extend(types_of_leader(child.text or ""))
        elif name == "controlfield" and child.get("tag") == "008":
            coded = child.text or ""
    _read_coded(coded, draft)
    return draft.freeze()


def _read_field(field: Field, draft: Draft) -> None:
    if field.tag == "880" and (linked := field.first("6")[:3]) in _LINKED_TAGS:
        field = Field(linked, field.indicators, field.subfields)
    read = _FIELDS.get(field.tag)
    if read is not None:
        read(field, draft)
    elif field.tag in _RELATION_KINDS and (target := target_of(field)):
        draft.relations.append(StatedRelation(kind=_RELATION_KINDS[field.tag], target=target))


def _read_coded(coded: str, draft: Draft) -> None:
    """Take language and year from field 008 where no other field states them."""
    language, year = coded[35:38].strip(), coded[7:11]
    if not draft.languages and language.isalpha():
        draft.languages.append(language)
    if not draft.dates and year.isdigit():
        draft.dates.append(StatedDate(text=year, kind="issued"))


def _read_title(field: Field, draft: Draft) -> None:
    if title := title_of(field):
        draft.titles.append(Stated(title))


def _read_description(field: Field, draft: Draft) -> None:
    if text := field.joined("ab", " "):
        draft.descriptions.append(Stated(text))


def _read_language(field: Field, draft: Draft) -> None:
    draft.languages.extend(languages_of(field))


def _read_contributor(field: Field, draft: Draft) -> None:
    """Add who contributed; an entry with a title of its own speaks of another work."""
    contributor = None if field.first("t") else contributor_of(field)
    if contributor is not None and contributor.role.casefold() in {"pbl", "publisher"}:
        draft.publishers.append(contributor.name)
    elif contributor is not None:
        draft.contributors.append(contributor)


def _read_publication(field: Field, draft: Draft) -> None:
    """Add publisher and date; field 264 also tells of makers and of the copyright."""
    function = field.indicators[1] if field.tag == "264" else "1"
    if function == "1":
        draft.publishers.extend(field.parts("b"))
    kind = {"0": "created", "1": "issued", "4": "copyrighted"}.get(function, "other")
    draft.dates.extend(StatedDate(text=text, kind=kind) for text in field.parts("c"))


def _read_extent(field: Field, draft: Draft) -> None:
    for text in field.parts("a"):
        draft.add_extent(text)


def _read_playing_time(field: Field, draft: Draft) -> None:
    """Add the playing time, which the field writes as six digits."""
    for text in field.all("a"):
        is_clock = len(text) == 6 and text.isdigit()
        draft.running_times.append(f"{text[:2]}:{text[2:4]}:{text[4:]}" if is_clock else text)


def _read_type(field: Field, draft: Draft) -> None:
    draft.types.extend(field.parts("a"))


def _read_audience(field: Field, draft: Draft) -> None:
    kind = field.indicators[0] if field.tag == "521" else ""
    texts = [text for stated in field.all("a") if (text := stated.rstrip(" ."))]
    if kind in _AUDIENCES_THAT_ARE_LEVELS:
        draft.levels.extend(texts)
    elif kind == "1":
        draft.age_ranges.extend(texts)
    else:
        draft.audiences.extend(texts)


def _read_classification(field: Field, draft: Draft) -> None:
    scheme = _CLASSIFICATIONS.get(field.tag) or field.first("2")
    draft.subjects.extend(StatedSubject(id=text, scheme=scheme) for text in field.all("a"))


def _read_subject(field: Field, draft: Draft) -> None:
    subject = subject_of(field)
    if subject is not None:
        draft.subjects.append(subject)


def _read_keyword(field: Field, draft: Draft) -> None:
    if field.indicators[1] not in {"4", "5"}:
        draft.keywords.extend(Stated(text) for text in field.parts("a"))


def _read_competency(field: Field, draft: Draft) -> None:
    """Add a curriculum objective, with its code."""
    label = "--".join(field.parts("ab"))
    key, scheme = field.first("c"), field.first("2")
    if label or key:
        draft.competencies.append(StatedSubject(label=label, id=key, scheme=scheme))


def _read_address(field: Field, draft: Draft) -> None:
    """Add the address of the resource or of a version of it; a related one or a picture is not."""
    material = field.first("3").casefold()
    if field.indicators[1] == "2" or "thumbnail" in material or "cover" in material:
        return
    media_type = field.first("q")
    for url in field.all("u"):
        if "/" in media_type and "html" not in media_type:
            size = field.first("s")
            draft.files.append(StatedFile(url=url, media_type=media_type, size=size))
        else:
            draft.identifiers.append(url)


def _read_identifier(field: Field, draft: Draft) -> None:
    scheme = {"020": "isbn", "022": "issn"}.get(field.tag) or field.first("2")
    for text in field.all("a"):
        value = text.split()[0] if field.tag == "020" else text
        draft.identifiers.append(identifier_of(scheme, value))


def _read_rights(field: Field, draft: Draft) -> None:
    draft.rights.extend(text for code, text in field.subfields if code in "acfu")


def _read_access(field: Field, draft: Draft) -> None:
    draft.access.extend(text for code, text in field.subfields if code in "afu")


def _read_accessibility(field: Field, draft: Draft) -> None:
    draft.accessibility.extend(("accessibilitySummary", text) for text in field.all("a"))


_FIELDS: dict[str, Callable[[Field, Draft], None]] = {
    "020": _read_identifier,
    "022": _read_identifier,
    "024": _read_identifier,
    "041": _read_language,
    **dict.fromkeys(("050", "072", "080", "082", "084"), _read_classification),
    **dict.fromkeys(("100", "110", "111", "700", "710", "711", "720"), _read_contributor),
    "245": _read_title,
    "246": _read_title,
    "260": _read_publication,
    "264": _read_publication,
    "300": _read_extent,
    "306": _read_playing_time,
    "336": _read_type,
    "655": _read_type,
    "385": _read_audience,
    "521": _read_audience,
    "505": _read_description,
    "520": _read_description,
    "506": _read_access,
    "540": _read_rights,
    "532": _read_accessibility,
    **dict.fromkeys(("600", "610", "611", "630", "650"), _read_subject),
    "653": _read_keyword,
    "658": _read_competency,
    "856": _read_address,
}

MARCXML = Crosswalk(
    name="marcxml",
    namespaces=("http://www.loc.gov/MARC21/slim", "info:lc/xmlns/marcxchange-v1"),
    roots=("record", "collection"),
    apply=crosswalk_marcxml,
    parts=frozenset({"controlfield", "datafield"}),
)
