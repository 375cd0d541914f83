import csv

import pytest

from licensing.normalization import normalize
from tests.corpus import corpus_path

pytestmark = pytest.mark.database_independent


@pytest.fixture(scope="module")
def gold():
    with corpus_path("rights-gold.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def is_right(row):
    return normalize(row["value"]).id == ("" if row["expected"] == "-" else row["expected"])


def test_what_is_claimed_of_real_statements_is_right(gold):
    claimed = [row for row in gold if normalize(row["value"]).id]
    wrong = [row["value"] for row in claimed if not is_right(row)]

    assert len(wrong) <= len(claimed) * 0.01, wrong


@pytest.mark.parametrize(("kind", "share"), [("license", 0.97), ("public-domain", 0.97)])
def test_licences_in_real_statements_are_found(gold, kind, share):
    labelled = [row for row in gold if row["kind"] == kind]
    missed = [row["value"] for row in labelled if not is_right(row)]

    assert len(missed) <= len(labelled) * (1 - share), missed


def test_real_statements_are_of_the_kind_a_person_says(gold):
    differing = [row["value"] for row in gold if normalize(row["value"]).kind != row["kind"]]

    assert len(differing) <= len(gold) * 0.05, differing
