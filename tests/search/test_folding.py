"""Characters: what careless writing leaves out does not matter, what makes another word does."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.folding import compose, fold, grams, lower, spaced, split_runs

pytestmark = pytest.mark.database_independent


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Éducação", "educacao"),
        ("ØRSTED", "orsted"),
        ("Łódź", "lodz"),
        ("Straße", "strasse"),
        ("İSTANBUL", "istanbul"),
        ("ısı", "isi"),
        ("Việt", "viet"),
        ("ΣΟΦΟΣ", "σοφοσ"),
        ("Ёж", "еж"),
        ("МОЙ", "мой"),
        ("مُحَمَّدٌ", "محمد"),
        ("إلى", "الي"),
        ("کتاب", "كتاب"),
        ("שָׁלוֹם", "שלום"),
        ("हिन्दी", "हिन्दी"),
        ("क़लम", "कलम"),
        ("ዓለም", "አለም"),
        ("٢٠٢٠", "2020"),
        ("२०२०", "2020"),
        ("Ｆｕｌｌ", "full"),
    ],
)
def test_a_word_is_folded(written, folded):
    assert fold(compose(written)) == folded


@given(st.text(max_size=40))
def test_folding_is_settled_and_knows_no_composition(text):
    once = fold(compose(text))

    assert fold(once) == once
    assert fold(compose(unicodedata.normalize("NFD", text))) == once


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello, world!", "Hello world"),
        ("l'eau et dell’arte", "eau et arte"),
        ("teacher's ng'ombe м'яч", "teachers ngombe мяч"),
        ("snake_case e-learning C++", "snake case e learning C"),
        ("हिन्दी में", "हिन्दी में"),
        ("soft\u00adhyphen می\u200cخواهم", "softhyphen میخواهم"),
        ("short " + "x" * 101, "short"),
        ("…!?", ""),
    ],
)
def test_a_text_is_cut_into_words(text, words):
    assert spaced(compose(text)) == words


def test_turkish_has_two_letters_i():
    assert lower("ILIK İZ", "tr") == "ılık iz"
    assert lower("ILIK", "en") == "ilik"


def test_unspaced_scripts_are_taken_out_in_runs():
    rest, runs = split_runs("Python 编程入门 und ไทย")

    assert rest.split() == ["Python", "und"]
    assert runs == ["编程入门", "ไทย"]


@pytest.mark.parametrize(
    ("run", "characters", "pairs"),
    [
        ("光合作", ["光", "合", "作"], ["光合", "合作"]),
        ("光", ["光"], []),
        ("เด็ก", ["เด็", "ก"], ["เด็ก"]),
        ("ខ្មែរ", ["ខ្មែ", "រ"], ["ខ្មែរ"]),
    ],
)
def test_characters_keep_their_marks(run, characters, pairs):
    assert grams(run) == (characters, pairs)
