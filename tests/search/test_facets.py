"""What facet values are called."""

import pytest

from repository.models import Provider
from search.facets import label
from tests.factories import make_provider


@pytest.mark.parametrize(
    ("facet", "value", "name"),
    [
        ("language", "sw", "Swahili"),
        ("license_class", "open-with-nc", "Open, non-commercial"),
        ("license", "CC-BY-SA-4.0", "CC BY-SA 4.0"),
        ("level", "2", "Lower secondary"),
        ("resource_type", "lesson-plan", "Lesson plan"),
        ("audience", "teacher", "Teachers"),
        ("resource_type", "unheard-of", "unheard-of"),
        ("year", "2019", "2019"),
        ("age", "6-8", "6 to 8 years"),
        ("age", "18-120", "18 years and over"),
        ("age", "5-99", "5-99"),
        ("file_type", "document", "Text document (Word, ODT)"),
        ("file_type", "application/x-odd", "application/x-odd"),
        ("offline", "yes", "Can be downloaded or printed"),
        ("accessibility_feature", "captions", "Captions"),
    ],
)
def test_a_value_is_called_as_people_call_it(facet, value, name):
    assert label(facet, value, "en") == name


def test_languages_are_named_in_the_reader_s_language():
    assert label("language", "de", "fr") == "Allemand"
    assert label("language", "de", "zh-hans") == "德语"


def test_countries_are_named_in_the_reader_s_language_and_unknown_ones_by_their_code():
    assert label("country", "ZA", "en") == "South Africa"
    assert label("country", "ZA", "zh-hans") == "南非"
    assert label("country", "XX", "en") == "XX"


@pytest.mark.django_db
def test_subjects_are_named_in_the_reader_s_language_and_unknown_ones_by_their_id():
    assert label("subject", "algebra", "fr") == "Algèbre"
    assert label("subject", "algebra", "zh-hans") == "代数"
    assert label("subject", "https://x.example/unknown", "en") == "https://x.example/unknown"


@pytest.mark.django_db
def test_a_provider_is_called_by_its_name_also_when_it_is_new():
    make_provider("first", name="The First")
    assert label("provider", "first", "en") == "The First"

    make_provider("second", name="The Second")

    assert label("provider", "second", "en") == "The Second"
    assert label("provider", "third", "en") == "third"
    assert Provider.objects.count() == 2
