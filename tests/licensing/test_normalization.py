import csv
from pathlib import Path

import pytest

from licensing.normalization import LicenseMatch, combine, normalize

pytestmark = pytest.mark.database_independent

with (Path(__file__).parent / "statements.tsv").open(encoding="utf-8", newline="") as file:
    STATEMENTS = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("row", STATEMENTS, ids=lambda row: row["statement"])
def test_normalize_reads_the_statement(row):
    match = normalize(row["statement"])

    assert (match.id or "-", match.kind) == (row["id"], row["kind"])


@pytest.mark.parametrize(
    ("statement", "basis"),
    [
        ("https://creativecommons.org/licenses/by/4.0/", "url"),
        ("http://purl.org/coar/access_right/c_abf2", "url"),
        ("CC-BY-SA-4.0", "spdx"),
        ("mit", "spdx"),
        ("cc-by-sa", "code"),
        ("cc-by-sa-40", "code"),
        ("CC BY-SA 4.0", "code"),
        ("Creative Commons Attribution 4.0 International", "name"),
        ("GNU Free Documentation License 1.3", "name"),
        (
            "We made this reader, and share it under a Creative Commons Attribution license.",
            "sentence",
        ),
        ("notspecified", "source-token"),
        ("Journal of Geography", "none"),
        ("", "none"),
    ],
)
def test_normalize_says_how_it_was_read(statement, basis):
    assert normalize(statement).basis == basis


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("See (CC BY-SA 4.0) there", "CC BY-SA 4.0"),
        ("  cc-by  ", "cc-by"),
        (
            "Œuvre sous licence Creative Commons Paternité 2.0 France.",
            "Creative Commons Paternité 2.0 France",
        ),
        ("Ⓒ&nbsp;2020, CC&nbsp;BY 4.0!", "CC&nbsp;BY 4.0"),
        (
            '<a href="http://creativecommons.org/licenses/by/3.0/">Licence</a>',
            "http://creativecommons.org/licenses/by/3.0/",
        ),
        ("Attribué: رخصة المشاع الإبداعي نَسب المُصنَّف 4.0", "المشاع الإبداعي نَسب المُصنَّف 4.0"),
        ("School press. All Rights Reserved.", "All Rights Reserved"),
        ("Journal of Geography", ""),
    ],
)
def test_normalize_keeps_the_characters_that_decided(statement, evidence):
    match = normalize(statement)

    assert match.evidence == evidence
    assert statement[match.start : match.end] == evidence


@pytest.mark.parametrize(
    ("statement", "unstated"),
    [
        ("CC BY", ("version", "port")),
        ("Creative Commons Attribution International", ("version",)),
        ("CC BY 3.0", ("port",)),
        ("Creative Commons Attribution 3.0 Unported", ()),
        ("http://creativecommons.org/licenses/by/3.0/", ()),
        ("CC BY 3.0 DE", ()),
        ("CC BY 4.0", ()),
        ("GPL", ("version",)),
        ("GPL-3.0", ()),
        ("MIT", ()),
        ("CC0", ()),
        ("rs:InC", ()),
    ],
)
def test_normalize_says_what_was_not_stated(statement, unstated):
    assert normalize(statement).unstated == unstated


@pytest.mark.parametrize(
    ("statement", "context", "expected"),
    [
        ("cc-by-nc-sa-40", "nl-lom", "CC-BY-NC-SA-4.0"),
        ("cc0-10", "nl-lom", "CC0-1.0"),
        ("pdm-10", "nl-lom", "PDM-1.0"),
        ("publicdomain", "nl-lom", "PDM-1.0"),
        ("publicdomain", "", "PD"),
        ("creativeCommon", "youtube", "CC-BY"),
        ("creativeCommon", "", ""),
        ("4", "flickr", "CC-BY-2.0"),
        ("4", "", ""),
        ("CC BY 4.0", "a vocabulary nobody knows", "CC-BY-4.0"),
    ],
)
def test_the_context_decides_what_a_token_means(statement, context, expected):
    assert normalize(statement, context=context).id == expected


def test_two_licences_in_a_statement_are_both_named_and_neither_chosen():
    match = normalize("CC BY 4.0 or CC BY-SA 4.0")

    assert (match.id, match.kind) == ("", "ambiguous")
    assert match.candidates == ("CC-BY-4.0", "CC-BY-SA-4.0")
    assert match.license_class == "conflict"


