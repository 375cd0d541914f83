"""Durations, and the slips that stand for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repository.metadata.durations import UNREADABLE, read_duration


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [
        ("PT45M", 2700),
        ("PT1H30M", 5400),
        ("PT1.5H", 5400),
        ("P2W", 1_209_600),
        ("P1DT2H", 93_600),
        ("P0Y0M0DT0H40M0S", 2400),
        ("PT0S", 0),
        ("00:31:33", 1893),
        ("00:31:33 Playing time", 1893),
        ("2 hours", 7200),
        ("1 h 30 min", 5400),
        ("47m58s", 2878),
        ("1 heure et 30 minutes", 5400),
        ("30 分钟", 1800),
    ],
)
def test_a_plain_duration_is_read(stated, seconds):
    assert read_duration(stated) == (seconds, False)


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [
        ("P30M", 1800),
        ("T47M58S", 2878),
        ("P1H30M", 5400),
        ("P1Y", 31_536_000),
        ("P1M2D", 2_764_800),
    ],
)
def test_a_doubtful_duration_is_marked(stated, seconds):
    assert read_duration(stated) == (seconds, True)


@pytest.mark.parametrize(
    "stated", ["", "P", "PT", "1:30", "foo", "10 pages", "P99999999Y", "3 or 4 hours", "m"]
)
def test_an_unreadable_duration_is_not_guessed(stated):
    assert read_duration(stated) == UNREADABLE


@given(
    days=st.integers(0, 400),
    hours=st.integers(0, 100),
    minutes=st.integers(0, 100),
    seconds=st.integers(0, 100),
)
def test_duration_that_is_written_by_the_standard_is_read_exactly(days, hours, minutes, seconds):
    stated = f"P{days}DT{hours}H{minutes}M{seconds}S"

    read = read_duration(stated)

    assert read == (((days * 24 + hours) * 60 + minutes) * 60 + seconds, False)
    assert read_duration(f" {stated.lower()}\n").seconds == read.seconds


@given(st.text() | st.text("P0123456789YMWDTHS.,: ", max_size=20))
def test_no_duration_raises_or_is_endless(stated):
    seconds = read_duration(stated).seconds

    assert seconds is None or 0 <= seconds <= 10 * 366 * 86400
