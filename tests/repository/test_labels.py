"""Every controlled value of a record has a name in every language of the interface."""

from typing import get_args

import pytest
from django.conf import settings
from django.utils import translation

from repository import labels
from repository.metadata import record

KINDS = [
    (record.ResourceType, labels.RESOURCE_TYPES),
    (record.Audience, labels.AUDIENCES),
    (record.DeliveryChannel, labels.DELIVERY_CHANNELS),
    (record.ContributorRole, labels.CONTRIBUTOR_ROLES),
    (record.DateKind, labels.DATE_KINDS),
    (record.RelationKind, labels.RELATION_KINDS),
    (record.IdentifierScheme, labels.IDENTIFIER_SCHEMES),
]


@pytest.mark.parametrize(("values", "names"), KINDS)
def test_every_controlled_value_has_a_name(values, names):
    assert set(names) == set(get_args(values))


@pytest.mark.usefixtures("interface_languages")
@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_names_of_one_kind_differ_in_every_language(language):
    with translation.override(language):
        for names in (labels.RESOURCE_TYPES, labels.EDUCATIONAL_LEVELS, labels.RELATION_KINDS):
            told = [str(name) for name in names.values()]
            assert len(set(told)) == len(told)


@pytest.mark.parametrize(
    ("level", "name"),
    [
        ("3", "Upper secondary"),
        ("34", "Upper secondary, general"),
        ("64", "Bachelor or equivalent"),
        ("x", "x"),
    ],
)
def test_level_goes_by_its_own_name_or_that_of_its_first_digit(level, name):
    assert labels.level_label(level) == name


@pytest.mark.parametrize(
    ("tag", "display", "name"),
    [
        ("sw", "en", "Swahili"),
        ("fr", "ru", "Французский"),
        ("zh-Hant", "zh-hans", "繁体中文"),
        ("ar", "ar", "العربية"),
        ("mul", "fr", "Multilingue"),
        ("no such tag", "en", "no such tag"),
        ("en", "no such language", "English"),
    ],
)
def test_language_is_named_in_the_reader_s_language(tag, display, name):
    assert labels.language_name(tag, display) == name
