import pytest

from harvester.crosswalks.identifiers import contributor_uri, identifier_of


@pytest.mark.parametrize(
    ("scheme", "value", "expected"),
    [
        ("DOI", "10.1000/182", "doi:10.1000/182"),
        ("doi", "doi:10.1000/182", "doi:10.1000/182"),
        ("doi", "https://doi.org/10.1000/182", "https://doi.org/10.1000/182"),
        ("HDL", "20.500.99999/1", "hdl:20.500.99999/1"),
        ("isbn", "9780000000002", "isbn:9780000000002"),
        ("EISSN", "0000-0019", "issn:0000-0019"),
        ("issn", "URN:ISSN:0000-0019", "URN:ISSN:0000-0019"),
        ("local", "77", "77"),
        ("", "77", "77"),
    ],
)
def test_identifier_of_shows_its_scheme(scheme: str, value: str, expected: str):
    assert identifier_of(scheme, value) == expected


@pytest.mark.parametrize(
    ("scheme", "value", "expected"),
    [
        ("ORCID", "0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097"),
        ("https://orcid.org", "0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097"),
        ("ISNI", "0000 0001 2345 6789", "https://isni.org/isni/0000000123456789"),
        ("", "https://ror.org/03yrm5c26", "https://ror.org/03yrm5c26"),
        ("local", "77", ""),
        ("ORCID", "", ""),
    ],
)
def test_contributor_uri_needs_a_uri_or_a_known_authority(scheme: str, value: str, expected: str):
    assert contributor_uri(scheme, value) == expected
