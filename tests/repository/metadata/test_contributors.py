"""Who took part."""

from typing import get_args

import pytest

from repository.metadata.contributors import (
    contributor_identifier,
    contributor_kind,
    contributor_name,
    contributor_role,
)
from repository.metadata.record import ContributorRole


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        ("Doe, Jane <jane@example.org>", "Doe, Jane"),
        ("Jane Doe (mailto:jane@example.org)", "Jane Doe"),
        ("Ana (ana@example.org), University of X", "Ana, University of X"),
        ("e-mail: jane@example.org", ""),
        ("ScholarWorks@UMass Amherst", "ScholarWorks@UMass Amherst"),
        ("  王　小明 ", "王 小明"),
    ],
)
def test_a_name_is_kept_without_its_mail_address(stated, name):
    assert contributor_name(stated) == name


@pytest.mark.parametrize(
    ("stated", "role"),
    [("author", "creator"), ("aut", "creator"), ("Graphical Designer", "graphical-designer"),
     ("content provider", "content-provider"), ("trl", "translator"), ("juggler", "unknown")],
)  # fmt: skip
def test_a_role_is_read(stated, role):
    assert contributor_role(stated) == role


@pytest.mark.parametrize("role", get_args(ContributorRole))
def test_a_role_of_the_record_reads_as_itself(role):
    assert contributor_role(role) == role


def test_an_orcid_has_one_form():
    for stated in (
        "0000-0002-1825-009x",
        "https://orcid.org/0000-0002-1825-009X",
        "orcid: 0000-0002-1825-009X",
    ):
        assert contributor_identifier(stated) == "https://orcid.org/0000-0002-1825-009X"
    assert (
        contributor_identifier("https://d-nb.info/gnd/118540238")
        == "https://d-nb.info/gnd/118540238"
    )
    assert contributor_identifier("no. 7") == ""


def test_a_kind_is_kept_where_it_is_stated():
    assert contributor_kind("Organisation") == "organization"
    assert contributor_kind("") == "unknown"
