"""Statements worded alike: which are, and which decided ones are shown."""

import pytest
from django.contrib.auth import get_user_model
from hypothesis import given
from hypothesis import strategies as st

from licensing.models import RightsStatement
from licensing.selectors.similar import MIN_RESEMBLANCE, list_similar
from licensing.services.answers import undo
from licensing.services.decisions import Choice, decide, decide_many
from licensing.statements import bands, resemblance, trigrams
from repository.rights.counting import count_statements
from tests.factories import make_provider, make_resource

TERMS = "This work is free for use in schools. See our terms of use 2021."


class TestWords:
    """Pure."""

    pytestmark = pytest.mark.database_independent

    @pytest.mark.parametrize(
        "other",
        [
            "This work is free for use in schools. See our terms of use 2019!",
            "THIS WORK IS FREE FOR USE IN SCHOOLS – see our terms of use",
            "See our terms of use 2021. This work is free for use in schools.",
            "This work is free for use in shcools. See our terms of use 2021.",
            "This work is free for use in schools only. See our terms of use.",
            "These works are free for use in schools. See our terms of use 2021.",
        ],
    )
    def test_near_equal_statements_are_alike(self, other):
        assert resemblance(trigrams([TERMS]), trigrams([other])) >= 0.6

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("بعض الحقوق محفوظة للمؤلف 2019", "بعض الحقوق محفوظه للمؤلف"),
            ("版权所有，未经许可不得转载", "版权所有 未经许可，不得转载。"),
            ("Все права защищены © 2010 Институт", "Все права защищены. Институт 2014"),
        ],
    )
    def test_any_script_is_compared(self, one, other):
        assert resemblance(trigrams([one]), trigrams([other])) >= MIN_RESEMBLANCE

    @pytest.mark.parametrize(
        "other", ["All rights reserved.", "CC BY 4.0", "版权所有", "See the library for copies."]
    )
    def test_others_are_not(self, other):
        assert resemblance(trigrams([TERMS]), trigrams([other])) < MIN_RESEMBLANCE

    @pytest.mark.parametrize("texts", [[], [""], ["©"], ["2021"], [" – "]])
    def test_what_has_no_letters_has_no_signature(self, texts):
        assert trigrams(texts) == frozenset()
        assert bands(trigrams(texts)) == []

    @given(st.text(max_size=60), st.lists(st.text(max_size=20), max_size=3))
    def test_no_text_raises_and_case_does_not_count(self, text, more):
        found = trigrams([text, *more])

        assert len(bands(found)) == (8 if found else 0)
        assert all(-(2**63) <= band < 2**63 for band in bands(found))
        assert resemblance(found, found) == 1.0

    def test_signatures_do_not_change_between_versions(self):
        """What is kept in the database is compared with what is made anew."""
        assert bands(trigrams(["Free for schools"]))[:2] == SIGNATURE


SIGNATURE = [4756054650350251974, 2755146403541297996]


@pytest.fixture
def curator():
    return get_user_model().objects.create_superuser("curator", password="x")


def make_statement(text, source="one"):
    make_resource(provider=make_provider(source), rights_statements=(text,))
    count_statements()
    return next(row for row in RightsStatement.objects.order_by("-id") if text in row.texts_json)


def choice(license_id="CC-BY-4.0", **more):
    return Choice(action="license", license_id=license_id, reason="They say so.", **more)


@pytest.mark.django_db
class TestDecided:
    """Of those that were decided on."""

    def test_the_likest_decided_ones_are_shown_with_how_alike_they_are(self, curator):
        typo = make_statement("This work is free for use in shcools. See our terms of use 2019.")
        variant = make_statement("Free for use in schools only, see the terms of use of the house.")
        far = make_statement("Ask the library.")
        for row in (typo, variant, far):
            decide(user=curator, statement=row, choice=choice())

        found = list_similar(make_statement(TERMS, "two"))

        assert [each.statement.pk for each in found] == [typo.pk, variant.pk]
        assert found[0].percent > 80 > found[1].percent
        assert found[0].decision.license_id == "CC-BY-4.0"
        assert found[0].text.startswith("This work is free for use in shcools")

    def test_what_is_not_decided_or_undone_is_not_shown(self, curator):
        make_statement(f"{TERMS} Yes.")
        done = decide(user=curator, statement=make_statement(f"{TERMS} No."), choice=choice())
        row = make_statement(TERMS, "two")
        assert len(list_similar(row)) == 1

        undo(user=curator, decision=done.decision, reason="No.")

        assert list_similar(row) == []

    def test_one_decision_for_every_source_is_shown_once(self, curator):
        rows = [make_statement(f"{TERMS} Yes.", f"source-{number}") for number in range(4)]
        decide_many(user=curator, statements=rows[:1], choice=choice(scope="everywhere"))

        assert len(list_similar(make_statement(TERMS, "two"))) == 1

    def test_nothing_is_like_a_statement_without_letters(self, curator):
        decide(user=curator, statement=make_statement("2019"), choice=choice())

        assert list_similar(make_statement("2020", "two")) == []
