"""Identifiers and addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repository.metadata.identifiers import (
    is_file_address,
    landing_page,
    normalize_identifier,
    web_address,
)
from repository.metadata.record import Identifier


@pytest.mark.parametrize(
    ("stated", "scheme", "value"),
    [
        ("doi:10.1234/ABC.5", "doi", "10.1234/abc.5"),
        ("https://doi.org/10.1234/ABC.5", "doi", "10.1234/abc.5"),
        ("http://dx.doi.org/10.1234/abc", "doi", "10.1234/abc"),
        ("10.1234/abc", "doi", "10.1234/abc"),
        ("DOI: 10.1234/abc", "doi", "10.1234/abc"),
        ("info:doi/10.1234/abc", "doi", "10.1234/abc"),
        ("http://hdl.handle.net/10138/8487", "handle", "10138/8487"),
        ("hdl:1721.1/1209", "handle", "1721.1/1209"),
        ("ark:/12148/bpt6k1", "ark", "ark:/12148/bpt6k1"),
        ("isbn:978-3-16-148410-0", "isbn", "9783161484100"),
        ("90-9016783-8", "isbn", "9090167838"),
        ("ISBN 0-8044-2957-X", "isbn", "080442957X"),
        ("urn:isbn:9783161484100", "isbn", "9783161484100"),
        ("ISSN 2049-3630", "issn", "2049-3630"),
        ("0378-5955", "issn", "0378-5955"),
        ("urn:urn:nbn:de:0183-mbi0002519", "urn", "urn:nbn:de:0183-mbi0002519"),
        ("HTTPS://oer.example.org/A?b=1&amp;c=2", "uri", "https://oer.example.org/A?b=1&c=2"),
        ("URL: http://oer.example.org/7", "uri", "http://oer.example.org/7"),
        ("ftp://example.org/file", "uri", "ftp://example.org/file"),
        # not what they look like
        ("978-3-16-148410-1", "other", "978-3-16-148410-1"),
        ("1234-5678", "other", "1234-5678"),
        ("http://hdl.handle.net/123456789/94", "uri", "http://hdl.handle.net/123456789/94"),
        ("http:///no-host", "other", "http:///no-host"),
        ("Phys. Rev. A 87, 013814 (2013)", "other", "Phys. Rev. A 87, 013814 (2013)"),
    ],
)
def test_an_identifier_is_recognized_by_its_form(stated, scheme, value):
    assert normalize_identifier(stated) == Identifier(value=value, scheme=scheme)


@pytest.mark.parametrize(
    "stated",
    ["", "example.org", "ftp://example.org/x", "http://", "http://a b.org/", "javascript:alert(1)",
     "http://user:secret@example.org/", "http://example.org:port/", "https://" + "x" * 3000],
)  # fmt: skip
def test_only_http_addresses_with_a_host_are_web_addresses(stated):
    assert web_address(stated) == ""


@pytest.mark.parametrize(
    ("address", "is_file"),
    [
        ("https://example.org/a.PDF?download=1", True),
        ("https://example.org/bitstream/handle/1/2/x", True),
        ("http://example.org/cgi/viewcontent.cgi?article=1", True),
        ("https://example.org/a", False),
        ("https://example.zip", False),
        ("https://example.org/view?file=a.pdf", False),
    ],
)
def test_an_address_of_a_file_is_told_from_a_page(address, is_file):
    assert is_file_address(address) is is_file


@pytest.mark.parametrize(
    ("stated", "page"),
    [
        (("https://example.org/a.pdf", "doi:10.1234/x", "https://example.org/a"), "https://example.org/a"),
        (("https://example.org/a.pdf", "hdl:1721.1/9", "doi:10.1234/x"), "https://doi.org/10.1234/x"),
        (("https://example.org/a.pdf", "hdl:1721.1/9"), "https://hdl.handle.net/1721.1/9"),
        (("https://example.org/a.pdf", "shelf 7"), "https://example.org/a.pdf"),
        (("ftp://example.org/a", "shelf 7"), ""),
    ],
)  # fmt: skip
def test_the_landing_page_is_the_best_address(stated, page):
    assert landing_page(normalize_identifier(text) for text in stated) == page


@given(st.text() | st.from_regex(r"(doi:|http://|urn:|hdl:)?[0-9./:a-zA-Z-]{1,30}", fullmatch=True))
def test_an_identifier_reads_as_itself_in_its_own_scheme(stated):
    read = normalize_identifier(stated)

    if read and read.scheme in {"doi", "ark", "urn", "uri"}:
        assert normalize_identifier(read.value) == read
