"""What stemmers make of words, and of what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import GROUPS, stem
from search.stemming.compounds import parts_of
from search.stemming.stemmers import stems_of

pytestmark = pytest.mark.database_independent
STEMMERS = sorted({group.stemmer for group in GROUPS})
LETTERS = "aeioulnrstzšļņāčаеиотяъцкািে্রদকলুంాులబەیکانñésс'-1"


@given(
    word=st.text(max_size=12) | st.text(alphabet=LETTERS, max_size=12),
    name=st.sampled_from(STEMMERS),
)
def test_whatever_is_given_has_stems_and_the_same_ones_each_time(word, name):
    stems = stems_of(word.lower(), name)

    assert stems == stems_of.__wrapped__(word.lower(), name)
    assert 1 <= len(stems) <= 2


@pytest.mark.parametrize("name", STEMMERS)
@pytest.mark.parametrize("word", ["", "a", "я", "ب", "ক", "\u09bc", "x" * 100])
def test_what_is_too_short_to_have_an_ending_keeps_its_letters(name, word):
    stems = stems_of(word, name)

    assert "".join(stems) or not word.strip("\u09bc")


@pytest.mark.parametrize(
    ("language", "alike", "another"),
    [
        ("bg", "ученик учениците ученици ученика", "училище"),
        ("bg", "език езикът езици", "ези"),
        ("bn", "শিক্ষক শিক্ষকদের শিক্ষকের শিক্ষকরা", "শিক্ষা"),
        ("bn", "বই বইয়ের বইগুলো", "বইমেলা"),
        ("ckb", "کتێب کتێبەکە کتێبەکان کتێبەکانی", "کتێبخانە"),
        ("gl", "lección leccións", "lectura"),
        ("gl", "luz luces", "luns"),
        ("lv", "skolēns skolēni skolēniem", "skola"),
        ("lv", "brālis brāļu brāļi", "brīvs"),
        ("te", "పుస్తకం పుస్తకాలు పుస్తకాలలో", "పుష్పం"),
        ("ar", "معلم المعلم والمعلم للمعلم", "علم"),
        ("pt", "lição lições licoes", "licença"),
        ("sr", "школа школе škola skola", "учење"),
    ],
)
def test_forms_of_a_word_share_a_stem_that_another_word_has_not(language, alike, another):
    stems = {stem(word, language) for word in alike.split()}

    assert len(stems) == 1
    assert stem(another, language) not in stems


@pytest.mark.parametrize(
    ("word", "stemmer", "parts"),
    [
        ("geschichtsunterricht", "german", ("geschichts", "geschicht", "unterricht")),
        ("antwort", "german", ()),
        ("unterricht", "german", ()),
        ("schoolbook", "english", ()),
        ("", "german", ()),
        ("9999buch", "german", ()),
        ("matteprov", "swedish", ("matte", "prov")),
    ],
)
def test_compounds_are_taken_apart_before_a_word_that_is_known(word, stemmer, parts):
    assert set(parts) <= set(parts_of(word, stemmer))
    assert bool(parts) is bool(parts_of(word, stemmer))
