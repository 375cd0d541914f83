import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.sitemap.sloppy_json import read_json

pytestmark = pytest.mark.database_independent


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ('{"a": 1}', [{"a": 1}]),
        ("", []),
        ('\ufeff {"a": 1}', [{"a": 1}]),
        ('{"a": "one\ntwo\tthree"}', [{"a": "one\ntwo\tthree"}]),
        ('{"a": [1, 2,], }', [{"a": [1, 2]}]),
        ('{"a": "x,]", "b": 2,\n}', [{"a": "x,]", "b": 2}]),
        ('<!-- {"a": 1} -->', [{"a": 1}]),
        ('<!--\n{"a": "<!-- kept -->"}\n//-->'.replace("//", ""), [{"a": "<!-- kept -->"}]),
        ('/*<![CDATA[*/ {"a": 1} /*]]>*/', [{"a": 1}]),
        ('{"a": /* why */ 1}', [{"a": 1}]),
        ('{"a": 1};', [{"a": 1}]),
        ('{"a": 1} {"b": 2}', [{"a": 1}, {"b": 2}]),
        ("{&quot;a&quot;: &quot;R&amp;D&quot;}", [{"a": "R&D"}]),
        ('{"a": "R&amp;D &quot;"}', [{"a": "R&amp;D &quot;"}]),
        ('{"a": NaN}', [{"a": None}]),
    ],
)
def test_json_of_web_pages_is_read(text: str, values: list[Any]):
    assert list(read_json(text).values) == values


def test_repairs_are_named():
    assert read_json('{"a": 1}').repairs == ()
    assert "commas" in read_json('{"a": 1,}').repairs


@pytest.mark.parametrize(
    "text", ["{", '{"a" 1}', "hello", '{"a": "b}', "[" * 100_000, '{"a": ' + "9" * 5000 + "}"]
)
def test_what_cannot_be_read_is_a_value_error(text: str):
    with pytest.raises(ValueError, match=r"\w"):
        read_json(text)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(value=st.dictionaries(st.text(), VALUES, min_size=1))
def test_mending_leaves_the_values_as_they_are(value: dict[str, Any]):
    sloppy = f"<!-- {json.dumps(value)[:-1]},}};"

    assert list(read_json(sloppy).values) == [value]


@given(text=st.text(alphabet='{}[]",:a1 \n\\&quot;<!->/*'))
def test_any_text_is_read_or_refused(text: str):
    try:
        read_json(text)
    except ValueError:
        return
