"""Subjects, their concepts and ISCED-F."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repository.metadata.subjects import ISCED_F, isced_f_code, isced_f_label, read_subject
from tests.corpus import corpus_path


@pytest.mark.parametrize(
    ("label", "key", "scheme", "read"),
    [
        ("Mathematics", "", "", ("Mathematics", "isced-f:0541", "")),
        ("Matemáticas", "", "", ("Matemáticas", "isced-f:0541", "")),
        ("数学", "", "", ("数学", "isced-f:0541", "")),
        ("Education", "", "", ("Education", "isced-f:01", "")),
        ("", "0541", "ISCED-F 2013", ("", "isced-f:0541", "isced-f")),
        ("0541 Mathematics", "", "ISCED-F 2013", ("", "isced-f:0541", "isced-f")),
        ("isced-f:0541", "", "", ("", "isced-f:0541", "isced-f")),
        ("", "https://w3id.org/isced/2013/n0541", "", ("", "isced-f:0541", "isced-f")),
        # only labels of the classification count, and only codes that it has
        ("Algebra", "", "", ("Algebra", "", "")),
        ("Physics - optics", "", "", ("Physics - optics", "", "")),
        ("isced-f:0599", "", "", ("isced-f:0599", "", "")),
        ("Mathematics", "", "My school", ("Mathematics", "", "My school")),
        # concepts of others
        (
            "https://vocabularies.unesco.org/browser/thesaurus/en/page/concept10", "", "",
            ("", "http://vocabularies.unesco.org/thesaurus/concept10", ""),
        ),
        (
            "Französisch", "http://w3id.org/kim/schulfaecher/s1009", "",
            ("Französisch", "http://w3id.org/kim/schulfaecher/s1009", ""),
        ),
        ("info:eu-repo/classification/ddc/510", "", "", ("510", "", "ddc")),
        ("", "512", "DDC", ("512", "", "DDC")),
        ("", "", "", ("", "", "")),
    ],
)  # fmt: skip
def test_a_subject_is_read(label, key, scheme, read):
    assert read_subject(label, key, scheme) == read


def test_every_narrower_field_has_its_broader_one():
    assert all(code[:-1] in ISCED_F for code in ISCED_F if len(code) > 2)


def test_a_field_has_a_label_in_the_language_of_the_page():
    assert isced_f_label("0541", "fr-CA") == "Mathématiques"
    assert isced_f_label("0541", "sw") == "Mathematics"
    assert isced_f_code("isced-f:0541") == "0541"
    assert isced_f_code("http://vocabularies.unesco.org/thesaurus/concept10") == ""


def test_the_fields_are_those_of_the_published_classification():
    published = corpus_path("skos", "hbz__vocabs-edu", "isced-2013.ttl").read_text("utf-8")
    codes = set(re.findall(r"^:n(\d+) a skos:Concept", published, re.MULTILINE))

    assert codes
    assert codes <= set(ISCED_F)


@given(st.text(), st.text(max_size=10), st.sampled_from(["", "ISCED-F", "DDC"]))
def test_no_subject_raises(label, key, scheme):
    read_subject(label, key, scheme)
