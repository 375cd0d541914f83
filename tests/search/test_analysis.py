"""Which forms of a text and of a query are searched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import folding
from search.analysis import (
    GROUPS,
    AnalyzedWord,
    analyze_text,
    analyze_words,
    folded_words,
    groups_of_text,
)

pytestmark = pytest.mark.database_independent


def names(text: str, language: str, *record_languages: str) -> list[str]:
    return [group.name for group in groups_of_text(text, language, record_languages)]


@pytest.mark.parametrize(
    ("text", "language", "record_languages", "groups"),
    [
        ("Häuser", "de", (), ["de"]),
        ("Häuser", "de-AT", ("en",), ["de"]),
        ("Hus", "nn", (), ["no"]),
        ("Nyumba", "sw", ("en",), []),
        ("Houses", "und", ("en-GB",), ["en"]),
        ("Houses", "", ("fr", "en", "fr-CA"), ["fr", "en"]),
        ("Houses", "und", ("ru",), []),
        ("Houses", "und", (), []),
        ("Дома", "und", ("en", "ru"), ["ru"]),
        ("Дома", "und", (), ["bg", "ru", "sr"]),
        ("123", "und", ("en",), []),
        ("Школа", "hr-Cyrl", (), ["sr"]),
    ],
)
def test_the_stemmer_is_that_of_the_language_stated(text, language, record_languages, groups):
    assert names(text, language, *record_languages) == groups


def test_a_text_has_all_its_forms():
    analyzed = analyze_text("Les élèves: 光合作用 ici", language="fr")

    assert analyzed.words == "les eleves ici"
    assert analyzed.exact == "les élèves ici"
    assert analyzed.spelled == "élèves"
    assert analyzed.stems == "fr:elev fr:ici"
    assert analyzed.grams() == ("光合 合作 作用", "光 合 作 用")


def test_an_empty_text_has_no_forms():
    analyzed = analyze_text(" … ", language="en")

    assert not any((analyzed.words, analyzed.exact, analyzed.stems, *analyzed.grams()))


def test_a_word_of_a_query_is_analyzed_for_every_group_of_its_script():
    [latin] = analyze_words("Énergie")
    [cyrillic] = analyze_words("Уроки")
    [devanagari] = analyze_words("पाठ")

    assert names_of(latin) == {group.name for group in GROUPS if "Latn" in group.scripts}
    assert "fr:energ" in latin.stems
    assert cyrillic.stems == ("bg:урок", "ru:урок", "sr:urok")
    assert names_of(devanagari) == {"hi", "ne"}


def names_of(word: AnalyzedWord) -> set[str]:
    return {stem.partition(":")[0] for stem in word.stems}


@pytest.mark.parametrize(
    ("text", "language", "stems"),
    [
        ("Die Häuser", "de", "de:haus"),  # function words have none
        ("énergies", "fr", "fr:energ"),  # folded
        ("užduotys", "lt", "lt:uzd"),
        ("تعلم Python", "ar", "ar:تعلم"),  # nobody asks for a word by another script's stem
        ("42", "en", ""),
        ("Häuser", "zxx", ""),
    ],
)
def test_a_text_has_stems_by_which_a_query_can_find_it(text, language, stems):
    assert analyze_text(text, language=language).stems == stems


def test_words_of_a_text_in_one_of_several_languages_have_stems_of_all():
    analyzed = analyze_text("universities", record_languages=("fr", "en"))

    assert analyzed.stems == "fr:universit en:universiti"


def test_a_run_of_a_query_is_searched_by_pairs_and_alone_by_its_character():
    assert [(word.folded, word.form) for word in analyze_words("用光合 光")] == [
        ("用光", "pairs"),
        ("光合", "pairs"),
        ("光", "characters"),
    ]


def test_no_language_is_in_two_groups():
    languages = [language for group in GROUPS for language in group.languages]

    assert len(languages) == len(set(languages))


@given(
    text=st.text(max_size=80)
    | st.text(alphabet="aÉé'’l I\u0130ıß\u0301 Σσ\u093cक,.-\u200d\xa0\u200b\u00b4", max_size=80),
    language=st.sampled_from(["en", "fr", "tr", "und", "ar"]),
)
def test_words_are_the_same_whether_a_text_is_analyzed_whole_or_word_by_word(text, language):
    text, _ = folding.split_runs(folding.compose(text))
    lowered = folding.spaced(folding.lower(text, language))

    analyzed = analyze_text(text, language=language)

    assert analyzed.exact == lowered
    assert analyzed.words == " ".join(filter(None, folding.fold_words(lowered.split())))


@pytest.mark.parametrize(
    "text",
    ["", "Häuser & Gärten", "光合作用 and light", "光", "كتاب الرياضيات", "a-b c_d", "  ", "…"],
)
def test_folded_words_are_those_of_the_analysis(text):
    assert folded_words(text) == tuple(word.folded for word in analyze_words(text))
