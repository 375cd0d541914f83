"""The contract of search: what every engine has to do."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import get_args

import msgspec
import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from search.backends import make_backend
from search.backends.cursors import Cursor, write_cursor
from search.documents import Deletion
from search.errors import BackendBusy, CursorInvalid, PageTooDeep
from search.queries import FACETS, MAX_BUCKETS, MAX_HITS, MAX_QUERY_CHARACTERS, SearchQuery, Sort
from tests.search.engines import ENGINES, open_engine
from tests.search.samples import ask, counts, entries, fill, found, make_document

pytestmark = pytest.mark.database_independent
SORTS = get_args(Sort)

LATER = 1_000_000
"""A change after all those that documents are made for."""

# --- Words ---------------------------------------------------------------------------------------


def test_an_index_that_does_not_exist_has_no_documents(backend):
    page = ask(backend, "anything")

    assert (page.count, page.hits, backend.count(), backend.index_name()) == (0, (), 0, "")
    assert [facet.name for facet in page.facets] == list(FACETS)


def test_all_words_have_to_match(backend):
    fill(backend, make_document("Linear algebra"), make_document("Abstract algebra"))

    assert found(backend, "algebra linear") == ["Linear algebra"]


def test_words_may_be_in_different_fields(backend):
    fill(
        backend,
        make_document("Algebra", names=["Emmy Noether"], keywords=["rings"], text="For beginners."),
    )

    assert found(backend, "noether rings algebra beginner") == ["Algebra"]


def test_most_words_are_enough_where_no_record_has_all(backend):
    fill(backend, make_document("Linear algebra for engineers"), make_document("Poems"))

    page = ask(backend, "linear algebra engineers zebra")

    assert page.is_relaxed
    assert [hit.resource_id for hit in page.hits] == ["Linear algebra for engineers"]
    assert ask(backend, "zebra xylophone").count == 0
    assert not ask(backend, "linear algebra").is_relaxed


def test_filters_do_not_make_the_words_optional(backend):
    fill(
        backend,
        make_document("Linear algebra", level=("6",)),
        make_document("Linear maps", level=("3",)),
    )

    page = ask(backend, "linear algebra", filters=(("level", ("3",)),))

    assert (page.count, page.is_relaxed) == (0, False)


def test_function_words_need_not_match(backend):
    fill(backend, make_document("Teaching fractions"), make_document("How to do the laundry"))

    assert found(backend, "how to teach the fractions") == ["Teaching fractions"]
    assert found(backend, "the fractions", reader_languages=("en-GB",)) == ["Teaching fractions"]
    assert found(backend, "how to do")[0] == "How to do the laundry"


def test_a_phrase_stands_together_and_in_order(backend):
    fill(
        backend,
        make_document("Linear algebra"),
        make_document("Algebra of linear maps"),
        make_document("Linear", keywords=["algebra", "maps"], text="The linear. Algebra."),
    )

    assert set(found(backend, '"linear algebra"')) == {"Linear algebra", "Linear"}
    assert found(backend, '"ALGEBRA of  linear"') == ["Algebra of linear maps"]
    assert found(backend, '"algebra maps"') == []
    assert found(backend, "“linear algebra” maps") == ["Linear"]


def test_a_phrase_may_be_in_any_script(backend):
    fill(
        backend,
        make_document("光合作用教学", language="zh", id="zh"),
        make_document("用光合作", language="zh", id="other"),
        make_document("Educação básica", language="pt", id="pt"),
        make_document("Python 编程入门", language="zh", id="mixed"),
    )

    assert found(backend, '"光合作用"') == ["zh"]
    assert found(backend, '"educacao basica"') == ["pt"]
    assert found(backend, '"python 编程"') == ["mixed"]


def test_excluded_words_and_phrases_do_not_occur(backend):
    fill(
        backend,
        make_document("Linear algebra", recency=1),
        make_document("Abstract algebra", recency=2),
        make_document("Poems", recency=3),
    )

    assert found(backend, "algebra -linear") == ["Abstract algebra"]
    assert found(backend, 'algebra -"abstract algebra"') == ["Linear algebra"]
    assert found(backend, "-algebra") == ["Poems"]
    assert found(backend, "-poems") == ["Abstract algebra", "Linear algebra"]
    assert found(backend, "linear-algebra") == ["Linear algebra"]


def test_titles_count_more_than_keywords_and_keywords_more_than_text(backend):
    fill(
        backend,
        make_document("Rivers and lakes", id="text", text="All of it: volcano and more."),
        make_document("Lakes and rivers", id="keyword", keywords=["volcano"]),
        make_document("Volcano and lava", id="title"),
    )

    assert found(backend, "volcano") == ["title", "keyword", "text"]


@pytest.mark.parametrize(
    "typed", ["978-3-16-148410-0", "9783161484100", "10.5281/zenodo.42", "zenodo"]
)
def test_names_and_identifiers_are_found(backend, typed):
    fill(
        backend,
        make_document(
            "Algebra", names=["978-3-16-148410-0 9783161484100", "10.5281/zenodo.42", "Zenodo"]
        ),
    )

    assert found(backend, typed) == ["Algebra"]


def test_records_in_the_reader_s_languages_come_first_among_equals(backend):
    fill(
        backend,
        *(
            make_document("Photosynthesis", language=tag, id=tag)
            for tag in ("de", "sw", "fr", "id")
        ),
    )

    assert found(backend, "photosynthesis", reader_languages=("fr-CA", "sw"))[:2] == ["fr", "sw"]
    assert found(backend, "photosynthesis", reader_languages=("id",))[0] == "id"


def test_a_word_of_many_languages_favors_none_of_them(backend):
    fill(
        backend,
        *(make_document(f"Algebra {n}", id=f"en{n}") for n in range(50)),
        make_document("Algebra de", language="de", id="de"),
        make_document("Algebra sw", language="sw", id="sw"),
    )

    scores = {hit.resource_id: hit.score for hit in ask(backend, "algebra", page_size=60).hits}

    assert scores["de"] == pytest.approx(scores["en1"], rel=0.1)
    assert scores["sw"] == pytest.approx(scores["en1"], rel=0.1)


# --- Everything, order, pages --------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_an_empty_query_finds_everything_newest_first(backend, text):
    fill(backend, *(make_document(f"Number {n}", recency=n) for n in (2, 3, 1)))

    assert found(backend, text) == ["Number 3", "Number 2", "Number 1"]


@pytest.mark.parametrize("text", ["???", "…", "-", '""', "🎓", "\ud800", "a" * 900])
def test_a_query_without_words_finds_nothing(one_record, text):
    assert ask(one_record, text).count == 0


def test_results_are_sorted_as_asked(backend):
    fill(
        backend,
        make_document("Éclairs", language="fr", recency=2, popularity=9),
        make_document("zebra", recency=3, popularity=2**62),
        make_document("“Apple” pie", recency=1, popularity=10),
        make_document("Dough", recency=4),
    )

    assert found(backend, sort="newest") == ["Dough", "zebra", "Éclairs", "“Apple” pie"]
    assert found(backend, sort="title") == ["“Apple” pie", "Dough", "Éclairs", "zebra"]
    assert found(backend, sort="downloads") == ["zebra", "“Apple” pie", "Éclairs", "Dough"]


def test_a_document_that_is_used_more_changes_its_place(backend):
    fill(backend, make_document("One", popularity=1), make_document("Two", popularity=2))

    fill(backend, make_document("One", popularity=3))

    assert found(backend, sort="downloads") == ["One", "Two"]


def test_pages_by_cursor_of_works_used_alike_hold_every_hit_once(backend):
    popularity = {f"Algebra {n}": n // 6 for n in range(25)}
    fill(backend, *(make_document(title, popularity=n) for title, n in popularity.items()))

    pages = walk(backend, sort="downloads", page_size=4)

    titles = [title for page in pages for title in page]
    assert sorted(titles) == sorted(popularity)
    used = [popularity[title] for title in titles]
    assert used == sorted(used, reverse=True)


def test_pages_together_hold_every_hit_once(backend):
    fill(backend, *(make_document(f"Algebra {n}") for n in range(25)))

    for sort in SORTS:
        pages = [ask(backend, "algebra", page=n, page_size=10, sort=sort) for n in (1, 2, 3, 4)]

        assert [page.count for page in pages] == [25] * 4
        assert [len(page.hits) for page in pages] == [10, 10, 5, 0]
        assert len({hit.resource_id for page in pages for hit in page.hits}) == 25


def test_a_page_behind_the_last_hit_that_may_be_asked_for_is_refused(backend):
    fill(backend, make_document("Algebra"))

    assert ask(backend, page=MAX_HITS // 20, page_size=20).hits == ()
    with pytest.raises(PageTooDeep, match=str(MAX_HITS)):
        ask(backend, page=MAX_HITS // 20 + 1, page_size=20)


def walk(backend, **query) -> list[list[str]]:
    """Give the ids of all pages, from cursor to cursor."""
    pages, cursor = [], ""
    while True:
        page = ask(backend, cursor=cursor, **query)
        pages.append([hit.resource_id for hit in page.hits])
        cursor = page.next_cursor
        if not cursor:
            return pages


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("text", ["", "algebra"])
def test_pages_by_cursor_hold_every_hit_once_in_the_order_of_numbered_pages(backend, sort, text):
    titles = [
        *(f"Algebra {n}" for n in range(10)),
        *(f"Many alike: algebra {n}" for n in range(15)),
    ]
    fill(backend, *(make_document(title) for title in reversed(titles)))

    pages = walk(backend, text=text, sort=sort, page_size=7)

    assert [len(page) for page in pages] == [7, 7, 7, 4]
    assert [*pages[0], *pages[1]] == found(backend, text, sort=sort, page_size=14)
    assert {title for page in pages for title in page} == {*titles}


def test_a_page_by_cursor_has_the_count_and_the_facets_of_the_whole(backend):
    fill(backend, *(make_document(f"Algebra {n}") for n in range(12)))
    for sort in SORTS:
        first = ask(backend, "algebra", page_size=5, sort=sort)
        second = ask(backend, "algebra", page_size=5, sort=sort, cursor=first.next_cursor)

        assert (second.count, counts(second, "language")) == (12, {"en": 12})


def test_pages_by_cursor_of_most_words_hold_every_hit_once_in_any_order(backend):
    fill(backend, *(make_document(f"Linear algebra {n}") for n in range(9)))

    for sort in SORTS:
        pages = walk(backend, text="linear algebra zebra", sort=sort, page_size=4)

        assert [len(page) for page in pages] == [4, 4, 1]
        assert len({title for page in pages for title in page}) == 9


def test_there_is_no_cursor_behind_the_last_page(backend):
    fill(backend, *(make_document(f"Algebra {n}") for n in range(10)))

    assert len(walk(backend, text="algebra", page_size=10)) == 1
    assert [len(page) for page in walk(backend, sort="title", page_size=5)] == [5, 5]
    assert ask(backend, "zebra").next_cursor == ""


def test_cursors_reach_behind_the_hits_that_numbered_pages_are_refused_for(backend):
    every = MAX_HITS + 30
    fill(backend, *(make_document(f"Algebra {n}", recency=n) for n in range(every)))

    pages = walk(backend, sort="newest", page_size=2_000)

    assert [title for page in pages for title in page] == [
        f"Algebra {n}" for n in reversed(range(every))
    ]


@pytest.mark.parametrize("cursor", ["x", "%%%", "AAAA", "é", "a" * 5_000, "kKk"])
def test_a_cursor_that_is_none_is_refused(one_record, cursor):
    with pytest.raises(CursorInvalid):
        ask(one_record, cursor=cursor)


@example(cursor=Cursor(sort="relevance", score=float("nan")), sort="relevance")
@example(cursor=Cursor(sort="newest", recency=2**63), sort="newest")
@example(cursor=Cursor(sort="downloads", popularity=2**63, shown=3), sort="downloads")
@settings(
    max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    cursor=st.builds(
        Cursor,
        sort=st.sampled_from(SORTS),
        score=st.floats(),
        recency=st.integers(-(2**70), 2**70),
        popularity=st.integers(-(2**70), 2**70),
        title_key=st.text(max_size=20),
        id=st.text(max_size=5),
        shown=st.integers(-5, 2**40),
    ),
    sort=st.sampled_from(SORTS),
)
def test_a_forged_cursor_is_refused_or_gives_a_page(odd_catalog, cursor, sort):
    try:
        page = ask(odd_catalog, "a", sort=sort, cursor=forge(cursor))
    except CursorInvalid:
        return

    assert page.count <= odd_catalog.count()


def forge(cursor: Cursor) -> str:
    try:
        return write_cursor(cursor)
    except OverflowError:
        return "x"


# --- Filters and counts --------------------------------------------------------------------------


@pytest.fixture
def catalog(backend):
    def record(title, language, license_class, provider, *levels):
        facets = {"license_class": (license_class,), "provider": (provider,), "level": levels}
        return make_document(title, language=language, **facets)

    return fill(
        backend,
        record("Algebra one", "en", "open", "a", "2"),
        record("Algebra two", "fr", "open", "b", "2", "3"),
        record("Algebra three", "fr", "unknown", "a", "3"),
        record("Poems", "sw", "open", "c"),
    )


def test_facets_count_the_hits(catalog):
    page = ask(catalog, "algebra")

    assert counts(page, "language") == {"fr": 2, "en": 1}
    assert counts(page, "level") == {"2": 2, "3": 2}
    assert counts(page, "license_class") == {"open": 2, "unknown": 1}
    assert counts(page, "resource_type") == {}
    assert [facet.name for facet in page.facets] == list(FACETS)


def test_what_no_country_is_known_of_is_found_but_not_counted(backend):
    countries = {"One": ("ZA",), "Two": ("ZA",), "Three": ("EG",), "Four": ()}
    fill(backend, *(make_document(title, country=each) for title, each in countries.items()))

    assert counts(ask(backend), "country") == {"ZA": 2, "EG": 1}
    assert set(found(backend)) == {"One", "Two", "Three", "Four"}
    assert set(found(backend, filters=(("country", ("ZA",)),))) == {"One", "Two"}
    assert found(backend, filters=(("country", ("ZZ",)),)) == []


def test_values_of_one_facet_are_alternatives_and_facets_all_hold(catalog):
    assert set(found(catalog, filters=(("language", ("en", "sw")),))) == {"Algebra one", "Poems"}
    assert found(
        catalog, filters=(("language", ("en", "fr")), ("license_class", ("unknown",)))
    ) == ["Algebra three"]


def test_counts_are_what_choosing_the_value_would_give(catalog):
    filters = (("language", ("fr",)), ("level", ("2",)))

    page = ask(catalog, "algebra", filters=filters)

    assert page.count == 1
    assert counts(page, "language") == {"en": 1, "fr": 1}
    assert counts(page, "level") == {"2": 1, "3": 2}
    assert counts(page, "provider") == {"b": 1}
    for facet in page.facets:
        for bucket in facet.buckets:
            chosen = dict(filters) | {facet.name: (bucket.value,)}
            again = ask(catalog, "algebra", filters=tuple(chosen.items()))
            assert again.count == bucket.count, (facet.name, bucket.value)


def test_chosen_values_are_marked_even_when_nothing_has_them(catalog):
    page = ask(catalog, "poems", filters=(("language", ("fr", "tlh")),))

    [languages] = [facet for facet in page.facets if facet.name == "language"]
    assert page.count == 0
    assert [(bucket.value, bucket.count, bucket.is_chosen) for bucket in languages.buckets] == [
        ("sw", 1, False),
        ("fr", 0, True),
        ("tlh", 0, True),
    ]


def test_many_values_of_a_facet_are_counted_exactly(backend):
    documents = [
        make_document(f"Text {n}", provider=(f"p{n % 150}",), id=str(n)) for n in range(600)
    ]
    for start in range(0, 600, 100):
        fill(backend, *documents[start : start + 100])

    assert counts(ask(backend), "provider") == {f"p{n}": 4 for n in range(150)}


# --- Writing -------------------------------------------------------------------------------------


def test_a_document_written_again_replaces_itself(backend):
    fill(backend, make_document("Old title", id="it"))
    fill(backend, make_document("New title", id="it"))

    assert (found(backend, "old"), found(backend, "new"), backend.count()) == ([], ["it"], 1)


def test_of_two_entries_in_one_batch_the_later_one_holds(backend):
    fill(
        backend,
        make_document("First", id="a"),
        make_document("Second", id="a"),
        make_document("Third", id="b"),
        Deletion("b", LATER),
        Deletion("never there", LATER),
    )

    assert (found(backend), found(backend, "second"), backend.count()) == (["a"], ["a"], 1)


def test_deleted_documents_leave_the_counts_too(backend):
    fill(backend, make_document("Algebra", id="a"), make_document("Algebra", id="b", language="fr"))
    fill(backend, Deletion("b", LATER))

    page = ask(backend, "algebra")

    assert (page.count, counts(page, "language")) == (1, {"en": 1})


def test_a_word_that_only_deleted_documents_had_is_searched_without_fault(backend):
    fill(backend, *(make_document(f"Algebra {n}", id=str(n)) for n in range(40)))
    fill(backend, *(Deletion(str(n), LATER) for n in range(40)), make_document("Algebra"))
    fill(backend, Deletion("Algebra", LATER), make_document("Poems"))

    assert (found(backend, "algebra"), found(backend, "poems")) == ([], ["Poems"])


def test_what_is_not_committed_is_not_seen_and_can_be_written_again(backend):
    fill(backend, make_document("Algebra"))
    written = entries(backend, make_document("Geometry"), Deletion("Algebra", LATER))

    with backend.open_writer() as writer:
        writer.write(written)
        assert found(backend) == ["Algebra"]

    assert (found(backend), backend.position()) == (["Algebra"], 1)
    with backend.open_writer() as writer:
        assert writer.position == 1
        writer.write(written)
        writer.commit(3)
    assert (found(backend), backend.position()) == (["Geometry"], 3)


def test_a_second_writer_is_told_to_wait(backend, backend_url):
    with (
        backend.open_writer(),
        pytest.raises(BackendBusy),
        make_backend.__wrapped__(backend_url).open_writer(wait_seconds=0.1),
    ):
        pytest.fail("two writers at once")


def test_a_waiting_writer_gets_its_turn(backend, backend_url):
    opened, done = threading.Event(), []

    def write_later():
        opened.wait()
        with make_backend.__wrapped__(backend_url).open_writer(wait_seconds=60) as writer:
            writer.write(entries(backend, make_document("Second")))
            writer.commit(2)
        done.append(True)

    waiting = threading.Thread(target=write_later)
    waiting.start()
    with backend.open_writer() as writer:
        opened.set()
        writer.write(entries(backend, make_document("First")))
        writer.commit(1)
    waiting.join()

    assert done == [True]
    assert set(found(backend)) == {"First", "Second"}


# --- Rebuilding ----------------------------------------------------------------------------------


def test_a_rebuild_is_seen_only_when_it_is_complete(backend):
    fill(backend, make_document("Old", id="old"))
    before = backend.index_name()

    with backend.open_rebuild() as writer:
        writer.write(entries(backend, make_document("New", id="new")), are_new=True)
        writer.commit(7)
        assert (found(backend), backend.index_name()) == (["old"], before)

    assert (found(backend), backend.index_name()) == (["new"], writer.name)
    assert writer.name != before
    with backend.open_writer() as writer:
        assert writer.position == 7


def test_a_rebuild_that_fails_changes_nothing(backend):
    fill(backend, make_document("Old", id="old"))
    before = backend.index_name()

    def fail():
        with backend.open_rebuild() as writer:
            writer.write(entries(backend, make_document("New", id="new")))
            writer.commit(7)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert (found(backend), backend.index_name()) == (["old"], before)


def test_a_reader_that_was_open_goes_on_after_a_rebuild(backend, backend_url):
    fill(backend, make_document("Old", id="old"))
    reader = make_backend.__wrapped__(backend_url)
    assert found(reader) == ["old"]

    with backend.open_rebuild() as writer:
        writer.write(entries(backend, make_document("New", id="new")))
        writer.commit(1)

    assert found(reader) == ["new"]


# --- Beginnings, spellings, likeness -------------------------------------------------------------


def test_words_are_completed_in_titles_and_keywords(backend):
    fill(
        backend,
        make_document("Linear algebra", id="title"),
        make_document("Maps", id="keyword", keywords=["Algebraic curves"]),
        make_document("Poems", id="text", text="Algebra is not a poem."),
        make_document("Álgebra lineal", id="es", language="es"),
    )

    assert backend.complete([], "alg", limit=10)[-1] == "keyword"
    assert set(backend.complete([], "alg", limit=10)) == {"title", "es", "keyword"}
    assert backend.complete(["linear"], "al", limit=10) == ["title"]
    assert backend.complete(["linear"], "ma", limit=10) == []
    assert len(backend.complete([], "alg", limit=2)) == 2


def test_completions_in_the_reader_s_languages_come_first(backend):
    fill(
        backend,
        *(make_document(f"Algebra {tag}", language=tag, id=tag) for tag in ("de", "fr", "sw")),
    )

    assert backend.complete([], "alg", languages=("fr", "sw"), limit=3) == ["fr", "sw", "de"]


@pytest.mark.parametrize("prefix", ["光", "光合", "a.*", "(", "x" * 100])
def test_a_beginning_may_be_anything(backend, prefix):
    fill(backend, make_document("光合作用", language="zh", id="zh"))

    assert backend.complete([], prefix, limit=5) == (["zh"] if prefix.startswith("光") else [])


def test_words_spelled_almost_so_are_found_the_nearest_first(backend):
    fill(
        backend,
        make_document("Photosynthesis", id="near"),
        make_document("Photographs", id="far"),
        make_document("Fotosynthesis", id="farther", language="de"),
    )

    assert backend.respell("photosyntesis", limit=5)[0] == "near"
    assert "far" not in backend.respell("photosyntesis", limit=5)
    assert backend.respell("photosyntesis", limit=1) == ["near"]
    assert backend.respell("zzzzzzzzz", limit=5) == []


def test_frequencies_tell_how_many_documents_have_a_word(backend):
    fill(
        backend,
        make_document("Algebra", text="Rings and algebra."),
        make_document("Maps", keywords=["algebra"]),
        make_document("Rings"),
    )

    assert backend.frequencies(["rings", "maps", "zebra"]) == {"rings": 1, "maps": 1, "zebra": 0}
    assert backend.frequencies([]) == {}


def test_records_that_share_most_of_the_weight_are_similar(backend):
    fill(
        backend,
        make_document("Linear algebra for engineers", id="it"),
        make_document("Linear algebra", id="two words"),
        make_document("Algebra", id="one word"),
        make_document("Engineers", id="rare word"),
        make_document("Poems", id="none"),
    )
    words = {"linear": 1.0, "algebra": 1.0, "engineers": 3.0}

    assert backend.similar(words, excluded=["it"], limit=10) == [
        "rare word",
        "two words",
        "one word",
    ]
    assert backend.similar(words, limit=1) == ["it"]
    assert backend.similar({}, limit=5) == []


def test_of_similar_records_those_in_the_given_languages_come_first(backend):
    fill(
        backend,
        *(make_document("Algebra", language=tag, id=tag) for tag in ("de", "fr", "sw")),
    )

    assert backend.similar({"algebra": 1.0}, languages=("sw",), limit=3)[0] == "sw"


def test_an_engine_without_an_index_knows_nothing_like_it(backend):
    assert backend.complete(["a"], "b", limit=5) == []
    assert backend.respell("algebra", limit=5) == []
    assert backend.frequencies(["algebra"]) == {"algebra": 0}
    assert backend.similar({"algebra": 1.0}, limit=5) == []


def test_an_engine_says_what_it_is(backend):
    report = backend.describe()

    assert report.name
    assert report.version[0].isdecimal()
    assert str(report).startswith(f"{report.name} {report.version}")


def test_rare_values_are_counted_where_they_are_chosen_or_wanted(backend):
    common = tuple(f"common {number:03}" for number in range(MAX_BUCKETS + 60))
    rare = ("rare chosen", "rare wanted", "rare else")
    fill(
        backend,
        make_document("Two", id="2", subject=common),
        make_document("Three", id="3", subject=common),
        make_document("One", id="1", subject=rare, provider=("a",)),
    )

    page = ask(
        backend,
        filters=(("subject", ("rare chosen", common[0])), ("provider", ("a",))),
        counted=(("subject", ("rare wanted", "not there")),),
    )

    [counts] = [
        {bucket.value: bucket.count for bucket in facet.buckets}
        for facet in ask(backend, counted=(("subject", ("rare wanted", "not there")),)).facets
        if facet.name == "subject"
    ]
    assert counts["rare wanted"] == 1
    assert "rare else" not in counts
    assert "not there" not in counts
    assert len(counts) == MAX_BUCKETS + 1
    [chosen] = [
        {bucket.value: (bucket.count, bucket.is_chosen) for bucket in facet.buckets}
        for facet in page.facets
        if facet.name == "subject"
    ]
    assert chosen["rare chosen"] == (1, True)
    assert chosen[common[0]] == (0, True)


# --- Explanations --------------------------------------------------------------------------------


def leaves(share):
    """Give what counts in the end: triples (kind, field, text)."""
    if not share.parts:
        return {(share.kind, share.field, share.text)}
    return set().union(*map(leaves, share.parts))


def test_a_score_is_explained_by_the_words_that_made_it(backend):
    fill(
        backend,
        make_document("Linear algebra", keywords=["algebra"]),
        make_document("Algebra", language="fr"),
        make_document("Poems"),
    )
    query = SearchQuery(text="algebra linear", reader_languages=("en",))

    share = backend.explain(query, "Linear algebra")
    [hit] = backend.search(query).hits

    assert share.score == pytest.approx(hit.score, rel=0.001)
    assert share.kind == "sum"
    assert {("word", "title", "linear"), ("word", "keywords", "algebra")} <= leaves(share)
    assert [part.field for part in share.parts if part.kind == "fixed"] == ["language"]
    assert [part.score for part in share.parts] == sorted(
        (part.score for part in share.parts), reverse=True
    )


def test_a_favored_record_is_explained_by_that(backend):
    fill(backend, make_document("Algebra"), make_document("Poems"))
    query = SearchQuery(text="algebra", favored=(("Poems", 7.0),))

    share = backend.explain(query, "Poems")

    assert (share.kind, share.field, share.score) == ("fixed", "id", pytest.approx(7))


def test_a_phrase_and_a_relaxed_query_are_explained(backend):
    fill(backend, make_document("Linear algebra for all"), make_document("Poems"))

    phrase = backend.explain(SearchQuery(text='"linear algebra"'), "Linear algebra for all")
    relaxed = backend.explain(SearchQuery(text="linear algebra unheard"), "Linear algebra for all")

    assert phrase.kind == "phrase"
    assert {("word", "title", "linear"), ("word", "title", "algebra")} <= leaves(relaxed)


def test_what_is_no_hit_is_not_explained(backend):
    assert backend.explain(SearchQuery(text="algebra"), "Algebra") is None
    fill(backend, make_document("Algebra", provider=("a",)), make_document("Poems"))

    assert backend.explain(SearchQuery(text="algebra"), "Poems") is None
    assert backend.explain(SearchQuery(text="algebra"), "../_search?q=x") is None
    others = (("provider", ("b",)),)
    assert backend.explain(SearchQuery(text="algebra", filters=others), "Algebra") is None


def test_facets_are_counted_only_where_they_are_wanted(backend):
    fill(backend, make_document("Algebra"), make_document("Linear algebra", language="fr"))
    query = SearchQuery(text="algebra", filters=(("language", ("fr",)),), has_facets=False)

    page = backend.search(query)

    assert (page.count, page.facets) == (1, ())


# --- Several processes ---------------------------------------------------------------------------

WRITER = """
import sys
from tests.search.samples import entries, make_document
from search.backends import make_backend

