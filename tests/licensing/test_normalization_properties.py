import pytest
from hypothesis import given
from hypothesis import strategies as st

from licensing.licenses import (
    CC_PORTS,
    CC_VERSIONS,
    CREATIVE_COMMONS,
    cc_id,
    find_license,
    listed_licenses,
    read_data,
)
from licensing.normalization import combine, normalize
from licensing.normalization.patterns import pattern

pytestmark = pytest.mark.database_independent

UNITS = (("BY",), ("BY", "SA"), ("BY", "NC"), ("BY", "ND"), ("BY", "NC", "SA"), ("BY", "NC", "ND"))
WORDS = [
    "CC", "BY", "cc-by", "NC", "SA", "ND", "4.0", "3.0", "2", "v", "version", "Creative Commons",
    "Attribution", "NonCommercial", "ShareAlike", "Namensnennung", "署名", "表示", "نسب المصنف",
    "licence", "License", "International", "Unported", "DE", "IGO", "Germany", "Österreich",
    "public domain", "not", "©", "2014", "MIT", "GPL", "or later",
    "http://creativecommons.org/licenses/by/4.0/", "creativecommons.org/", "<a href=\"", "\">",
    "&nbsp;", "&amp;", "All rights reserved", "open access", "-", "/", ",", ".", ";", "(", ")",
    "_", "\n", "+", "rights",
]  # fmt: skip

statements = st.text() | st.lists(
    st.sampled_from(WORDS) | st.text(max_size=4), max_size=14
).flatmap(lambda words: st.sampled_from([" ", "", "-"]).map(lambda gap: gap.join(words)))
licenses = st.builds(
    cc_id,
    st.sampled_from(UNITS),
    st.sampled_from(CC_VERSIONS[:-1]),
    st.sampled_from(["", *CC_PORTS]),
) | st.builds(cc_id, st.sampled_from(UNITS), st.just("4.0"))


@given(statements)
def test_no_statement_raises_and_the_evidence_is_part_of_it(statement):
    match = normalize(statement)

    assert 0 <= match.start <= match.end <= len(statement)
    assert match.evidence == statement[match.start : match.end]
    assert 0 <= match.confidence <= 1
    assert (match.kind == "none") == (
        not match.id and match.basis == "none" and not match.confidence
    )


@given(statements)
def test_every_id_that_is_given_exists(statement):
    match = normalize(statement)

    for found in filter(None, (match.id, *match.candidates)):
        assert found.startswith("access:") or find_license(found)


@given(statements)
def test_surrounding_white_space_does_not_matter(statement):
    spaced = normalize(f" \n {statement}\t ")

    assert (spaced.id, spaced.kind) == (normalize(statement).id, normalize(statement).kind)


@given(st.lists(st.sampled_from(WORDS), max_size=10).map(" ".join))
def test_case_does_not_matter(statement):
    expected = normalize(statement)

    for other in (statement.upper(), statement.lower(), statement.title()):
        if other.casefold() == statement.casefold():
            assert (normalize(other).id, normalize(other).kind) == (expected.id, expected.kind)


@given(licenses)
def test_a_canonical_address_and_a_canonical_id_give_the_licence_back(license_id):
    assert normalize(find_license(license_id).url).id == license_id
    assert normalize(license_id).id == license_id
    assert normalize(license_id.lower()).id == license_id


@given(licenses, st.sampled_from(["", "deed", "deed.fr", "legalcode", "legalcode.es", "rdf"]))
def test_an_address_says_the_same_whatever_hangs_on_it(license_id, tail):
    address = find_license(license_id).url
    bare = address.removeprefix("https://").rstrip("/")

    for spelling in (address + tail, f"http://www.{bare}/{tail}", bare, address.upper()):
        assert normalize(spelling).id == license_id


@given(licenses)
def test_a_name_in_full_gives_the_licence_back(license_id):
    found = find_license(license_id)

    assert normalize(found.name).id == license_id
    assert normalize(f"This reader is licensed under a {found.name} License.").id == license_id


@pytest.mark.parametrize("license_id", sorted(listed_licenses()))
def test_every_listed_licence_is_read_from_its_address_and_its_name(license_id):
    found = listed_licenses()[license_id]
    plain = license_id.removesuffix("-only").removesuffix("-or-later")

    if not license_id.startswith("rs:"):
        assert normalize(license_id).id == license_id
    if found.url and find_license(plain) is found:
        assert normalize(found.url).id in {license_id, found.family}
    if found.is_rights_statement:
        assert normalize(found.name).id == license_id


@given(st.lists(statements, max_size=4))
def test_combine_never_raises_and_never_takes_access_for_a_licence(several):
    rights = combine(several)

    assert len(rights.matches) == len(several)
    assert not rights.license.id.startswith("access:")
    assert rights.license.kind != "access-only"


@pytest.mark.parametrize("language", sorted(read_data("languages.toml")))
def test_the_six_licences_are_read_in_every_language(language):
    words = read_data("languages.toml")[language]
    if not {"by", "nc", "nd", "sa"} <= words.keys():
        pytest.skip(f"the elements have no names in the table of {language}")

    for elements in UNITS:
        for joint in ("-", " - ", " "):
            name = joint.join(words[element.lower()][0] for element in elements)
            assert normalize(f"Creative Commons {name} 4.0").id == cc_id(elements, "4.0"), name
            assert normalize(f"Creative Commons {name}").id == cc_id(elements), name


@pytest.mark.parametrize("name", sorted(read_data("patterns.toml")))
def test_every_pattern_is_a_pattern(name):
    assert pattern(name).pattern


@pytest.mark.parametrize("tool", [entry["id"] for entry in CREATIVE_COMMONS["tool"]])
def test_retired_tools_are_read_from_their_addresses(tool):
    assert normalize(find_license(tool).url).id == tool


@pytest.mark.parametrize(
    "unit",
    [
        "a", "by-", "by nc ", "cc ", "cc by 4.0 ", "creative commons ", "attribution-",
        "version 3.0 ", "not ", "copyright ", "public domain. ", "gpl v2 or ",
        "©", "署名", "e\u0301",
        "&amp;",
        "&", "<a", "a.", "a-", "a.a/", "http://", "creativecommons.org/",
        "creativecommons.org%2flicenses%2f", "( ", "the data cc by 4.0. ",
        "attributionnoncommercial",
        "1.", "http://creativecommons.org/licenses/by/4.0/ ", "cc by 3.0 elbonia ",
    ],
)  # fmt: skip
def test_a_hostile_statement_of_100_kilobytes_is_answered(unit):
    # A rule that backtracks would run into the time limit of the suite.
    assert normalize((unit * 100_000)[:100_000]).kind != "none"


@given(statements)
def test_long_statements_are_read_by_the_same_rules(statement):
    long = statement + " " * 2500

    assert normalize(long).id == normalize(statement).id
