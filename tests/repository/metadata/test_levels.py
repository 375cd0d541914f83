"""Educational levels as partners name them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repository.metadata.levels import normalize_level


@pytest.mark.parametrize(
    ("stated", "levels"),
    [
        # IEEE LOM, NL-LOM, AMB
        ("school", ("1", "2", "3")),
        ("higher education", ("5", "6", "7", "8")),
        ("PO", ("1",)),
        ("VO", ("2", "3")),
        ("MBO", ("3", "4")),
        ("HBO", ("6",)),
        ("WO", ("6", "7")),
        ("https://w3id.org/kim/educationalLevel/level_06", ("6",)),
        ("https://w3id.org/kim/educationalLevel/level_A", ("6", "7", "8")),
        ("ISCED 2011, Level 3", ("3",)),
        ("ISCED 35", ("35",)),
        # plain words
        ("Primary education", ("1",)),
        ("enseignement secondaire", ("2", "3")),
        ("bachillerato", ("3",)),
        ("Sekundarstufe II", ("3",)),
        ("高中", ("3",)),
        ("التعليم الابتدائي", ("1",)),
        ("shule ya msingi", ("1",)),
        ("College / Upper Division", ("6",)),
        ("K-12", ("02", "1", "2", "3")),
        ("Primary; Secondary", ("1", "2", "3")),
        # grades mean what they mean where the word is used
        ("Grade 4", ("1",)),
        ("Grades 6-8", ("1", "2")),
        ("11th grade", ("3",)),
        ("Klasse 5-10", ("2",)),
        ("Class 9", ("2",)),
        # no level
        ("training", ()),
        ("adult education", ()),
        ("https://w3id.org/kim/educationalLevel/level_C", ()),
        # unknown; reading levels are on no scale of ISCED
        ("Level 2", None),
        ("Decodable", None),
        ("Grade 40", None),
        ("ISCED 99", None),
        ("", None),
    ],
)
def test_a_level_is_read(stated, levels):
    assert normalize_level(stated) == levels


@given(
    st.text() | st.from_regex(r"(grades?|klasse|isced|level_) ?\d{1,3}(-\d{1,3})?", fullmatch=True)
)
def test_no_level_raises_and_levels_are_sorted(stated):
    read = normalize_level(stated) or ()

    assert list(read) == sorted(set(read))
