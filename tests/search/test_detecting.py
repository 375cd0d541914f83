"""The language assumed of texts that state none."""

import pytest

from search.detecting import detect_language

pytestmark = pytest.mark.database_independent


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\n", "12345 67890 12345", "\ufffd" * 40, "\x00" * 40, "http://example.org/a"],
)
def test_what_is_no_text_has_no_language(text):
    assert detect_language(text) == ""


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Mathématiques pour les enfants", "fr"),
        ("Die Häuser der Kinder am Fluss", "de"),
        ("Matemáticas básicas para los niños", "es"),
        ("Historia ya kale ya Afrika Mashariki", "sw"),
        ("Підручник з математики для школи", "uk"),
        ("الكتب المدرسية للمعلمين", "ar"),
    ],
)
def test_a_language_is_detected_where_it_is_certain(text, language):
    assert detect_language(text) == language
    assert detect_language(f"{text}\n" * 50) == language


@pytest.mark.parametrize("text", ["Introduction", "Die Kinder", "Xyzzy qwrtz plugh foobar"])
def test_short_and_odd_texts_are_not_guessed_at(text):
    assert detect_language(text) == ""


@pytest.mark.parametrize(
    ("stated", "language"),
    [(("fr",), ""), (("en",), ""), (("en", "fr-CA"), "fr"), (("en", "de"), "")],
)
def test_what_the_record_states_is_never_contradicted(stated, language):
    assert detect_language("Mathématiques pour les enfants", stated) == language


def test_a_language_of_another_script_is_not_believed():
    assert detect_language("Urok matematiki i russkogo yazyka") in {"", "sr", "hr", "sl", "cs"}
