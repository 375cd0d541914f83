"""The outgoing Dublin Core: every field that it can say, valid by the schema."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from repository.formats.oai_dc import FORMAT, render_oai_dc
from repository.metadata.record import (
    Identifier,
    LicenseFinding,
    ResourceMetadata,
)
from tests.repository.formats.records import DUBLIN_CORE_RECORD
from tests.repository.schemas import assert_valid_part

PAGE_URL = "https://oer.example.org/resources/1"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
CC_BY = "https://creativecommons.org/licenses/by/4.0/"


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
    assert texts(render(DUBLIN_CORE_RECORD), name) == expected


def test_language_of_a_text_is_given_where_it_is_known():
    root = render(DUBLIN_CORE_RECORD)

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
