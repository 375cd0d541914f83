"""What was typed, and what has to match."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.queries import MAX_QUERY_CHARACTERS
from search.query_text import MAX_WORDS, parse_query

pytestmark = pytest.mark.database_independent


def read(text: str, *languages: str) -> dict[str, object]:
    """Give the folded words of each part that is not empty."""
    parsed = parse_query(text, reader_languages=languages)
    parts = {
        "required": [word.folded for word in parsed.required],
        "optional": [word.folded for word in parsed.optional],
        "phrases": [" ".join(word.folded for word in phrase) for phrase in parsed.phrases],
        "excluded": [" ".join(word.folded for word in phrase) for phrase in parsed.excluded],
    }
    return {name: words for name, words in parts.items() if words}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", {}),
        ("  \t ", {}),
        ("Linear Algebra", {"required": ["linear", "algebra"]}),
        ("algebra Algebra ALGEBRA", {"required": ["algebra"]}),
        ('"Linear Algebra" maps', {"required": ["maps"], "phrases": ["linear algebra"]}),
        ('«linear algebra» „linear maps“', {"phrases": ["linear algebra", "linear maps"]}),
        ('"algebra"', {"required": ["algebra"]}),
        ('"linear algebra', {"required": ["linear", "algebra"]}),
        ('""', {}),
        ("algebra -linear", {"required": ["algebra"], "excluded": ["linear"]}),
        ('algebra -"linear maps"', {"required": ["algebra"], "excluded": ["linear maps"]}),
        ("algebra −linear", {"required": ["algebra"], "excluded": ["linear"]}),
        ("e-learning", {"required": ["e", "learning"]}),
        ("-e-learning", {"excluded": ["e learning"]}),
        ("algebra - linear", {"required": ["algebra", "linear"]}),
        ("algebra --linear", {"required": ["algebra", "linear"]}),
        ("title:algebra OR (maps)", {"required": ["title", "algebra", "or", "maps"]}),
        ("l'eau d’Alembert", {"required": ["eau", "alembert"]}),
        ("光合作用 Python", {"required": ["光合", "合作", "作用", "python"]}),
        ("光", {"required": ["光"]}),
        ('"光合作用"', {"phrases": ["光合 合作 作用"]}),
        ("😀 ???", {}),
        ("how to teach fractions", {"optional": ["how", "to"], "required": ["teach", "fractions"]}),
        ("the cell", {"required": ["the", "cell"]}),
        ("to be", {"required": ["to", "be"]}),
        ("die Kinder", {"required": ["die", "kinder"]}),
    ],
)  # fmt: skip
def test_a_query_is_read_as_meant(typed, expected):
    assert read(typed) == expected


def test_function_words_of_the_reader_s_languages_are_optional():
    assert read("die Kinder", "de-AT") == {"required": ["kinder"], "optional": ["die"]}
    assert read("die Kinder", "en") == {"required": ["die", "kinder"]}


def test_long_queries_are_cut():
    words = " ".join(f"w{number}" for number in range(100))

    assert len(parse_query(words).required) == MAX_WORDS
    assert read("a" * 90 + " b" * MAX_QUERY_CHARACTERS)["required"] == ["a" * 90, "b"]
    assert len(parse_query('"' + words + '"').phrases[0]) == MAX_WORDS


@given(st.text(max_size=200))
def test_every_text_is_a_query_of_words(typed):
    parsed = parse_query(typed)

    words = [*parsed.required, *parsed.optional, *sum((*parsed.phrases, *parsed.excluded), ())]
    assert all(word.folded and " " not in word.folded for word in words)
    assert len(words) <= MAX_WORDS
    assert parsed.is_empty == (not words)
