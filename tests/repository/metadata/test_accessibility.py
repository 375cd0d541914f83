"""Accessibility terms of schema.org."""

from hypothesis import given
from hypothesis import strategies as st

from repository.metadata.accessibility import read_accessibility
from repository.metadata.record import Accessibility


def test_terms_are_read_in_any_case_and_as_lists():
    read = read_accessibility(
        [
            ("accessMode", "Textual"),
            ("accessMode", "textual, visual"),
            ("accessModeSufficient", "visual,textual"),
            ("accessModeSufficient", "textual"),
            ("accessibilityFeature", "alternative text"),
            ("accessibilityFeature", "http://schema.org/tableOfContents"),
            ("accessibilityControl", "fullkeyboardcontrol"),
            ("accessibilityAPI", "aria"),
            ("accessibilitySummary", "Every <b>figure</b> is described."),
        ],
        "en",
    )

    assert read.unknown == ()
    assert read.value == Accessibility(
        access_modes=("textual", "visual"),
        access_modes_sufficient=(("textual", "visual"), ("textual",)),
        features=("alternativeText", "tableOfContents"),
        controls=("fullKeyboardControl",),
        apis=("ARIA",),
        summaries={"en": ("Every figure is described.",)},
    )


def test_the_suffix_of_hazards_is_mended_both_ways():
    stated = [
        ("accessibilityHazard", term) for term in ("flashingHazard", "noSound", "sound", "none")
    ]

    assert read_accessibility(stated).value == Accessibility(
        hazards=("flashing", "noSoundHazard", "sound", "none")
    )


def test_what_is_no_term_is_given_back():
    stated = [
        ("accessibilityFeature", "rainbow"),
        ("accessMode", "textual, smelly"),
        ("colour", "red"),
    ]

    assert read_accessibility(stated) == (None, tuple(stated))


def test_nothing_stated_is_not_the_same_as_none():
    assert read_accessibility([]).value is None
    assert read_accessibility([("accessibilityFeature", "none")]).value == Accessibility(
        features=("none",)
    )


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["accessMode", "accessModeSufficient", "accessibilityHazard", "x"]),
            st.text(),
        )
    )
)
def test_no_term_raises(stated):
    read_accessibility(stated)
