"""Texts as they may be stored and shown."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repository.metadata.texts import clean_line, clean_text


@pytest.mark.parametrize(
    ("stated", "clean"),
    [
        ("  two\n\tlines\u00a0here ", "two lines here"),
        ("vertical\x0btab and NUL\x00", "vertical tab and NUL"),
        ("bell\x07", "bell"),
        ("e\u0301", "é"),
        ("\ufeffmark", "mark"),
        ("\u200b", ""),
        ("می\u200cخواهم", "می\u200cخواهم"),  # the joiner belongs to the word
        ("", ""),
    ],
)
def test_a_line_is_cleaned(stated, clean):
    assert clean_line(stated) == clean


@pytest.mark.parametrize(
    ("stated", "plain"),
    [
        ("AT&amp;T", "AT&T"),
        ("&amp;amp;", "&"),
        ("<p>One</p><p>two<br/>three <b>b</b>old</p>", "One two three bold"),
        ("H<sub>2</sub>O", "H2O"),
        ("&lt;p&gt;Sent as &amp;amp; escaped&lt;/p&gt;", "Sent as & escaped"),
        ("<p>seen</p><script>unseen()</script><!-- nor this -->", "seen"),
        ("a < b and c > d", "a < b and c > d"),
        ("The <title> element", "The <title> element"),
        ("x &copy=1 &copy; y", "x &copy=1 © y"),
        ("<p>unclosed <a href='x", "unclosed"),
    ],
)
def test_markup_is_taken_out_of_a_text(stated, plain):
    assert clean_text(stated) == plain


@given(st.text() | st.text("<>/&;#pbr xa1\n", max_size=60))
def test_whatever_comes_gives_one_composed_line(stated):
    for text in (clean_line(stated), clean_text(stated)):
        assert text == unicodedata.normalize("NFC", text).strip()
        assert not any(unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} for letter in text)
        assert "  " not in text


def test_a_long_hostile_text_is_read_in_linear_time():
    for part in ("<!--", "<p ", "<a <a ", "&lt;", "<script>"):
        assert isinstance(clean_text(part * 100_000), str)


@pytest.mark.parametrize(
    ("stated", "clean"),
    [
        ("inference &amp;amp; regression", "inference & regression"),
        ("&amp;lt;p&amp;gt;Cells&amp;lt;/p&amp;gt;", "Cells"),
        ("R&amp;D", "R&D"),
        ("a < b &lt; c", "a < b < c"),
    ],
)
def test_clean_text_takes_every_layer_off(stated, clean):
    assert clean_text(stated) == clean
    assert clean_text(clean) == clean


@given(st.text(alphabet="&;<>/ampltgpbr# 38x", max_size=60) | st.text())
def test_clean_text_of_clean_text_is_itself(stated):
    clean = clean_text(stated)

    assert clean_text(clean) == clean
