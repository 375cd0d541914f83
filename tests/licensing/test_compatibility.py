from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licensing.compatibility import check_compatibility
from licensing.licenses import find_license, listed_licenses

pytestmark = pytest.mark.database_independent

PD, BY, SA, NC, NCSA = "CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0"
ND, NCND = "CC-BY-ND-4.0", "CC-BY-NC-ND-4.0"
ALL = (PD, BY, SA, NC, NCSA, ND, NCND)

# Creative Commons FAQ, first chart: which works may be combined. Rows and columns as in ALL.
MIXED = {
    PD: "yes yes yes yes yes no no",
    BY: "yes yes yes yes yes no no",
    SA: "yes yes yes no no no no",
    NC: "yes yes no yes yes no no",
    NCSA: "yes yes no yes yes no no",
    ND: "no no no no no no no",
    NCND: "no no no no no no no",
}
# Second chart, the licence of the adaptation: y = fine, n = not recommended, - = not allowed.
ADAPTED = {
    PD: "y y y y y y y",
    BY: "- y y y y y y",
    SA: "- - y - - - -",
    NC: "- n n y y n y",
    NCSA: "- - - - y - -",
    ND: "- - - - - - -",
    NCND: "- - - - - - -",
}

# Beyond the six: y = may be mixed, n = may not, u = not certain. Columns in the order of the rows.
OTHERS = {
    "CC0-1.0": "y y y y y y y y y y y y y y y y y y y y y y y",
    "CC-BY-4.0": "y y y y y y y y y y y y y y y y u y u y y y u",
    "CC-BY-3.0": "y y y y y y y y y u u u u u u u u u u y y y u",
    "CC-BY-SA-4.0": "y y y y y y n n y y y y y n y y n y n y y y u",
    "CC-BY-SA-3.0": "y y y y y y n n y u u n n n n n n y n y y y u",
    "CC-BY-SA-3.0-IGO": "y y y y y y n n y u u n n n n n n n n y y y u",
    "CC-BY-NC-4.0": "y y y n n n y y y u u n n n n n n n n n y y u",
    "CC-BY-NC-SA-4.0": "y y y n n n y y y u u n n n n n n n n n y y u",
    "MIT": "y y y y y y y y y y y y y y y y y y y y y y y",
    "Apache-2.0": "y y u y u u u u y y y y y n y y u y u u u u u",
    "MPL-2.0": "y y u y u u u u y y y y y y y y y y u u u u u",
    "LGPL-2.1-or-later": "y y u y n n n n y y y y y y y y u y u u u u u",
    "LGPL-3.0": "y y u y n n n n y y y y y n y y u y u u u u u",
    "GPL-2.0": "y y u n n n n n y n y y n y y n u y n n u u u",
    "GPL-2.0-or-later": "y y u y n n n n y y y y y y y y u y n n u u u",
    "GPL-3.0": "y y u y n n n n y y y y y n y y u y n n u u u",
    "AGPL-3.0": "y u u n n n n n y u y u u u u u y y u u u u u",
    "EUPL-1.2": "y y u y y n n n y y y y y y y y y y u u u u u",
    "GFDL-1.3": "y u u n n n n n y u u u u n n n u u y n u u u",
    "LAL-1.3": "y y y y y y n n y u u u u n n n u u n y y y u",
    "OGL-UK-3.0": "y y y y y y y y y u u u u u u u u u u y y y u",
    "etalab-2.0": "y y y y y y y y y u u u u u u u u u u y y y u",
    "ODbL-1.0": "y u u u u u u u y u u u u u u u u u u u u u y",
}
LETTERS = {"yes": "y", "no": "n", "uncertain": "u"}

LIMITS = ("collection-non-commercial", "collection-unchanged")


def results(license_ids):
    return {
        result.id: "y" if result.is_recommended else "n"
        for result in check_compatibility(license_ids).results
    }


@pytest.mark.parametrize(("first", "second"), list(product(ALL, ALL)))
def test_two_works_may_be_mixed_as_the_chart_says(first, second):
    expected = MIXED[first].split()[ALL.index(second)]

    assert check_compatibility([first, second]).adaptation == expected


@pytest.mark.parametrize("first", list(OTHERS))
def test_other_licences_may_be_mixed_as_their_texts_say(first):
    found = " ".join(LETTERS[check_compatibility([first, second]).adaptation] for second in OTHERS)

    assert found == OTHERS[first]


