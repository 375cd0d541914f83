"""What PDF files say of their licence, and that hostile ones do no harm."""

import pytest

from harvester.evidence.hints import read_hints
from harvester.evidence.pdf import open_pdf, pdf_hints, sentences_of
from tests.harvester.evidence.pdfs import make_bomb, make_circle, make_pdf

pytestmark = pytest.mark.database_independent

XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description>
<xmpRights:WebStatement>https://creativecommons.org/licenses/by-nc/4.0/</xmpRights:WebStatement>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


def found_in(document):
    return read_hints(pdf_hints(open_pdf(document)))


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"%PDF-1.7",
        b"%PDF-1.7\n" + b"\0" * 100_000,
        b"not a PDF",
        b"%PDF-1.4\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF",
        make_pdf("Hello")[:300],
        make_circle(),
    ],
    ids=["empty", "head", "zeros", "other", "no root", "cut", "circle"],
)
def test_broken_file_names_nothing(document):
    assert found_in(document) is None


def test_bomb_ends_with_the_process_that_opened_it():
    bomb = make_bomb(megabytes=300)
    assert len(bomb) < 2_000_000

    pdf = open_pdf(bomb)

    assert pdf_hints(pdf) == []


def test_file_that_takes_too_long_is_given_up():
    assert open_pdf(make_pdf("CC BY 4.0"), timeout_seconds=0.001).error == "timeout"


@pytest.mark.parametrize(
    ("document", "license_id", "snippet"),
    [
        (
            make_pdf("Title", "This book is licensed under CC BY-SA 4.0."),
            "CC-BY-SA-4.0",
            "PDF page 2: CC BY-SA 4.0",
        ),
        (
            make_pdf("https://creativecommons.org/licenses/by-\nnc/4.0/"),
            "CC-BY-NC-4.0",
            "PDF page 1: https://creativecommons.org/licenses/by-nc/4.0/",
        ),
        (
            make_pdf("Click", link="https://creativecommons.org/licenses/by/3.0/igo/"),
            "CC-BY-3.0-IGO",
            "PDF page 1: https://creativecommons.org/licenses/by/3.0/igo/",
        ),
        (
            make_pdf("Licensed under CC BY 4.0", xmp=XMP),
            "CC-BY-NC-4.0",
            "PDF metadata: https://creativecommons.org/licenses/by-nc/4.0/",
        ),
        (
            make_pdf("Hi", info={"/License": "CC0 1.0"}),
            "CC0-1.0",
            "PDF metadata: CC0",
        ),
    ],
)
def test_licence_of_a_file_is_found_with_the_characters_that_decided(document, license_id, snippet):
    found = found_in(document)

    assert (found.license_id, found.snippet) == (license_id, snippet)


def test_only_first_and_last_pages_are_read():
    pages = ["CC BY 4.0" if number == 5 else f"Page {number}" for number in range(10)]

    assert found_in(make_pdf(*pages)) is None
    assert found_in(make_pdf(*pages[:6])).license_id == "CC-BY-4.0"


def test_page_with_two_licences_is_a_contradiction():
    found = found_in(make_pdf("Text: CC BY 4.0\n\nPhotos: CC BY-ND 4.0"))

    assert found.license_id == ""
    assert set(found.candidates) == {"CC-BY-4.0", "CC-BY-ND-4.0"}


def test_rights_reserved_are_told():
    found = found_in(make_pdf("Copyright 2020 School Press. All rights reserved."))

    assert found.is_reserved


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nothing here. Or here.", []),
        ("One. Licensed under\nCC BY. Two.", ["Licensed under CC BY."]),
        ("许可协议：署名 4.0。其他", ["许可协议：署名 4.0。其他"]),
    ],
)
def test_only_sentences_that_may_speak_of_licences_are_kept(text, expected):
    assert list(sentences_of(text)) == expected
