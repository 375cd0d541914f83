"""Sentences in thirteen languages that no rule was made for: traps, slips, ports, retired tools."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from licensing.normalization import normalize

pytestmark = pytest.mark.database_independent

LANGUAGES = ("ar", "de", "en", "es", "fr", "id", "it", "ja", "nl", "pt", "ru", "tr", "zh")
AT_LEAST = 15

with (Path(__file__).parent / "held_out.tsv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def id_of(row):
    return "" if row["id"] == "-" else row["id"]


def test_every_language_is_asked_often_enough():
    counts = Counter(row["language"] for row in ROWS)

    assert {
        language: counts[language] for language in LANGUAGES if counts[language] < AT_LEAST
    } == {}
    assert len({row["statement"] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_licence_of_a_sentence_is_read_and_none_is_made_up(language):
    rows = [row for row in ROWS if row["language"] == language]

    wrong = [
        (row["statement"], normalize(row["statement"]).id)
        for row in rows
        if normalize(row["statement"]).id != id_of(row)
    ]

    assert wrong == []


def test_kinds_of_sentences_are_those_a_person_names():
    differing = [row for row in ROWS if normalize(row["statement"]).kind != row["kind"]]

    assert len(differing) <= len(ROWS) * 0.02, differing


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["statement"])
def test_case_and_white_space_of_a_sentence_do_not_matter(row):
    plain = normalize(row["statement"])
    spaced = re.sub(r" (?![^<]*>)", " \n\t ", row["statement"])
    spellings = [f"\n {row['statement']} ", spaced]
    if row["language"] != "tr":  # the capital of a dotless i is another letter
        spellings += [row["statement"].upper(), row["statement"].lower()]

    assert {(normalize(one).id, normalize(one).kind) for one in spellings} == {
        (plain.id, plain.kind)
    }


@pytest.mark.parametrize(
    ("statement", "license_id", "evidence"),
    [
        (
            "Creative Commons Attribution</span> - <span class='x'>NonCommercial 4.0",
            "CC-BY-NC-4.0",
            "Creative Commons Attribution</span> - <span class='x'>NonCommercial 4.0",
        ),
        ("Attribution\n            - NonCommercial 4.0", "CC-BY-NC-4.0", None),
        ("CC BY          NC 4.0", "CC-BY-NC-4.0", None),
        ("Creative Commons <b>Attribution</b><br/><i id='y'>ShareAlike</i>", "CC-BY-SA", ...),
        (
            '<p>See   <a  href="https://creativecommons.org/licenses/by-nd/4.0/">here</a></p>',
            "CC-BY-ND-4.0",
            "https://creativecommons.org/licenses/by-nd/4.0/",
        ),
        ("CC BY 4.0,   no\n    commercial   use", "", ...),
    ],
)
def test_markup_and_wide_gaps_between_words_take_nothing_away(statement, license_id, evidence):
    match = normalize(statement)

    assert match.id == license_id
    assert match.evidence == statement[match.start : match.end]
    if evidence is not ...:
        assert match.evidence == (evidence or statement)


@pytest.mark.parametrize("row", [row for row in ROWS if row["kind"] == "license" and id_of(row)])
def test_what_was_read_reads_the_same_again(row):
    match = normalize(row["statement"])

    again = normalize(match.evidence)

    assert again.id == match.id
    assert normalize(again.id).id == match.id
