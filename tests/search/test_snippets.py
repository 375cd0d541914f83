"""What is shown of a text, and which words in it are marked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.snippets import MAX_SNIPPET_CHARACTERS, make_snippet, mark

pytestmark = pytest.mark.database_independent


def marked(text: str, language: str, query: str) -> str:
    return bracketed(mark(text, language=language, query=query))


def bracketed(pieces) -> str:
    return "".join(f"[{piece.text}]" if piece.is_match else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("language", "query", "shown"),
    [
        ("en", "algebra", "Linear [algebra], the Algebraist"),
        ("en", "university", "Two [universities]: one [University]"),
        ("de", "haus", "Die [Häuser] der Stadt"),
        ("de", "strassen", "Breite [Straßen]"),
        ("fr", "energie", "L'[énergie] du soleil".replace("L'[énergie]", "[L'énergie]")),
        ("en", "teachers guide", "A [teacher's] [guide]"),
        ("ar", "كتاب", "[الكتاب] في المدرسة"),
        ("hi", "किताब", "गणित की [क़िताब]"),
        ("zh", "光合", "[光合]作用教学，[光合]"),
        ("zh", "光合作用", "[光合作用]教学"),
        ("th", "คณิต", "[คณิต]ศาสตร์เบื้องต้น"),
        ("ja", "数学 入門", "中学校の[数学]とプログラミング[入門]"),
        ("tr", "ISI", "IŞIK ve [ısı]"),
        ("vi", "duong", "[đường] và nước"),
        ("ru", "урок", "[Уроки] математики"),
        ("sw", "ngombe", "[Ng'ombe] na mbuzi"),
        ("en", '"linear algebra"', "[Linear] [algebra]"),
        ("en", "maps -algebra", "algebra of [maps]"),
        ("en", "zebra", "Linear algebra"),
        ("en", "", "Linear algebra"),
        ("und", "algebra", "x<script>[algebra]</script>"),
    ],
)
def test_the_query_s_words_are_marked_as_they_are_written(language, query, shown):
    text = shown.replace("[", "").replace("]", "")

    assert marked(text, language, query) == shown


def test_a_snippet_is_the_part_where_most_words_stand_together():
    text = f"Algebra. {'Nothing here. ' * 60}Rings and algebra of matrices. {'And more. ' * 60}"

    snippet = make_snippet({"en": [text]}, query="algebra rings matrices")

    assert "[Rings] and [algebra] of [matrices]" in bracketed(snippet.pieces)
    assert snippet.is_cut_before
    assert snippet.is_cut_after
    assert len("".join(piece.text for piece in snippet.pieces)) <= MAX_SNIPPET_CHARACTERS
    assert not snippet.pieces[0].text.startswith(" ")


def test_a_short_text_is_shown_whole():
    snippet = make_snippet({"en": ["Rings and algebra."]}, query="zebra")

    assert bracketed(snippet.pieces) == "Rings and algebra."
    assert (snippet.is_cut_before, snippet.is_cut_after) == (False, False)


def test_of_several_languages_the_one_with_the_words_is_shown_and_else_the_reader_s():
    texts = {"en": ["Volcanoes of the world."], "fr": ["Les volcans du monde."], "ar": ["براكين"]}

    assert make_snippet(texts, query="volcan", languages=["en"]).language == "fr"
    assert make_snippet(texts, query="براكين", languages=["en"]).language == "ar"
    assert make_snippet(texts, query="zebra", languages=["fr", "en"]).language == "fr"
    assert make_snippet(texts, query="zebra").language == "en"


@pytest.mark.parametrize("texts", [{}, {"en": []}, {"en": [""]}])
def test_without_a_text_there_is_nothing_to_show(texts):
    assert make_snippet(texts, query="algebra") is None


def test_a_text_without_spaces_is_cut_too():
    snippet = make_snippet({"zh": ["学" * 900 + "光合作用" + "学" * 900]}, query="光合")

    assert "[光合]" in bracketed(snippet.pieces)
    assert sum(len(piece.text) for piece in snippet.pieces) <= MAX_SNIPPET_CHARACTERS


@given(
    text=st.text(max_size=400) | st.text(alphabet="aé'’ 光ก\u0e48\u093c\u200dعQ-\"", max_size=400),
    query=st.text(max_size=40) | st.text(alphabet="aé'’ 光ก\u0e48\u093c\u200dعQ-\"", max_size=40),
    language=st.sampled_from(["en", "ar", "th", "und", "zh", "tr"]),
)
def test_whatever_is_marked_the_text_stays_as_it_is(text, query, language):
    pieces = mark(text, language=language, query=query)
    snippet = make_snippet({language: [text]}, query=query)

    assert "".join(piece.text for piece in pieces) == text
    assert snippet is None or "".join(piece.text for piece in snippet.pieces) in text
