"""The search page, the front page and the sources as a reader's browser gets them."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.core.cache import cache

from repository.metadata.record import (
    Accessibility,
    AgeRange,
    Contributor,
    DateValue,
    Identifier,
    LicenseFinding,
    Relation,
    ResourceFile,
    Subject,
)
from repository.models import DownloadTotal
from search.concepts.vocabulary import THING, ancestors
from search.queries import MAX_BUCKETS
from search.services import index_changes
from search.vocabularies.services import label_index
from tests.factories import make_provider, make_resource

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("search_settings", "interface_languages", "empty_cache"),
]

OPEN = LicenseFinding(id="CC-BY-4.0", license_class="open")


@pytest.fixture
def empty_cache():
    cache.clear()


@pytest.fixture
def dead_engine(search_settings, tmp_path):
    """An engine that cannot answer: there is a file where its folder should be."""
    (tmp_path / "file").write_text("no index")
    search_settings.SEARCH_URL = f"tantivy:{tmp_path / 'file'}"


def get(client, address: str, language: str = "en") -> str:
    answer = client.get(address, headers={"Accept-Language": language})
    assert answer.status_code == 200, address
    return answer.content.decode()


def text_of(html: str) -> str:
    joined = re.sub(r"</?(?:a|bdi|span)\b[^>]*>", "", html)
    return " ".join(re.sub(r"<[^>]+>", " ", joined).split())


def titles_of(html: str) -> list[str]:
    return [
        unescape(re.sub(r"<[^>]+>", "", heading))
        for heading in re.findall(r"<h3 lang[^>]*>(.*?)</h3>", html)
    ]


def link_of(html: str, words: str) -> str:
    """Give the address of the first link whose text holds these words."""
    for address, content in re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', html, re.DOTALL):
        if words in text_of(content):
            return unescape(address)
    raise AssertionError(words)


def test_hits_are_shown_with_what_a_teacher_needs_to_choose(client):
    make_resource(
        "Plant life",
        descriptions={"en": ("How plants live.",)},
        languages=("en", "fr"),
        resource_types=("textbook",),
        educational_levels=("2",),
        contributors=(Contributor(name="Wanjiku Kabira"),),
        license=OPEN,
        provider=make_provider("storybook", name="African Storybook"),
    )
    make_resource("Stone age")
    index_changes()

    html = get(client, "/search?q=plants")

    assert titles_of(html) == ["Plant life"]
    text = text_of(html)
    for words in ("1 resource", "How plants live.", "English, French", "Textbook", "Wanjiku Kabira",
                  "Lower secondary", "Open", "CC BY 4.0", "African Storybook"):  # fmt: skip
        assert words in text, words


def test_empty_query_finds_everything_but_what_is_withdrawn(client):
    for number in range(3):
        make_resource(f"Title {number}")
    make_resource("Gone", withdrawn=True)
    index_changes()

    assert len(titles_of(get(client, "/search"))) == 3


def test_resource_withdrawn_since_it_was_indexed_is_not_shown(client):
    make_resource("Algebra", identifier="oai:x:1")
    index_changes()
    make_resource("Algebra", identifier="oai:x:1", withdrawn=True)

    assert titles_of(get(client, "/search")) == []


def test_values_of_one_facet_add_up_and_facets_narrow(client):
    make_resource("A", languages=("fr",), license=OPEN)
    make_resource("B", languages=("ar",), license=OPEN)
    make_resource("C", languages=("ar",))
    make_resource("D", languages=("sw",), license=OPEN)
    index_changes()

    found = titles_of(get(client, "/search?language=fr&language=ar&license_class=open"))

    assert sorted(found) == ["A", "B"]


def facet_of(html: str, name: str) -> str:
    """Give the part of the page with the values of one facet."""
    [found] = re.findall(rf'id="by-{name}".*?(?=<details class="filter-group"|</section>|$)', html,
                         re.DOTALL)  # fmt: skip
    return found


def test_filters_are_links_with_counts_that_add_and_take_away(client):
    make_resource("A", languages=("fr",))
    make_resource("B", languages=("ar",))
    make_resource("C", languages=("ar",))
    index_changes()

    html = get(client, "/search?q=&language=fr&page=3")
    languages = facet_of(html, "language")

    assert link_of(languages, "Arabic 2") == "?language=fr&language=ar"
    assert link_of(languages, "Remove: French 1") == "?"
    assert len(titles_of(get(client, "/search" + link_of(languages, "Arabic")))) == 3


def test_new_words_keep_what_was_chosen(client):
    make_resource("A", languages=("fr",), license=OPEN)
    index_changes()

    html = get(client, "/search?language=fr&license_class=open")

    assert '<input type="hidden" name="language" value="fr">' in html
    assert '<input type="hidden" name="license_class" value="open">' in html


def test_facets_behind_the_first_few_are_folded_until_something_is_chosen_in_them(client):
    make_resource("A", audiences=("teacher",), delivery_channels=("print",))
    index_changes()

    html = get(client, "/search?audience=teacher")

    opened = re.findall(r'class="filter-group" id="by-(\w+)"( open)?', html)
    assert dict(opened) == {
        "license_class": " open",
        "oer": " open",
        "offline": " open",
        "audience": " open",
        "provider": "",
        "delivery_channel": "",
    }


def test_what_a_record_says_is_offered_in_words(client):
    make_resource(
        "A",
        age_ranges=(AgeRange(low=7, high=10),),
        audiences=("teacher",),
        files=(ResourceFile(url="https://x.example/a", media_type="application/epub+zip"),),
        accessibility=Accessibility(features=("captions", "unheardOf")),
        dates=(DateValue(stated="2019", value="2019"),),
    )
    index_changes()

    text = text_of(get(client, "/search"))

    for words in ("6 to 8 years 1", "9 to 11 years 1", "EPUB 1", "Captions 1", "UnheardOf 1",
                  "2019 1", "Can be downloaded or printed 1"):  # fmt: skip
        assert words in text, words
    assert "12 to 14 years" not in text


def test_subjects_show_broad_fields_and_open_below_what_is_chosen(client):
    for title, subject in (("A", "algebra"), ("B", "fractions"), ("C", "isced-f:0222")):
        make_resource(title, subjects=(Subject(label="x", concept=subject),))
    index_changes()

    closed = facet_of(get(client, "/search"), "subject")
    html = get(client, "/search?subject=isced-f:05")
    opened = facet_of(html, "subject")
    narrow = facet_of(get(client, "/search?subject=isced-f:0541"), "subject")

    assert "Algebra" not in closed
    assert link_of(closed, "Natural sciences") == "?subject=isced-f%3A05"
    assert sorted(titles_of(html)) == ["A", "B"]
    assert link_of(opened, "Mathematics") == "?subject=isced-f%3A0541"
    assert link_of(narrow, "Algebra 1") == "?subject=algebra"
    assert link_of(narrow, "Natural sciences") == "?subject=isced-f%3A05"
    assert "Álgebra" in facet_of(get(client, "/search?subject=algebra", "es"), "subject")


def test_the_tree_of_subjects_is_whole_beyond_the_most_frequent_ones(client):
    concepts = label_index().concepts
    frequent = [
        key
        for key in concepts
        if not key.startswith(THING) and "isced-f:08" not in (key, *ancestors(key, concepts))
    ]
    for title in ("A", "B"):
        make_resource(title, subjects=tuple(Subject(label="x", concept=key) for key in frequent))
    rare = next(
        key
        for key in concepts
        if concepts[key].broader == ("isced-f:08",) and not key.startswith(THING)
    )
    make_resource("C", subjects=(Subject(label="x", concept=rare),))
    index_changes()

    closed = facet_of(get(client, "/search"), "subject")
    opened = facet_of(get(client, "/search?subject=isced-f:08"), "subject")

    assert len(frequent) > MAX_BUCKETS + 50
    assert f"{concepts['isced-f:08'].label(('en',))} 1" in text_of(closed)
    assert f"{concepts[rare].label(('en',))} 1" in text_of(opened)


def test_words_found_are_marked_in_titles_and_texts_but_not_in_markup(client):
    make_resource("<b>Plants</b> & light", descriptions={"en": ("x " * 300 + "A plant <i>lives",)})
    index_changes()

    html = get(client, "/search?q=plants")

    assert "&lt;b&gt;<mark>Plants</mark>&lt;/b&gt; &amp; light" in html
    assert re.search(
        r'<p class="snippet" lang="en" dir="ltr">… .*<mark>plant</mark> &lt;i&gt;', html
    )


def test_snippet_has_the_language_and_direction_of_its_text(client):
    make_resource(
        titles={"ar": ("الجبر",)}, descriptions={"ar": ("كتاب الجبر للجميع",)}, languages=("ar",)
    )
    index_changes()

    html = get(client, "/search?q=الجبر")

    assert re.search(r'<p class="snippet" lang="ar" dir="rtl">.*<mark>الجبر</mark>', html)


def test_near_equal_copies_are_one_hit_with_its_copies(client):
    author = (Contributor(name="Jay Abramson"),)
    book = Identifier(value="10.1000/182", scheme="doi")
    other = make_provider("other", name="Other Shelf")
    make_resource("College Algebra", contributors=author, identifiers=(book,))
    make_resource("College algebra!", contributors=author, provider=other)
    make_resource(
        "Algebra as PDF",
        identifiers=(Identifier(value="https://doi.org/10.1000/182", scheme="doi"),),
    )
    make_resource("College Algebra", contributors=(Contributor(name="Somebody Else"),))
    index_changes()

    html = get(client, "/search?q=algebra")

    assert len(titles_of(html)) == 2
    assert "4 resources" in text_of(html)
    assert "and 2 other versions or copies" in text_of(html)


def test_records_that_lead_to_one_page_are_no_copies_unless_one_says_so(client):
    make_resource("One", url="https://x.example/all")
    make_resource("Two", url="https://x.example/all")
    make_resource("Base", url="https://x.example/base")
    version = Relation(kind="is-version-of", target="http://x.example/base/")
    make_resource("Version", relations=(version,))
    index_changes()

    html = get(client, "/search?sort=title")

    assert titles_of(html) == ["Base", "One", "Two"]
    assert "and 1 other version or copy" in text_of(html)


def test_what_is_used_most_comes_first_and_says_how_often(client):
    for title, count in (("Rare", 1), ("Common", 1_200), ("Unused", 0)):
        work = make_resource(title)
        if count:
            DownloadTotal.objects.create(resource=work, count=count, counted_at=datetime.now(UTC))
    index_changes()

    html = get(client, link_of(get(client, "/search"), "Most used"))

    assert titles_of(html) == ["Common", "Rare", "Unused"]
    assert text_of(html).count("Opened") == 2
    assert "Opened 1,200 times" in text_of(html)
    assert "Opened 1 time " in text_of(html)
    assert "Opened" not in text_of(get(client, "/search"))


def test_misspelled_word_is_put_right(client):
    make_resource("Photosynthesis of plants")
    index_changes()

    html = get(client, "/search?q=photosintesis")

    assert "Did you mean photosynthesis?" in text_of(html)
    assert link_of(html, "photosynthesis") == "/search?q=photosynthesis"


def test_nothing_found_offers_searches_that_find_something_with_counts(client):
    make_resource("Algebra", languages=("fr",), license=OPEN)
    make_resource("Zephyr", languages=("fr",))
    index_changes()

    html = get(client, "/search?q=algebra&language=ar&license_class=open")
    words = get(client, "/search?q=zzzz+zephyr+yyyy+wwww")

    both = get(client, "/search?q=algebbra+zzzz+yyyy+wwww&language=ar")

    assert link_of(both, "Only algebra 1") == "/search?q=algebra"
    assert link_of(html, "In all languages 1") == "/search?q=algebra&license_class=open"
    assert link_of(words, "Only zephyr 1") == "/search?q=zephyr"
    assert "Without the filter" not in text_of(html)


def test_switch_leaves_what_is_in_the_reader_s_languages(client):
    make_resource("A", languages=("fr",))
    make_resource("B", languages=("sw",))
    index_changes()

    html = get(client, "/search", "en,fr;q=0.5")
    address = link_of(html, "Only in my languages (English, French)")
    narrowed = get(client, address, "en,fr;q=0.5")

    assert address == "/search?language=en&language=fr"
    assert titles_of(narrowed) == ["A"]
    assert link_of(narrowed, "Remove: Only in my languages") == "/search?"


def test_unknown_cursor_is_as_good_as_none(client):
    make_resource("Algebra")
    index_changes()

    for cursor in ("x", "%00", "%FF", "A" * 3000):
        assert titles_of(get(client, f"/search?cursor={cursor}&page=1")) == ["Algebra"]


def test_suggestions_are_titles_and_subjects_that_go_on_so(client):
    make_resource("Photosynthesis", keywords={"en": ("photography",)})
    index_changes()

    answer = client.get("/search/suggest?q=photo")

    found = {(each["text"], each["kind"]) for each in answer.json()["suggestions"]}
    assert found == {("Photosynthesis", "title"), ("photography", "subject")}
    assert "max-age" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("typed", ["", "%00", "%FF", "x" * 5000, '"', "-", "*", "光"])
def test_odd_beginnings_are_answered(client, typed):
    make_resource("Algebra")
    index_changes()

    assert client.get(f"/search/suggest?q={typed}").json() == {"suggestions": []}


@pytest.mark.usefixtures("dead_engine")
def test_suggestions_and_similar_resources_do_without_the_engine(client):
    resource = make_resource("Algebra")

    assert client.get("/search/suggest?q=alg").json() == {"suggestions": []}
    assert "temporarily limited" in get(client, f"/search/similar/{resource.id}")


def test_similar_resources_share_words(client):
    resource = make_resource("Plants and light", keywords={"en": ("photosynthesis",)})
    make_resource("Light for plants", keywords={"en": ("photosynthesis",)})
    make_resource("Roman history")
    index_changes()

    html = get(client, f"/search/similar/{resource.id}")

    assert re.findall(r"<h2 lang[^>]*><a[^>]*>(.*?)</a>", html) == ["Light for plants"]
    assert f"/search/similar/{resource.id}" in get(client, f"/resources/{resource.id}")


def test_similar_resources_of_what_is_not_there_are_not_found(client):
    withdrawn = make_resource("Algebra", withdrawn=True)

    for key in (withdrawn.id, "00000000-0000-4000-8000-000000000000"):
        assert client.get(f"/search/similar/{key}").status_code == 404


def test_explanation_is_for_curators(client, django_user_model):
    resource = make_resource("Algebra")
    user = django_user_model.objects.create_user("reader")

    anonymous = client.get(f"/search/explain?id={resource.id}")
    client.force_login(user)

    assert anonymous.status_code == 302
    assert client.get(f"/search/explain?id={resource.id}").status_code == 403
    assert "/search/explain" not in get(client, "/search?q=algebra")


def test_curators_see_why_a_record_was_found(client, admin_user):
    resource = make_resource(
        "Algebra book", descriptions={"en": ("On algebra.",)}, languages=("fr",)
    )
    make_resource("Poems")
    index_changes()
    client.force_login(admin_user)

    html = get(client, f"/search/explain?q=algebra&id={resource.id}", "fr")
    english = text_of(get(client, f"/search/explain?q=algebra&id={resource.id}"))

    assert "<mark>Algebra</mark> book" in html
    assert "On <mark>algebra</mark>." in html
    for words in ("Place 1 of 1", "Subjects named Algebra", "none of the reader", "algebra Title"):
        assert words in english, words
    assert client.get("/search/explain?id=x").status_code == 404
    assert link_of(get(client, "/search?q=algebra"), "Why this hit").startswith("/search/explain?")


def test_chosen_value_is_removed_by_a_link_that_keeps_the_rest(client):
    make_resource("Algebra", languages=("fr",), license=OPEN)
    index_changes()

    html = get(client, "/search?q=algebra&language=fr&license_class=open&sort=title")

    assert link_of(html, "Remove: Language") == "/search?q=algebra&license_class=open&sort=title"
    assert link_of(html, "Remove all filters") == "/search?q=algebra&sort=title"


def test_many_values_of_a_facet_are_folded_away_but_chosen_ones_are_not(client):
    for number, tag in enumerate(["fr", "ar", "sw", "hi", "ru", "es", "de", "it", "ja"]):
        make_resource(f"Title {number}", languages=(tag,))
    index_changes()

    languages = facet_of(get(client, "/search?language=ja"), "language")

    shown, _more, folded = languages.partition('<details class="more"')
    assert "Remove: Japanese" in text_of(shown)
    assert shown.count("<li") == 6
    assert folded.count("<li") == 3


def test_pages_are_addresses_and_hold_every_hit_once(client):
    for number in range(45):
        make_resource(f"Title {number:02}")
    index_changes()

    first = get(client, "/search?sort=title")
    second = get(client, link_of(first, "Next"))
    third = get(client, link_of(second, "Next"))

    assert titles_of(first) + titles_of(second) + titles_of(third) == [
        f"Title {number:02}" for number in range(45)
    ]
    assert link_of(third, "Previous") == "/search?sort=title&page=2"
    assert 'aria-current="page"><span class="hidden">Page </span>3</span>' in third
    assert ">Next</a>" not in third


def test_page_behind_the_last_one_leads_back(client):
    make_resource("Algebra")
    index_changes()

    html = get(client, "/search?q=algebra&page=9")

    assert link_of(html, "To the first page") == "/search?q=algebra"


def test_order_is_chosen_by_a_link(client):
    for title in ("Beta", "Alpha", "Gamma"):
        make_resource(title)
    index_changes()

    by_title = get(client, link_of(get(client, "/search"), "Title"))

    assert titles_of(by_title) == ["Alpha", "Beta", "Gamma"]


def test_title_is_in_the_reader_s_language_with_its_own_below(client):
    make_resource(titles={"fr": ("Algèbre",), "ar": ("جبر",)}, languages=("fr",))
    index_changes()

    html = get(client, "/search", language="ar")

    assert titles_of(html) == ["جبر"]
    assert '<bdi lang="fr" dir="ltr">Algèbre</bdi>' in html
    assert "الفرنسية" in html


def test_nothing_found_offers_ways_on(client):
    make_resource("Algebra", languages=("fr",))
    index_changes()

    html = get(client, "/search?q=xyzzy&language=fr")

    assert "Nothing was found for" in html
    assert link_of(html, "Search again without filters") == "/search?q=xyzzy"
    assert link_of(html, "Look through everything") == "/search"


@pytest.mark.parametrize(
    "address",
    [
        "/search?q=%3Cscript%3Ealert(1)%3C/script%3E",
        '/search?q="><img src=x onerror=alert(1)>',
        "/search?language=%3Cscript%3E&provider=%22%3E%3Cscript%3E",
        "/search?q=%00&language=%00",
        "/search?q=title:(a OR b) AND NOT *",
        "/search?page=-7&sort=%3Cscript%3E",
        "/search?q=" + "%D8%AC" * 2000,
        "/search?q=%FF%FE",
    ],
)
def test_hostile_address_is_answered_and_escaped(client, address):
    make_resource("Algebra")
    index_changes()

    html = get(client, address)

    assert "<script>" not in html
    assert "<img src=x" not in html


def test_hostile_record_is_shown_as_text(client):
    hostile = "<script>alert(1)</script>"
    provider = make_provider("hostile", name=hostile, home_url="https://example.org")
    make_resource(
        hostile,
        descriptions={"en": (hostile,)},
        contributors=(Contributor(name=hostile),),
        provider=provider,
    )
    index_changes()

    for address in ("/", "/search", "/sources", "/sources/hostile"):
        html = get(client, address)
        assert "<script>" not in html, address
        assert "&lt;script&gt;" in html, address


def test_provider_s_home_becomes_a_link_only_on_the_web(client):
    make_provider("bad", name="Bad", home_url="javascript:alert(1)")
    make_provider("good", name="Good", home_url="https://example.org/")

    assert "javascript:" not in get(client, "/sources/bad")
    assert 'href="https://example.org/" rel="nofollow noopener noreferrer"' in get(
        client, "/sources/good"
    )


@pytest.mark.usefixtures("dead_engine")
def test_search_without_engine_is_limited_to_titles_and_says_so(client):
    make_resource("College ALGEBRA")
    make_resource("Stone age")
    make_resource("Old algebra", withdrawn=True)

    html = get(client, "/search?q=algebra&language=fr")

    assert titles_of(html) == ["College ALGEBRA"]
    assert "Search is temporarily limited" in html


@pytest.mark.usefixtures("dead_engine")
def test_other_pages_do_without_the_engine(client):
    make_resource("Algebra", provider=make_provider("storybook", name="Storybook"))
    make_resource("Stone age", withdrawn=True)

    home, source, sources = (
        get(client, address) for address in ("/", "/sources/storybook", "/sources")
    )

    assert titles_of(home) == titles_of(source) == ["Algebra"]
    assert "resource 1" in text_of(home)
    assert "1 resource" in text_of(source)
    assert "Storybook 1 resource" in text_of(sources)


def test_front_page_tells_how_much_there_is_and_leads_into_it(client):
    make_resource("A", languages=("fr",), license=OPEN, educational_levels=("1",))
    make_resource("B", languages=("ar", "und"), resource_types=("story",))
    make_resource("C", withdrawn=True)
    index_changes()

    html = get(client, "/")

    text = text_of(html)
    assert "resources 2" in text
    assert "source 1" in text
    assert "languages 2" in text
    assert link_of(html, "French") == "/search?language=fr"
    assert link_of(html, "Primary") == "/search?level=1"
    assert link_of(html, "Story") == "/search?resource_type=story"
    assert link_of(html, "Open") == "/search?license_class=open"
    assert "Licence not known" in text  # of record B, but it is no way in
    assert "license_class=unknown" not in html
    assert set(titles_of(html)) == {"A", "B"}


def test_front_page_of_an_empty_catalogue_stands(client):
    html = get(client, "/")

    assert "Open learning materials" in html
    assert titles_of(html) == []


def test_sources_are_listed_with_their_counts(client):
    provider = make_provider("storybook", name="African Storybook")
    make_resource("A", provider=provider)
    make_resource("B", provider=provider, withdrawn=True)
    make_provider("empty", name="Empty")
    index_changes()

    text = text_of(get(client, "/sources"))

    assert "African Storybook 1 resource" in text
    assert "Empty 0 resources" in text


def test_source_shows_what_it_supplies(client):
    provider = make_provider("storybook", name="African Storybook")
    make_resource("A", provider=provider, languages=("sw",), license=OPEN)
    make_resource("B", provider=make_provider("other"), languages=("fr",))
    index_changes()

    html = get(client, "/sources/storybook")

    assert titles_of(html) == ["A"]
    assert link_of(html, "Swahili") == "/search?provider=storybook&language=sw"
    assert "French" not in html


def test_source_is_paged_by_key_and_shows_every_resource_once(client):
    provider = make_provider("storybook")
    for number in range(45):
        make_resource(f"Title {number}", provider=provider)
    index_changes()

    html = get(client, "/sources/storybook")
    found = titles_of(html)
    while "Earlier ones" in html:
        html = get(client, link_of(html, "Earlier ones"))
        found += titles_of(html)

    assert sorted(found) == sorted(f"Title {number}" for number in range(45))


@pytest.mark.parametrize(
    "before", ["x", "20260101T000000Z-", "20269999T000000Z-" + "0" * 32, "%00"]
)
def test_unreadable_place_in_a_source_is_its_beginning(client, before):
    make_resource("A", provider=make_provider("storybook"))

    assert titles_of(get(client, f"/sources/storybook?before={before}")) == ["A"]


def test_unknown_source_is_not_found(client):
    assert client.get("/sources/nobody").status_code == 404


@pytest.mark.parametrize("address", ["/", "/search", "/sources", "/sources/storybook", "/about"])
def test_no_page_has_inline_style_or_script(client, address):
    make_resource("A", provider=make_provider("storybook"))
    index_changes()

    answer = client.get(address)

    assert answer.headers["Content-Security-Policy"]
    html = re.sub(r'<script src="/static/[\w.]+" defer></script>', "", answer.content.decode())
    assert not re.search(r"<style|<script|\sstyle=|\son\w+=", html)


@pytest.mark.parametrize("language", ["ar", "es", "fr", "ru", "zh-hans"])
def test_counts_agree_with_their_nouns(client, language):
    provider = make_provider("storybook")
    seen = set()
    for number in (1, 2, 3):
        make_resource(f"Title {number}", provider=provider)
        index_changes()
        cache.clear()
        [told] = re.findall(
            r"<h1.*?</h1>.*?<p>(.*?)</p>", get(client, "/sources/storybook", language), re.DOTALL
        )
        seen.add(re.sub(r"\d+", "#", told.strip()))

    assert len(seen) == {"ar": 3, "ru": 2, "zh-hans": 1}.get(language, 2)
