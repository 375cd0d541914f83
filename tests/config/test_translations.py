"""Catalogues are collected, checked and compiled without gettext."""

import gettext

import pytest

from config import translations

pytestmark = pytest.mark.database_independent

MODEL = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext

_("A record")
ngettext("one hit", "%(count)s hits", 2)
pgettext("licence class", "Open")
"""
PAGE = """{% load i18n %}
    <h1>{% translate "Find it" %}</h1>
  {% blocktranslate trimmed with name=x %}
     From {{ name }}
  {% endblocktranslate %}
"""
RUSSIAN = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 "
"&& (n%100<10 || n%100>=20) ? 1 : 2);\n"

msgid "A record"
msgstr "Запись"

#, python-format
msgid "one hit"
msgid_plural "%(count)s hits"
msgstr[0] "%(count)s запись"
msgstr[1] "%(count)s записи"
msgstr[2] "%(count)s записей"

msgctxt "licence class"
msgid "Open"
msgstr "Открытая"

msgid "Find it"
msgstr "Найти"

#, python-format
msgid "From %(name)s"
msgstr "Из %(name)s"
"""


@pytest.fixture
def sources(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    settings.LANGUAGES = [("en", "English"), ("ru", "Русский")]
    (tmp_path / "repository").mkdir()
    (tmp_path / "repository" / "models.py").write_text(MODEL)
    (tmp_path / "repository" / "page.html").write_text(PAGE)
    return tmp_path


def write_russian(text=RUSSIAN):
    file = translations.catalog_file("ru")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def test_messages_of_code_and_templates_are_collected(sources):
    found = {(message.id, message.context) for message in translations.collect_messages()}

    assert found - {("", None)} == {
        ("A record", None),
        (("one hit", "%(count)s hits"), None),
        ("Open", "licence class"),
        ("Find it", None),
        ("From %(name)s", None),
    }


def test_whole_catalog_has_no_problems(sources):
    write_russian()

    assert list(translations.iter_problems()) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("Запись", "", "ru: not translated: 'A record'"),
        ('msgid "A record"', '#, fuzzy\nmsgid "A record"', "ru: marked fuzzy: 'A record'"),
        ('msgid "A record"', 'msgid "An item"', "ru: missing: 'A record'"),
        ('msgid "A record"', 'msgid "An item"', "ru: no longer in the sources: 'An item'"),
        ("Из %(name)s", "Из %(nam)s", "'From %(name)s'"),
    ],
)
def test_faulty_catalog_is_told_with_the_text(sources, old, new, problem):
    write_russian(RUSSIAN.replace(old, new))

    assert problem in "\n".join(translations.iter_problems())


def test_absent_catalog_is_a_problem(sources):
    assert list(translations.iter_problems()) == [
        "ru: no catalogue; run manage.py update_translations"
    ]


def test_update_adds_new_texts_and_keeps_translations(sources):
    write_russian(RUSSIAN.replace('msgid "A record"', 'msgid "An item"'))

    translations.update_catalogs()

    updated = translations.read_catalog("ru")
    assert updated.get("Find it").string == "Найти"
    assert updated.get("A record").string == ""
    assert updated.get("An item") is None


def test_compiled_catalog_is_what_gettext_reads(sources):
    write_russian()

    [compiled] = translations.compile_catalogs()

    with compiled.open("rb") as file:
        texts = gettext.GNUTranslations(file)
    assert texts.gettext("A record") == "Запись"
    assert texts.pgettext("licence class", "Open") == "Открытая"
    assert texts.ngettext("one hit", "%(count)s hits", 3) == "%(count)s записи"


def test_unchanged_catalog_is_not_compiled_again(sources):
    write_russian()
    translations.compile_catalogs()

    assert translations.compile_catalogs() == []