backend = make_backend(sys.argv[1])
with backend.open_writer(wait_seconds=60) as writer:
    for number in range(int(sys.argv[2])):
        writer.write(entries(backend, make_document(f"Algebra {number}", id=str(number))))
        writer.commit(number + 1)
        print(number + 1, flush=True)
    writer.write(entries(backend, make_document("Never committed", id="x")))
    print("waiting", flush=True)
    sys.stdin.read()
"""


def start_writer(url: str, commits: int) -> subprocess.Popen:
    setup = "import django; django.setup()\n"
    return subprocess.Popen(
        [sys.executable, "-c", setup + WRITER, url, str(commits)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def committed(writer: subprocess.Popen) -> Iterator[int]:
    """Yield the numbers of the commits of a writing process, until it waits."""
    while (line := writer.stdout.readline().strip()) != "waiting":
        assert line, "the writer ended early"
        yield int(line)


def test_readers_in_other_processes_see_every_commit(backend_url):
    readers = [make_backend.__wrapped__(backend_url) for _ in range(2)]
    seen = []
    with start_writer(backend_url, 5) as writer:
        for number in committed(writer):
            assert all(reader.count() >= number for reader in readers)
            seen.append(number)
        writer.kill()

    assert seen == [1, 2, 3, 4, 5]


def test_killing_the_writer_loses_nothing_committed_and_frees_the_index(backend, backend_url):
    with start_writer(backend_url, 3) as writer:
        assert list(committed(writer)) == [1, 2, 3]
        with pytest.raises(BackendBusy), backend.open_writer():
            pytest.fail("two writers at once")
        writer.kill()

    assert set(found(backend)) == {"0", "1", "2"}
    with backend.open_writer(wait_seconds=30) as again:
        assert again.position == 3
        again.write(entries(backend, make_document("Algebra 3", id="3")))
        again.commit(4)
    assert {"0", "1", "2", "3"} <= set(found(backend)) <= {"0", "1", "2", "3", "x"}


# --- Addresses ------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["", "tantivy:", "solr://localhost", "/some/folder"])
def test_an_address_of_no_engine_is_refused_by_name(url):
    with pytest.raises(ImproperlyConfigured, match="SEARCH_URL"):
        make_backend(url)


# --- Odd queries ---------------------------------------------------------------------------------

ODD = [
    *("title:algebra", "a:b:c", "a AND b OR NOT", "(((", "]]}}", "foo*", "?x", "/re.*gex/", "a~3"),
    *("x^10", "+a", "--", "- -", "%", "[1 TO 9]", "{!lucene}", "'; DROP TABLE", "<script>", "\\"),
    *('"', '"" ""', '"a', 'a"b"c', "ﷺ", "𝔘𝔫𝔦", "๏", "ๆ", "।", "\0", "\x01", "\ud83d", "\u0e34"),
    *("é" * 500, "光" * 3000, "ก" * 3000, "ا" * 3000, '"' + "a b " * 400 + '"', "-" * 3000),
    *("-a " * 1000, "a'" * 1500, "e" + "\u0301" * 900, "\u202e\u200f\ufeff"),
]


@pytest.fixture(scope="module", params=ENGINES)
def one_record(request, tmp_path_factory):
    with open_engine(request, tmp_path_factory.mktemp("one")) as url:
        yield fill(make_backend(url), make_document("Algebra title a b c"))


@pytest.mark.parametrize("text", ODD)
def test_an_odd_query_is_text(one_record, text):
    page = ask(
        one_record, text, filters=(("language", ("en",)),), reader_languages=("x", "zz-ZZ-zz")
    )

    assert page.count in {0, 1}


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    query=st.builds(
        SearchQuery,
        text=st.text(max_size=60)
        | st.text(
            alphabet="\"-–“ aAéक光ก\u0e48\u093c\u200d'’ا\u064b", max_size=2 * MAX_QUERY_CHARACTERS
        ),
        filters=st.lists(
            st.tuples(st.sampled_from(FACETS), st.lists(st.text(max_size=5)).map(tuple)), max_size=3
        ).map(lambda pairs: tuple(dict(pairs).items())),
        sort=st.sampled_from(SORTS),
        page=st.integers(1, 50),
        page_size=st.integers(1, 100),
        reader_languages=st.lists(st.text(max_size=5), max_size=3).map(tuple),
    )
)
def test_every_query_has_an_answer_and_pages_agree_with_the_count(odd_catalog, query):
    page = odd_catalog.search(query)

    first = odd_catalog.search(msgspec.structs.replace(query, page=1, page_size=100))
    assert len(first.hits) == page.count == first.count <= odd_catalog.count()
    assert all(bucket.count >= 0 for facet in page.facets for bucket in facet.buckets)


@pytest.fixture(scope="module", params=ENGINES)
def odd_catalog(request, tmp_path_factory):
    with open_engine(request, tmp_path_factory.mktemp("odd")) as url:
        yield fill(
            make_backend(url),
            make_document("a é A’a"),
            make_document("光光光 क", language="zh"),
            make_document("ก่ก ا", language="th"),
        )
