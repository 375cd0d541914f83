"""Search is judged by queries made from recorded records, and must not fall behind.

``bench/relevance.py`` asks more of them, and by meaning too.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain
from statistics import mean

import pytest

from search.vocabularies.services import label_index
from tests.search.judged import measures
from tests.search.judged.asking import Library, shelves
from tests.search.judged.queries import JudgedQuery, cross_language, known_items
from tests.search.judged.records import LESSON, frequent_languages, nalibali, pradigi

pytestmark = pytest.mark.django_db


@pytest.fixture
def records():
    return [*nalibali(), *pradigi()]


def ranks(queries: Iterable[JudgedQuery], library: Library, way: str) -> dict[str, float]:
    """Give the mean reciprocal rank of each language."""
    scores = defaultdict(list)
    for query in queries:
        relevant = set(map(str, query.relevant))
        scores[query.language].append(measures.reciprocal_rank(library.ask(query, way), relevant))
    return {language: mean(reached) for language, reached in scores.items()}


def test_who_remembers_some_words_of_a_title_finds_it_in_every_language(records, tmp_path):
    languages = frequent_languages(records, at_least=8)
    queries = list(known_items(records, languages, each=15))
    library = Library(tmp_path, records, label_index())

    reached = ranks(queries, library, "concepts")

    assert len(queries) >= 250
    assert len(reached) >= 18
    assert {language: rank for language, rank in reached.items() if rank < 0.9} == {}


@pytest.mark.parametrize(("only", "least"), [(LESSON, 0.8), ("", 0.63)])
def test_what_titles_name_is_found_in_other_languages(records, tmp_path, only, least):
    works = [record for record in records if record.work.startswith(only)]
    queries = list(cross_language(works, each=25))
    library = shelves(tmp_path, records, label_index(), ways=["concepts"])

    reached = defaultdict(list)
    for query in queries:
        relevant = set(map(str, query.relevant))
        reached[query.target].append(
            measures.recall(library[query.target].ask(query, "concepts"), relevant)
        )

    assert len(queries) >= 100
    assert mean(chain.from_iterable(reached.values())) >= least
    assert {to: mean(each) for to, each in reached.items() if mean(each) < 0.45} == {}


class TestMeasures:
    def test_of_an_empty_answer(self):
        assert measures.reciprocal_rank([], {"a"}) == 0
        assert measures.ndcg([], {"a"}) == measures.recall([], {"a"}) == 0

    def test_where_nothing_answers(self):
        assert measures.ndcg(["a"], set()) == measures.recall(["a"], set()) == 0

    def test_the_best_order_counts_one_and_a_lower_place_less(self):
        assert measures.ndcg(["a", "b", "x"], {"a", "b"}) == 1
        assert measures.ndcg(["x", "a"], {"a"}) == pytest.approx(0.6309, abs=1e-4)
        assert measures.reciprocal_rank(["x", "a"], {"a"}) == 0.5

    def test_recall_is_of_what_ten_places_can_hold(self):
        many = [str(number) for number in range(30)]
        assert measures.recall(many, set(many)) == 1
        assert measures.recall(many[10:], set(many[:10])) == 0