@pytest.mark.parametrize(
    ("works", "expected"),
    [
        (["LGPL-2.1-or-later", "GPL-2.0"], ["GPL-2.0"]),
        (["LGPL-3.0", "CC-BY-SA-4.0"], ["GPL-3.0"]),
        (["MPL-2.0", "GPL-3.0"], ["GPL-3.0"]),
        (["Apache-2.0", "CC-BY-SA-4.0"], ["GPL-3.0"]),
        (["EUPL-1.2", "CC-BY-SA-4.0"], ["GPL-3.0"]),
        (["EUPL-1.2", "CC-BY-SA-3.0"], ["CC-BY-SA-3.0"]),
        (["CECILL-2.1", "GPL-3.0"], ["GPL-3.0"]),
    ],
)
def test_software_licences_meet_where_their_texts_name_each_other(works, expected):
    recommended = [one.id for one in check_compatibility(works).results if one.is_recommended]

    assert recommended == expected


@pytest.mark.parametrize("original", ALL)
def test_an_adaptation_may_go_out_as_the_chart_says(original):
    found = results([original])

    assert " ".join(found.get(target, "-") for target in ALL) == ADAPTED[original]


@pytest.mark.parametrize(
    ("works", "expected"),
    [
        ([PD, BY], [BY, SA, NC, NCSA, ND, NCND]),
        ([BY, SA], [SA]),
        ([BY, NC], [NC, NCSA, NCND]),
        ([PD, BY, NC], [NC, NCSA, NCND]),
        ([NC, NCSA], [NCSA]),
        (["CC-BY-2.0", "CC-BY-3.0-IGO"], [BY, SA, NC, NCSA, ND, NCND, "CC-BY-2.0"]),
        (["CC-BY-SA-2.0", "CC-BY-SA-3.0"], [SA, "CC-BY-SA-3.0"]),
        (["CC-BY-SA-3.0-DE", "CC-BY-SA-3.0-AT"], [SA, "CC-BY-SA-3.0-DE", "CC-BY-SA-3.0-AT"]),
        (["CC-BY-SA-3.0-DE", SA], [SA]),
        (["CC-BY-SA-3.0-IGO", "CC-BY-SA-2.5"], [SA]),
        (["CC-BY-SA-3.0-IGO"], [SA]),
        (["CC-BY-SA-1.0"], ["CC-BY-SA-1.0"]),
        (["CC-BY-NC-SA-2.0", "CC-BY-NC-3.0"], [NCSA, "CC-BY-NC-SA-2.0"]),
        ([SA, "GPL-3.0"], ["GPL-3.0"]),
        ([SA, "GPL-2.0-or-later"], ["GPL-3.0"]),
        ([SA, "LAL-1.3"], [SA, "LAL-1.3"]),
        (["CC-BY-SA-3.0", "LAL-1.3"], [SA]),
        (["LAL-1.3"], [SA, "LAL-1.3"]),
        ([BY, "OGL-UK-3.0"], [BY, SA, NC, NCSA, ND, NCND]),
        (["MIT", SA], [SA]),
        (["MIT", "GPL-3.0"], ["GPL-3.0"]),
        (["Apache-2.0", "GPL-3.0"], ["GPL-3.0"]),
        (["GPL-2.0-or-later", "GPL-3.0"], ["GPL-3.0"]),
        (["GFDL-1.3", PD], ["GFDL-1.3"]),
        (["GFDL-1.2-or-later", "GFDL-1.3"], ["GFDL-1.3"]),
    ],
)
def test_works_together_give_these_recommended_licences(works, expected):
    answer = check_compatibility(works)

    assert answer.adaptation == "yes"
    assert answer.reasons == ()
    assert [result.id for result in answer.results if result.is_recommended] == expected


@pytest.mark.parametrize(
    ("works", "code", "pair"),
    [
        ([BY, ND], "no-derivatives", (ND,)),
        ([NCND], "no-derivatives", (NCND,)),
        ([SA, NC], "share-alike-non-commercial", (SA, NC)),
        ([NC, SA], "share-alike-non-commercial", (SA, NC)),
        ([SA, NCSA], "share-alike-both", (SA, NCSA)),
        (["CC-BY-SA-1.0", "CC-BY-SA-2.0"], "share-alike-version", ("CC-BY-SA-1.0", "CC-BY-SA-2.0")),
        (["CC-BY-SA-3.0", "GPL-3.0"], "copyleft", ("GPL-3.0", "CC-BY-SA-3.0")),
        ([SA, "GPL-2.0"], "copyleft", ("GPL-2.0", SA)),
        (["GPL-2.0", "GPL-3.0"], "copyleft", ("GPL-2.0", "GPL-3.0")),
        ([NC, "GPL-3.0"], "copyleft-non-commercial", ("GPL-3.0", NC)),
        ([NCSA, "LAL-1.3"], "copyleft-non-commercial", ("LAL-1.3", NCSA)),
        (["GFDL-1.3", SA], "documentation-license", ("GFDL-1.3", SA)),
        (["GPL-3.0", "GFDL-1.3"], "documentation-license", ("GFDL-1.3", "GPL-3.0")),
        (["Apache-2.0", "GPL-2.0-only"], "patent-terms", ("GPL-2.0-only", "Apache-2.0")),
        (["CC-SA-1.0", SA], "retired", ("CC-SA-1.0",)),
        (["rs:InC", BY], "no-license", ("rs:InC",)),
        (["CC-SAMPLING-1.0", BY], "no-license", ("CC-SAMPLING-1.0",)),
    ],
)
def test_a_refusal_names_the_works_and_the_clause(works, code, pair):
    answer = check_compatibility(works)
    reason = next(reason for reason in answer.reasons if reason.code == code)

    assert answer.adaptation == "no"
    assert answer.results == ()
    assert reason.works == pair
    assert reason.clause
    assert all(find_license(license_id).short_name in reason.text for license_id in pair)


