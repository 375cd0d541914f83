"""Which text of a record a reader gets, which way it runs, and how it is cut."""

import pytest

from repository.pages.texts import choose_text, shorten


@pytest.mark.parametrize(
    ("reader", "own", "expected"),
    [
        (["fr"], ["en"], ("fr", "F")),
        (["fr-CA", "en"], ["en"], ("fr", "F")),
        (["zh-hans"], ["en"], ("zh-Hans", "Z")),
        (["zh-hant"], ["en"], ("zh-Hans", "Z")),
        (["sw", "fr"], ["en"], ("fr", "F")),
        (["sw"], ["en"], ("en", "E")),
        (["sw"], ["de"], ("", "U")),
    ],
)
def test_text_is_the_reader_s_or_else_the_work_s_own(reader, own, expected):
    texts = {"en": ("E", "second"), "fr": ("F",), "und": ("U",), "zh-Hans": ("Z",), "sw": ()}

    chosen = choose_text(texts, reader=reader, own=own)

    assert (chosen.language, chosen.text) == expected


def test_text_of_an_empty_map_is_none():
    assert choose_text({}, reader=["en"]) is None
    assert choose_text({"en": ()}, reader=["en"]) is None


def test_long_text_is_cut_between_words():
    assert shorten("one two  three\nfour", width=14) == "one two three…"
    assert shorten("short", width=14) == "short"


def test_long_text_without_spaces_is_cut_anywhere():
    assert shorten("x" * 50, width=10) == "x" * 10 + "…"


def test_wide_characters_count_double():
    assert shorten("大学代数：函数、方程与图像", width=10) == "大学代数…"
