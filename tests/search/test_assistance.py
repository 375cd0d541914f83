"""Suggestions, corrections and similar records, on every engine."""

import pytest

from repository.metadata.record import Subject
from repository.models import LearningResource
from search.services import correct, index_changes, similar, suggest
from tests.factories import make_resource

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def engine(settings, backend_url):
    settings.SEARCH_URL = backend_url


def store(*titles: str, language: str = "en", **fields) -> None:
    for title in titles:
        make_resource(
            identifier=title, titles={language: (title,)}, languages=(language,), **fields
        )


def index() -> None:
    index_changes()


def suggested(typed: str, *languages: str, **options) -> list[str]:
    return [one.text for one in suggest(typed, languages=languages, **options)]


# --- Suggestions ---------------------------------------------------------------------------------


def test_nothing_is_suggested_for_what_is_no_word():
    store("Algebra")
    index()

    for typed in ("", "   ", "?!", "\ud800", "-", '"', "x" * 5_000, "(b.*"):
        assert suggested(typed) == []


def test_titles_and_subjects_that_go_on_so_are_suggested():
    store("Linear algebra", keywords={"en": ("Algebraic curves", "Rings")})
    store("Poems", subjects=(Subject(label="Algebra and number theory", language="en"),))
    index()

    assert set(suggested("alg")) == {
        "Linear algebra",
        "Algebraic curves",
        "Algebra and number theory",
    }
    assert suggested("linear al") == ["Linear algebra"]
    assert suggested("ALGEBRÁIC c") == ["Algebraic curves"]
    assert suggested("zebra") == []


def test_suggestions_in_the_reader_s_languages_come_first_and_each_only_once():
    store("Algèbre linéaire", language="fr")
    store("Algebra", "algebra!", "Algebra for all")
    index()

    assert suggested("alg", "fr")[0] == "Algèbre linéaire"
    assert len(suggested("algebra")) == 2
    assert len(suggested("alg", limit=1)) == 1


def test_suggestions_come_in_every_script():
    store("光合作用教学", language="zh")
    store("คณิตศาสตร์เบื้องต้น", language="th")
    store("الكتاب المدرسي", language="ar")
    index()

    assert suggested("光") == suggested("光合") == ["光合作用教学"]
    assert suggested("คณิต") == ["คณิตศาสตร์เบื้องต้น"]
    assert suggested("الكت") == ["الكتاب المدرسي"]


# --- Corrections ---------------------------------------------------------------------------------


MEANT = {
    "photosyntesis": "photosynthesis",
    "photosynthesis": "",
    "photosyntesis in plnats": "photosynthesis in plants",
    "algerba": "algebra",
    "matematikas": "matemáticas",
    "zzzzzzzz": "",
    "xyz": "",
    "": "",
    "光合作": "",
    '-algerba "algerba"': "",
}


def test_words_that_no_record_has_are_put_right():
    store("Photosynthesis in plants", "Algebra", "光合作用")
    store("Matemáticas", language="es")
    index()

    assert {typed: correct(typed) for typed in MEANT} == MEANT


def test_of_words_equally_near_the_more_frequent_one_is_meant():
    store("Planes", "Plants one", "Plants two", "Plants three")
    index()

    assert correct("planus") in {"plants", "planes"}
    assert correct("plantes") == "plants"


# --- Similar records -----------------------------------------------------------------------------


def similar_to(title: str, **options) -> list[str]:
    resource = LearningResource.objects.get(title=title)
    return [one.title for one in similar(resource.id, **options)]


def test_records_that_share_rare_words_are_similar_and_never_the_record_itself():
    store("Photosynthesis in plants", "Photosynthesis of algae", "Plants", "Poems of spring")
    store(*(f"Lesson {n} about lakes" for n in range(5)))
    index()

    assert set(similar_to("Photosynthesis in plants")) == {"Photosynthesis of algae", "Plants"}
    assert similar_to("Poems of spring") == []
    assert len(similar_to("Lesson 1 about lakes", limit=2)) == 2


def test_what_was_withdrawn_since_is_not_similar_to_anything():
    store("Photosynthesis in plants", "Photosynthesis of algae")
    index()
    make_resource(identifier="Photosynthesis of algae", withdrawn=True)

    assert similar_to("Photosynthesis in plants") == []


def test_nothing_is_similar_to_what_is_not_there():
    store("Algebra")
    index()
    resource = LearningResource.objects.get()

    assert similar(type(resource.id)(int=0)) == []