@pytest.mark.parametrize(
    ("works", "code"),
    [
        (["", BY], "unknown-license"),
        (["access:open"], "unknown-license"),
        (["rs:CNE", BY], "not-evaluated"),
        (["rs:NoC-US"], "not-evaluated"),
        (["CC-BY-SA", SA], "version-unstated"),
        (["GPL", "GPL-3.0"], "version-unstated"),
        (["ODbL-1.0", BY], "unsettled"),
        (["MPL-1.1", "EUPL-1.1"], "unsettled"),
        (["GPL-3.0", "AGPL-3.0"], "unsettled"),
        (["CC-NC-1.0", "CC-BY-NC-4.0"], "retired"),
    ],
)
def test_what_is_not_certain_is_said_to_be_uncertain(works, code):
    answer = check_compatibility(works)

    assert answer.adaptation == "uncertain"
    assert code in {reason.code for reason in answer.reasons}
    assert not any(result.is_recommended for result in answer.results)


def test_three_works_that_agree_in_pairs_may_still_have_no_common_licence():
    answer = check_compatibility([SA, "LAL-1.3", "GPL-3.0"])

    assert answer.adaptation == "no"
    assert "copyleft" in {reason.code for reason in answer.reasons}


@pytest.mark.parametrize(
    ("works", "verdict", "non_commercial", "codes"),
    [
        ([BY], "yes", False, []),
        ([SA, NC, ND], "yes", True, [*LIMITS, "collection-keeps"]),
        ([NCND, PD], "yes", True, [*LIMITS, "collection-keeps"]),
        (["GFDL-1.3", SA, "GPL-3.0"], "yes", False, ["collection-keeps"]),
        (["", BY], "uncertain", False, ["unknown-license", "collection-keeps"]),
        (["rs:UND"], "uncertain", False, ["not-evaluated"]),
        (["rs:InC", ""], "no", False, ["no-license", "unknown-license"]),
        (["", "rs:InC"], "no", False, ["unknown-license", "no-license"]),
        ([], "yes", False, []),
    ],
)  # fmt: skip
def test_works_may_stand_side_by_side(works, verdict, non_commercial, codes):
    answer = check_compatibility(works)

    assert answer.collection == verdict
    assert answer.is_collection_non_commercial is non_commercial
    assert [reason.code for reason in answer.collection_reasons] == codes


@pytest.mark.parametrize("version", ["1.0", "2.0", "2.5", "3.0", "4.0"])
@pytest.mark.parametrize("later", ["1.0", "2.0", "2.5", "3.0", "4.0"])
def test_share_alike_goes_to_later_versions_only(version, later):
    found = results([f"CC-BY-SA-{version}", BY, f"CC-BY-SA-{later}"])
    is_possible = version == later or "1.0" not in {version, later}

    assert bool(found) is is_possible
    assert (f"CC-BY-SA-{max(version, later)}" in found) is is_possible


def test_without_works_there_is_nothing_to_mind():
    answer = check_compatibility([])

    assert (answer.adaptation, answer.collection, answer.reasons) == ("yes", "yes", ())


@given(
    st.lists(
        st.sampled_from([*listed_licenses(), *ALL, "CC-BY", "CC-BY-SA-3.0-DE", "", "?"]), max_size=5
    )
)
def test_the_answer_does_not_depend_on_the_order_and_never_raises(works):
    answers = [check_compatibility(order) for order in list(permutations(works))[:6]]

    assert len({(answer.adaptation, answer.collection) for answer in answers}) == 1
    assert len({frozenset(result.id for result in answer.results) for answer in answers}) == 1


@given(st.lists(st.sampled_from([*listed_licenses(), *ALL]), min_size=1, max_size=4))
def test_a_work_under_no_derivatives_is_never_mixed_and_no_result_is_promised_when_refused(works):
    answer = check_compatibility([*works, ND])

    assert answer.adaptation == "no"
    assert answer.results == ()
