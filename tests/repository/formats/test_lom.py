"""The outgoing LOM: in the order of the standard, in its vocabularies, without empty elements."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from repository.formats.lom import FORMAT
from repository.formats.lom_education import CONTEXTS, RESOURCE_TYPE_VALUES
from repository.formats.lom_parts import iso_duration
from repository.metadata.durations import read_duration
from repository.metadata.record import (
    Contributor,
    DateValue,
    Identifier,
    LicenseFinding,
    Relation,
    ResourceMetadata,
    Subject,
)
from tests.corpus import schema_path
from tests.repository.formats.records import LOM_RECORD
from tests.repository.schemas import assert_valid_part

PAGE_URL = "https://oer.example.org/resources/1"
LOM = "{http://ltsc.ieee.org/xsd/LOM}"
VOCABULARY_OF = {
    "role": "roleValues",
    "learningResourceType": "learningResourceTypeValues",
    "intendedEndUserRole": "intendedEndUserRoleValues",
    "context": "contextValues",
    "copyrightAndOtherRestrictions": "copyrightAndOtherRestrictionsValues",
    "kind": "kindValues",
    "purpose": "purposeValues",
}


def render(metadata: ResourceMetadata) -> etree._Element:
    root = etree.fromstring(FORMAT.render(metadata, page_url=PAGE_URL))
    assert_valid_part(root)
    return root


def texts(root: etree._Element, path: str) -> list[str]:
    found = root.iterfind("/".join(f"{LOM}{name}" for name in path.split("/")))
    return ["".join(element.itertext()) for element in found]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("general/identifier/catalog", ["URI", "DOI"]),
        ("general/identifier/entry", ["https://partner.example/algebra", "10.5555/1", "X7"]),
        ("general/title/string", ["Algebra & 1 < 2", "代数"]),
        ("general/language", ["en"]),
        ("general/description", ["وصف", "One.", "Two."]),
        ("general/keyword", ["equations", "graphs"]),
        (
            "lifeCycle/contribute/role/value",
            ["author", "instructional designer", "trl", "publisher", "publisher", "unknown"],
        ),
        ("lifeCycle/contribute/date/dateTime", ["2001", "2019-05"]),
        ("lifeCycle/contribute/date/description", ["long ago"]),
        ("technical/format", ["application/pdf"]),
        ("technical/size", ["7"]),
        ("technical/location", ["https://partner.example/a.pdf"]),
        ("technical/duration/duration", ["PT1M30S"]),
        (
            "educational/learningResourceType/value",
            ["exercise", "Unterrichtsplan", "narrative text", "lesson-plan"],
        ),
        ("educational/intendedEndUserRole/value", ["teacher", "manager", "parent"]),
        ("educational/context/value", ["school", "Sek I"]),
        ("educational/typicalAgeRange", ["7-9", "18-", "U-6", "?"]),
        ("educational/typicalLearningTime/duration", ["PT1H30M"]),
        ("rights/copyrightAndOtherRestrictions/value", ["yes"]),
        (
            "rights/description/string",
            [
                *("https://creativecommons.org/licenses/by/4.0/", "CC BY 4.0"),
                "info:eu-repo/semantics/openAccess",
            ],
        ),
        ("relation/kind/value", ["ispartof", "translationOfWork"]),
        ("relation/resource/identifier/entry", ["https://partner.example/course"]),
        ("relation/resource/description", ["Алгебра", "More"]),
        (
            "classification/purpose/value",
            ["discipline", "educational level", "competency", "accessibility restrictions"],
        ),
        (
            "classification/taxonPath/taxon/id",
            ["0541", "2", "35", "ictcft3:KA.1"],
        ),
    ],
)
def test_field_stands_where_the_standard_has_it(path, expected):
    assert texts(render(LOM_RECORD), path) == expected


def test_accessibility_stands_under_its_schema_org_properties():
    [restrictions] = render(LOM_RECORD).findall(f"{LOM}classification")[3:]

    assert texts(restrictions, "taxonPath/source") == [
        "https://schema.org/accessMode",
        "https://schema.org/accessModeSufficient",
        "https://schema.org/accessibilityHazard",
        "https://schema.org/accessibilitySummary",
    ]
    assert texts(restrictions, "taxonPath/taxon/entry") == [
        "visual",
        "auditory,visual",
        "none",
        "Captioned.",
    ]


def test_text_without_language_is_not_taken_for_the_only_language():
    strings = render(LOM_RECORD).findall(f"{LOM}general/{LOM}title/{LOM}string")

    assert [each.get("language") for each in strings] == ["en", "und"]


def test_person_is_a_vcard_without_means_to_reach_them():
    person, body, *_rest = texts(render(LOM_RECORD), "lifeCycle/contribute/entity")

    assert person.splitlines() == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "FN:Byron\\, Ada\\; Countess",
        "N:Byron;Ada\\; Countess;;;",
        "KIND:individual",
        "UID:https://orcid.org/1",
        "END:VCARD",
    ]
    assert "ORG:Board" in body.splitlines()


def test_publisher_is_named_once_with_its_date():
    names = [
        card.splitlines()[2] for card in texts(render(LOM_RECORD), "lifeCycle/contribute/entity")
    ]

    assert names.count("FN:Press") == 1
    assert names[-1] == "FN:House"


@pytest.mark.parametrize("metadata", [LOM_RECORD, ResourceMetadata(titles={"en": ("T",)})])
def test_no_element_is_empty(metadata):
    for element in render(metadata).iter():
        assert len(element) or (element.text or "").strip()


def test_terms_of_lom_are_in_its_vocabularies():
    schema = etree.parse(str(schema_path("lom/common/vocabValues.xsd")))
    every_role = LOM_RECORD.contributors + tuple(
        Contributor(name="N", role=role)
        for role in ("editor", "validator", "content-provider", "unknown", "terminator")
    )
    every_kind = tuple(
        Relation(kind=kind, target="T")
        for kind in ("has-part", "is-version-of", "has-format", "references", "is-required-by")
    )
    record = ResourceMetadata(
        titles={"en": ("T",)},
        contributors=every_role,
        relations=every_kind,
        resource_types=("exercise", "assessment", "lecture", "presentation", "experiment", "text"),
        types_stated=tuple(sorted(RESOURCE_TYPE_VALUES)),
        levels_stated=tuple(sorted(CONTEXTS)),
        audiences=("learner", "teacher", "author", "administrator"),
        license=LicenseFinding(kind="public-domain"),
    )

    terms = [
        (etree.QName(source.getparent()).localname, source.getnext().text)
        for root in (render(LOM_RECORD), render(record))
        for source in root.iter(f"{LOM}source")
        if source.text == "LOMv1.0"
    ]

    assert len(terms) > 40
    for name, value in terms:
        values = schema.xpath(f"//*[@name='{VOCABULARY_OF[name]}']//@value")
        assert value in values, name


@given(st.integers(min_value=1, max_value=3 * 365 * 86_400))
def test_duration_is_read_back(seconds):
    read = read_duration(iso_duration(seconds))

    assert (read.seconds, read.is_uncertain) == (seconds, False)


@given(
    title=st.text(st.characters(), min_size=1, max_size=40),
    tag=st.text(max_size=10),
    other=st.text(st.characters(), min_size=1, max_size=20),
)
def test_any_text_gives_a_valid_element(title, tag, other):
    render(
        ResourceMetadata(
            titles={tag: (title,)},
            contributors=(Contributor(name=other, kind="person", identifier=other),),
            levels_stated=(other,),
            types_stated=(other,),
            identifiers=(Identifier(value=other),),
            relations=(Relation(kind="related", target=other),),
            rights_statements=(other,),
            subjects=(Subject(label=other, concept=other, scheme=other, language=tag),),
            dates=(DateValue(stated=other),),
        )
    )
