"""Audiences and their ages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repository.metadata.audiences import normalize_audience, read_age_range
from repository.metadata.record import AgeRange


@pytest.mark.parametrize(
    ("stated", "audiences"),
    [
        ("learner", ("learner",)),
        ("manager", ("administrator",)),
        ("http://purl.org/dcx/lrmi-vocabs/educationalAudienceRole/student", ("learner",)),
        ("peerTutor", ("peer-tutor",)),
        ("Teachers, Students", ("teacher", "learner")),
        ("Eltern und Lehrkräfte", ("parent", "teacher")),
        ("enseignants", ("teacher",)),
        ("教师", ("teacher",)),
        ("walimu", ("teacher",)),
        ("general public", ("general-public",)),
        ("group", ()),
        ("librarians of the north", None),
        ("", None),
    ],
)
def test_an_audience_is_read(stated, audiences):
    assert normalize_audience(stated) == audiences


@pytest.mark.parametrize(
    ("stated", "low", "high"),
    [
        ("7-9", 7, 9),
        ("7 – 9 years", 7, 9),
        ("ages 7 to 9", 7, 9),
        ("10 - 12 años", 10, 12),
        ("18-", 18, None),
        ("7+", 7, None),
        ("ab 6 Jahren", 6, None),
        ("2 years and older", 2, None),
        ("U-18", None, 18),
        ("-18", None, 18),
        ("up to 18", None, 18),
        ("12 岁", 12, 12),
        ("adult", 18, None),
    ],
)
def test_an_age_range_is_read(stated, low, high):
    assert read_age_range(stated) == AgeRange(low=low, high=high)


@pytest.mark.parametrize("stated", ["9-7", "1-0", "200", "7-900", "suitable for all", "grade 3"])
def test_an_unreadable_age_is_kept_as_stated(stated):
    assert read_age_range(stated) == AgeRange(stated=stated)


@given(st.text() | st.text("0123456789-+U ", max_size=8))
def test_no_age_raises(stated):
    read = read_age_range(stated)

    assert (read.low or 0) <= (120 if read.high is None else read.high) <= 120
