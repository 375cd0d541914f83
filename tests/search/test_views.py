"""The search page, the front page and the sources as a reader's browser gets them."""

import re
from html import unescape

import pytest
from django.core.cache import cache

from repository.metadata.record import Contributor, LicenseFinding
from search.services import index_changes
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


def test_filters_are_checkboxes_of_the_form_with_counts(client):
    make_resource("A", languages=("fr",))
    make_resource("B", languages=("ar",))
    make_resource("C", languages=("ar",))
    index_changes()

    html = get(client, "/search?language=fr")

    box = '<input type="checkbox" form="search" name="language" value="{}"{}>'
    assert box.format("fr", " checked") in html
    assert box.format("ar", "") in html
    assert re.search(r'value="ar">.*?Arabic.*?<span class="count">2</span>', html)


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

    [languages] = re.findall(
        r"<legend>Language</legend>.*?</fieldset>", get(client, "/search?language=ja"), re.DOTALL
    )

    shown, _details, folded = languages.partition("<details")
    assert 'value="ja" checked' in shown
    assert shown.count("<input") == 6
    assert folded.count("<input") == 3


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

    assert "<script" not in html
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
        assert "<script" not in html, address
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
    assert not re.search(r"<style|<script|\sstyle=|\son\w+=", answer.content.decode())


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
