"""How far words are apart."""

import pytest

from search.spelling import count_edits


@pytest.mark.database_independent
@pytest.mark.parametrize(
    ("first", "second", "edits"),
    [
        ("", "", 0),
        ("abc", "abc", 0),
        ("abc", "acb", 1),
        ("abc", "ab", 1),
        ("abc", "abcd", 1),
        ("abc", "xbc", 1),
        ("abcd", "badc", 2),
        ("abc", "xyz", 3),
        ("a", "abcdef", 3),
    ],
)
def test_edits_are_counted_up_to_a_limit(first, second, edits):
    assert count_edits(first, second, most=2) == count_edits(second, first, most=2) == edits