def test_a_licence_named_without_saying_which_is_ambiguous_but_no_conflict():
    match = normalize("Licensed under Creative Commons")

    assert (match.kind, match.candidates, match.license_class) == ("ambiguous", (), "unknown")


def test_access_stands_beside_the_licence_of_a_statement():
    match = normalize("info:eu-repo/semantics/openAccess; CC BY 4.0")

    assert (match.id, match.access) == ("CC-BY-4.0", "access:open")


@pytest.mark.parametrize(
    ("statements", "license_id", "kind", "access"),
    [
        ([], "", "none", ""),
        ([""], "", "none", ""),
        (
            ["CC BY", "https://creativecommons.org/licenses/by/3.0/us/"],
            "CC-BY-3.0-US",
            "license",
            "",
        ),
        (["CC BY-SA 4.0", "CC BY-SA"], "CC-BY-SA-4.0", "license", ""),
        (["CC BY 3.0 DE", "CC BY"], "CC-BY-3.0-DE", "license", ""),
        (["CC BY 3.0 DE", "CC BY 4.0"], "", "ambiguous", ""),
        (["CC BY 3.0 DE", "CC BY 3.0 AT"], "", "ambiguous", ""),
        (["CC BY 4.0", "CC BY-NC 4.0"], "", "ambiguous", ""),
        (["Public domain", "CC0 1.0"], "CC0-1.0", "license", ""),
        (["Public domain", "CC BY 4.0"], "", "ambiguous", ""),
        (["© 2020 A School", "CC BY 4.0"], "CC-BY-4.0", "license", ""),
        (["info:eu-repo/semantics/openAccess", "CC BY 4.0"], "CC-BY-4.0", "license", "access:open"),
        (["info:eu-repo/semantics/restrictedAccess"], "", "none", "access:restricted"),
        (["Open Access", "All rights reserved"], "", "all-rights-reserved", "access:open"),
        (["Open access. CC BY 4.0"], "CC-BY-4.0", "license", "access:open"),
        (["Publisher", "All rights reserved"], "", "all-rights-reserved", ""),
        (["CC BY 4.0 or CC BY-SA 4.0"], "", "ambiguous", ""),
        (["CC BY 4.0 or CC BY-SA 4.0", "CC BY 4.0"], "", "ambiguous", ""),
        (["Creative Commons", "CC BY-SA 3.0"], "CC-BY-SA-3.0", "license", ""),
        (["rightsstatements.org/vocab/InC/1.0/", "CC BY 4.0"], "", "ambiguous", ""),
        (["Metadata: CC0. Content: in copyright."], "", "ambiguous", ""),
        (["CC0 1.0 Universal (metadata only)"], "", "ambiguous", "access:metadata-only"),
        (["Die Metadaten stehen unter CC0 1.0"], "", "ambiguous", ""),
        (["元数据采用 CC0 许可"], "", "ambiguous", ""),
        (["The metadata are under CC0 1.0", "CC BY-NC 4.0"], "CC-BY-NC-4.0", "license", ""),
        (["This work and its metadata are under CC BY 4.0"], "CC-BY-4.0", "license", ""),
        (["Metadata and content: CC BY 4.0"], "CC-BY-4.0", "license", ""),
    ],
)
def test_combine_says_what_holds_for_the_record(statements, license_id, kind, access):
    rights = combine(statements)

    assert len(rights.matches) == len(statements)
    assert (rights.license.id, rights.license.kind, rights.access) == (license_id, kind, access)


def test_combine_names_the_licences_that_contradict_each_other():
    rights = combine(["CC BY 4.0", "CC BY-NC 4.0", "CC BY"])

    assert rights.license.candidates == ("CC-BY-4.0", "CC-BY-NC-4.0")
    assert rights.license_class == "conflict"


def test_combine_does_not_depend_on_the_order_of_agreeing_statements():
    statements = ["CC BY", "© 2020", "http://creativecommons.org/licenses/by/2.5/"]

    found = {combine(list(order)).license.id for order in (statements, reversed(statements))}

    assert found == {"CC-BY-2.5"}


def test_a_match_is_a_value():
    assert normalize("CC BY 4.0") == normalize("CC BY 4.0")
    assert LicenseMatch() == normalize("   ")
