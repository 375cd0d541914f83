import pytest

from harvester.crosswalks.extents import is_duration


@pytest.mark.parametrize(
    "extent", ["PT4M30S", "P1DT2H", "4:30", "01:02:03", "45 min", "1 hour", "2 h 15 min.", "90s"]
)
def test_is_duration_of_a_time_is_true(extent: str):
    assert is_duration(extent)


@pytest.mark.parametrize(
    "extent", ["", "P", "PT", "12 pages", "14 MB", "6 weeks", "1 disc (45 min)", "m", "1" * 5000]
)
def test_is_duration_of_anything_else_is_false(extent: str):
    assert not is_duration(extent)
