"""Languages as catalogues write them."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repository.metadata.languages import (
    facet_language,
    language_name,
    normalize_language,
    text_direction,
)
from tests.corpus import corpus_path


def test_every_hand_labelled_value_is_read_as_labelled():
    with corpus_path("language-gold.tsv").open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened, delimiter="\t"))

    wrong = [
        (row["value"], read, row["expected"])
        for row in rows
        if (read := ",".join(normalize_language(row["value"])) or "-") != row["expected"]
    ]

    assert len(rows) >= 50
    assert wrong == []


@pytest.mark.parametrize(
    ("stated", "tags"),
    [
        # codes of every generation, always the shortest canonical form
        ("fre", ("fr",)),
        ("fra", ("fr",)),
        ("EN_us", ("en-US",)),
        ("iw", ("he",)),
        ("in", ("id",)),
        ("mo", ("ro",)),
        ("scc", ("sr",)),
        ("sh", ("sr-Latn",)),
        ("zho-Hant", ("zh-Hant",)),
        ("zh-cmn-Hans-CN", ("zh-Hans-CN",)),
        ("cmn", ("cmn",)),
        ("tgl", ("tl",)),
        ("prs", ("prs",)),
        ("ase", ("ase",)),
        ("en-en", ("en",)),
        # lists
        ("en, fr", ("en", "fr")),
        ("eng;fre", ("en", "fr")),
        ("en fr", ("en", "fr")),
        ("English / French", ("en", "fr")),
        ("anglais et français", ("en", "fr")),
        ("english, french, and spanish", ("en", "fr", "es")),
        ("العربية، الإنجليزية", ("ar", "en")),
        ("English; other", ("en",)),
        # names
        ("Anglais", ("en",)),
        ("हिन्दी", ("hi",)),
        ("Kiswahili", ("sw",)),
        ("español (Castellano)", ("es",)),
        ("Greek, Ancient (to 1453)", ("grc",)),
        ("English, Old (ca. 450-1100)", ("ang",)),
        ("Spanish, Castilian", ("es",)),
        ("Norwegian (Bokmål)", ("nb",)),
        ("Chinese (Traditional)", ("zh-Hant",)),
        ("中文（简体）", ("zh-Hans",)),
        ("Portuguese (Brazil)", ("pt-BR",)),
        ("American Sign Language", ("ase",)),
        # addresses and named schemes
        ("http://id.loc.gov/vocabulary/iso639-2/eng", ("en",)),
        ("http://lexvo.org/id/iso639-3/swh", ("swh",)),
        ("http://publications.europa.eu/resource/authority/language/FRA", ("fr",)),
        ("iso639-2b:ger", ("de",)),
        # said to be a language, or none, but not which
        ("Unknown", ("und",)),
        ("qaa", ("und",)),
        ("none", ("zxx",)),
        ("Multilingual", ("mul",)),
        # countries and other words are no languages
        ("gb", ()),
        ("us", ()),
        ("jp", ()),
        ("Sweden", ()),
        ("N/A", ()),
        ("Not applicable", ()),
        ("Malayalam textbook", ()),
        ("Wiley Periodicals, Inc.", ()),
        ("x-t-cc-url", ()),
        ("", ()),
        ("en" * 500, ()),
    ],
)
def test_a_stated_language_is_read(stated, tags):
    assert normalize_language(stated) == tags


@given(st.text(max_size=40) | st.text("abcdefghijklmnopqrstuvwxyz-_;,/ ()ENG", max_size=14))
def test_whatever_is_read_reads_as_itself(stated):
    for tag in normalize_language(stated):
        assert normalize_language(tag) == (tag,)


@pytest.mark.parametrize(
    ("tag", "folded"),
    [
        ("cmn", "zh"),
        ("swh", "sw"),
        ("arb", "ar"),
        ("pes", "fa"),
        ("prs", "fa"),
        ("nb", "no"),
        ("nn", "no"),
        ("en-GB", "en"),
        ("zh-TW", "zh-Hant"),
        ("zh-Hans-CN", "zh-Hans"),
        ("zh", "zh"),
        ("sr-Latn", "sr-Latn"),
        ("sr-Cyrl-RS", "sr-Cyrl"),
        ("hr", "hr"),
        ("yue", "yue"),
        ("mul", "mul"),
        ("no such tag", "und"),
    ],
)
def test_a_tag_is_folded_for_counting(tag, folded):
    assert facet_language(tag) == folded
    assert facet_language(folded) == folded


@pytest.mark.parametrize(
    ("tag", "page_language", "name"),
    [
        ("fr", "es", "francés"),
        ("sw", "ar", "السواحلية"),
        ("zh-Hans", "fr", "chinois simplifié"),
        ("sr-Cyrl", "en", "Serbian (Cyrillic)"),
        ("swh", "fr", "swahili"),
        ("fr", "zh-hans", "法语"),
        ("fr", "nonsense!", "French"),
        ("nonsense!", "en", "nonsense!"),
    ],
)
def test_a_language_is_named_in_the_language_of_the_page(tag, page_language, name):
    assert language_name(tag, page_language) == name


@pytest.mark.parametrize(
    ("tag", "direction"),
    [("ar", "rtl"), ("fa", "rtl"), ("ur", "rtl"), ("pa-Arab", "rtl"), ("pa", "ltr"), ("en", "ltr"),
     ("zh", "ltr"), ("und", "auto"), ("nonsense!", "auto")],
)  # fmt: skip
def test_the_direction_of_a_text_follows_its_script(tag, direction):
    assert text_direction(tag) == direction
