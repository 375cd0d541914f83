"""Queries find records in other languages by what is named in both, on every engine."""

import msgspec
import pytest

from search.queries import SearchQuery
from search.services import search, with_concepts
from tests.search.samples import fill, make_document

pytestmark = pytest.mark.django_db


def about(title: str, language: str, *concepts: str, text: str = ""):
    document = make_document(title, language=language, id=title, text=text)
    return msgspec.structs.replace(document, concepts=concepts)


@pytest.fixture
def library(backend):
    return fill(
        backend,
        about("Photosynthesis for beginners", "en", "photosynthesis", "photosynthesis"),
        about("Fotosíntesis", "es", "photosynthesis", "photosynthesis"),
        about("Botany lesson", "en", "photosynthesis", "plants", "cells", "trees"),
        about("Fractions", "en", "fractions"),
        about("Plain words about light", "en"),
    )


def found(backend, text: str, *languages: str, **query) -> list[str]:
    asked = SearchQuery(text=text, reader_languages=languages, **query)
    return [hit.resource_id for hit in search(asked, backend=backend).hits]


@pytest.mark.parametrize(
    ("text", "language"),
    [("usanisinuru", "sw"), ("光合作用", "zh-hans"), ("प्रकाश संश्लेषण", "hi"), ("фотосинтез", "ru")],
)
def test_a_record_in_another_language_is_found(library, text, language):
    hits = found(library, text, language)
    assert {"Photosynthesis for beginners", "Fotosíntesis", "Botany lesson"} == set(hits)
    assert hits[-1] == "Botany lesson"  # it is about much else, too


def test_the_words_themselves_count_most(library):
    hits = found(library, "photosynthesis", "en")
    assert hits[0] == "Photosynthesis for beginners"
    assert set(hits[1:]) == {"Fotosíntesis", "Botany lesson"}


def test_the_other_words_of_the_query_have_to_match_as_before(library):
    assert found(library, "beginners photosynthesis", "en") == ["Photosynthesis for beginners"]


def test_what_is_excluded_is_words_and_not_meanings(library):
    assert set(found(library, "usanisinuru -botany", "sw")) == {
        "Photosynthesis for beginners",
        "Fotosíntesis",
    }


def test_a_phrase_is_taken_as_it_stands(library):
    assert found(library, '"photosynthesis for beginners"') == ["Photosynthesis for beginners"]
    assert found(library, '"water cycle"') == []


def test_what_names_nothing_is_searched_as_words(library):
    assert found(library, "plain light words") == ["Plain words about light"]


def test_names_inside_unspaced_text_are_set_apart():
    query = with_concepts(SearchQuery(text="光合作用实验", reader_languages=("zh",)))
    assert query.text.split() == ["光合作用", "实验"]
    assert [one.concepts for one in query.concepts] == [("photosynthesis",), ("scientific-method",)]


def test_where_no_record_has_most_words_what_is_named_is_found(library):
    page = search(SearchQuery(text="safari ya usanisinuru porini"), backend=library)

    assert page.is_relaxed
    assert {hit.resource_id for hit in page.hits} == {
        "Photosynthesis for beginners",
        "Fotosíntesis",
        "Botany lesson",
    }
    assert set(found(library, "safari ya usanisinuru porini -botany")) == {
        "Photosynthesis for beginners",
        "Fotosíntesis",
    }


def test_what_is_named_does_not_stand_in_for_a_phrase(library):
    assert found(library, 'usanisinuru "safari ya porini"', "sw") == []
