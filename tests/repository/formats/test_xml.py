"""XML built by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from repository.formats.xml import finished, language_attribute, quoted


@given(st.text(st.characters(), max_size=50))
def test_any_attribute_value_is_read_back(value):
    document = finished(("<a b=", quoted(value), "/>"))

    legal = finished((value,)).decode()
    assert etree.fromstring(document).get("b") == legal


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("fr", ' xml:lang="fr"'),
        ("zh-Hant-TW", ' xml:lang="zh-Hant-TW"'),
        ("und", ""),
        ("", ""),
        ("en_US", ""),
        ('x" onclick="', ""),
        ("undetermined", ""),
    ],
)
def test_language_attribute_is_left_out_where_it_would_be_invalid(tag, expected):
    assert language_attribute(tag) == expected
