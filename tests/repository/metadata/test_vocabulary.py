"""Tables of words."""

import pytest

from repository.metadata.vocabulary import DATA, fold_term, look_up, read_words


@pytest.mark.parametrize(
    "term", ["lessonPlan", "lesson_plan", "Lesson Plan", " LESSON-PLAN. ", "lesson/plan"]
)
def test_spellings_of_a_term_are_one(term):
    assert fold_term(term) == "lesson plan"


def test_a_plural_is_looked_up_as_its_singular():
    assert look_up({"photo": "image"}, "photos") == "image"
    assert look_up({"photo": "image"}, "photox") is None


def test_no_word_of_a_table_has_two_meanings():
    for path in sorted(DATA.glob("*.toml")):
        if "[words]" in path.read_text("utf-8"):
            assert read_words(path.name)
