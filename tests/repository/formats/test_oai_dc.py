"""The outgoing Dublin Core: every field that it can say, valid by the schema."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from repository.formats.oai_dc import FORMAT, render_oai_dc
from repository.metadata.record import (
    Accessibility,
    Contributor,
    DateValue,
    Identifier,
    LicenseFinding,
    Relation,
    ResourceFile,
    ResourceMetadata,
    Subject,
)
from tests.repository.schemas import assert_valid_part

PAGE_URL = "https://oer.example.org/resources/1"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
CC_BY = "https://creativecommons.org/licenses/by/4.0/"

FULL = ResourceMetadata(
    titles={"en": ("Algebra & <b>", "Second"), "fr": ("Algèbre",), "und": ("代数",)},
    descriptions={"ar": ("وصف",)},
    keywords={"en": ("equations",)},
    languages=("en", "zh-Hant"),
    contributors=(
        Contributor(name="Ada"),
        Contributor(name="Editorial Board", role="editor"),
        Contributor(name="Press", role="publisher"),
    ),
    publishers=("Press", "House"),
    dates=(
        DateValue(value="2019-05", precision="month", stated="May 2019"),
        DateValue(value="1990", precision="year", is_uncertain=True, stated="c. 1990"),
        DateValue(value="2004/2006", precision="interval", stated="2004-2006"),
        DateValue(stated="long ago"),
    ),
    resource_types=("lesson-plan", "text"),
    types_stated=("Text", "Unterrichtsplan"),
    educational_levels=("2",),
    subjects=(
        Subject(label="Mathematik", language="de", concept="isced-f:0541"),
        Subject(concept="http://vocabularies.unesco.org/thesaurus/concept1"),
    ),
    accessibility=Accessibility(features=("transcript",)),
    url="https://partner.example/algebra",
    files=(
        ResourceFile(url="https://partner.example/algebra.pdf", media_type="application/pdf"),
        ResourceFile(url="https://partner.example/print.pdf", media_type="application/pdf"),
    ),
    identifiers=(
        Identifier(value="https://partner.example/algebra", scheme="uri"),
        Identifier(value="https://doi.org/10.5555/1", scheme="doi"),
    ),
    relations=(
        Relation(kind="is-based-on", target="https://origin.example/1"),
        Relation(kind="is-part-of", target="A series"),
    ),
    rights_statements=("CC BY 4.0", "© Ada"),
    license=LicenseFinding(id="CC-BY-4.0", url=CC_BY, license_class="open"),
    access="access:open",
)


def render(metadata: ResourceMetadata) -> etree._Element:
    root = etree.fromstring(FORMAT.render(metadata, page_url=PAGE_URL))
    assert_valid_part(root)
    return root


def texts(root: etree._Element, name: str) -> list[str]:
    return [
        element.text for element in root.iterfind(f"{{http://purl.org/dc/elements/1.1/}}{name}")
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("title", ["Algebra & <b>", "Second", "Algèbre", "代数"]),
        ("description", ["وصف"]),
        ("creator", ["Ada"]),
        ("contributor", ["Editorial Board"]),
        ("publisher", ["Press", "House"]),
        ("date", ["2019-05", "c. 1990", "2004-2006", "long ago"]),
        ("type", ["Text", "Unterrichtsplan", "lesson-plan"]),
        ("format", ["application/pdf"]),
        (
            "identifier",
            [
                "https://partner.example/algebra",
                "https://doi.org/10.5555/1",
                "https://partner.example/algebra.pdf",
                "https://partner.example/print.pdf",
            ],
        ),
        ("source", ["https://origin.example/1"]),
        ("relation", ["A series"]),
        ("language", ["en", "zh-Hant"]),
        ("rights", [CC_BY, "CC BY 4.0", "© Ada", "info:eu-repo/semantics/openAccess"]),
        (
            "subject",
            [
                *("equations", "Mathematik"),
                "http://vocabularies.unesco.org/thesaurus/concept1",
            ],
        ),
        ("coverage", []),
    ],
)
def test_field_is_given_one_value_in_each_element(name, expected):
    assert texts(render(FULL), name) == expected


def test_language_of_a_text_is_given_where_it_is_known():
    root = render(FULL)

    assert [element.get(LANG) for element in root[:4]] == ["en", "en", "fr", None]
    assert [each.get(LANG) for each in root.iterfind("{*}subject")] == ["en", "de", None]


def test_record_without_landing_page_names_its_page_here():
    root = render(ResourceMetadata(titles={"en": ("T",)}, identifiers=(Identifier(value="7"),)))

    assert texts(root, "identifier") == [PAGE_URL, "7"]


def test_record_with_a_title_alone_has_no_empty_element():
    root = render(ResourceMetadata(titles={"en": ("T",)}))

    assert [etree.QName(each).localname for each in root] == ["title", "identifier"]


def test_license_address_that_was_stated_is_given_once():
    record = ResourceMetadata(
        titles={"en": ("T",)}, rights_statements=(CC_BY,), license=LicenseFinding(url=CC_BY)
    )

    assert texts(render(record), "rights") == [CC_BY]


def test_unrecognized_license_leaves_the_statements_alone():
    record = ResourceMetadata(titles={"en": ("T",)}, rights_statements=("Ask us",))

    assert texts(render(record), "rights") == ["Ask us"]


@given(
    title=st.text(st.characters(), min_size=1, max_size=60),
    tag=st.text(max_size=12) | st.sampled_from(["en", "x-none", "zh-Hans", "en_US", "-"]),
    stated=st.text(st.characters(), min_size=1, max_size=20),
)
def test_any_text_gives_a_valid_element_with_what_xml_allows_of_it(title, tag, stated):
    record = ResourceMetadata(
        titles={tag: (title,)}, url=stated, rights_statements=(stated,), languages=("en",)
    )

    root = etree.fromstring(render_oai_dc(record, page_url=""))

    assert_valid_part(root)
    kept = "".join(each for each in title if is_xml_character(ord(each)))
    assert (root[0].text or "") == kept


def is_xml_character(code: int) -> bool:
    """Tell whether XML 1.0, section 2.2, allows a character."""
    return (
        code in {0x9, 0xA, 0xD}
        or 0x20 <= code <= 0xD7FF
        or 0xE000 <= code <= 0xFFFD
        or code >= 0x10000
    )
