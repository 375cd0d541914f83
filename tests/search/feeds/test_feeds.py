"""Feeds of a search: what they hold, that they are valid, and that nothing hostile gets through."""

import json
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from lxml import etree

from repository.metadata.record import Contributor, LicenseFinding
from repository.models import DownloadTotal, LearningResource
from search.services import index_changes
from tests.factories import make_provider, make_resource
from tests.search.feeds.rules import broken_rules

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("search_settings", "interface_languages", "empty_cache"),
]

FORMS = ["rss", "atom", "json"]
OPEN = LicenseFinding(id="CC-BY-4.0", license_class="open")
HOSTILE = '<script>alert(1)</script> & ]]> "quoted" \u202e\x0b\x1b\ufffe<b>'
XML = {"a": "http://www.w3.org/2005/Atom", "dc": "http://purl.org/dc/elements/1.1/"}


@pytest.fixture
def empty_cache():
    cache.clear()


def get(client, address: str, **headers):
    return client.get(address, headers={"Accept-Language": "en", **headers})


def titles(client, address: str) -> list[str]:
    """Titles of the entries of a feed of any form, which has to be valid."""
    answer = get(client, address)
    assert answer.status_code == 200
    assert broken_rules(answer) == []
    if "json" in answer["Content-Type"]:
        return [item["title"] for item in json.loads(answer.content)["items"]]
    root = etree.fromstring(answer.content)
    return root.xpath("//item/title/text() | //a:entry/a:title/text()", namespaces=XML)


def dated(resource: LearningResource, *, created: datetime, changed: datetime) -> None:
    LearningResource.objects.filter(pk=resource.pk).update(created_at=created, datestamp=changed)


@pytest.mark.parametrize(
    "address",
    [
        "/search/feed.rdf",
        "/search/feed.RSS",
        "/search/feed.",
        "/search/feed",
    ],
)
def test_form_that_does_not_exist_is_not_found(client, address):
    assert get(client, address).status_code == 404


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "parameters",
    [
        "page=0&lang=xx&language=%00&sort=nothing&unknown=1",
        "page=999999999&q=%00%0b%1b%ef%bf%be",
        "q=" + "%22" * 900,
        "lang=../../etc&page=-1",
    ],
)
def test_any_address_answers_with_a_valid_feed(client, form, parameters):
    make_resource("Algebra")
    index_changes()

    titles(client, f"/search/feed.{form}?{parameters}")


@pytest.mark.parametrize("form", FORMS)
def test_hostile_records_are_text_and_the_feed_stays_valid(client, form):
    make_resource(
        HOSTILE,
        descriptions={"en": (HOSTILE,)},
        contributors=(Contributor(name=HOSTILE),),
        provider=make_provider("evil", name="]]><evil>&"),
    )
    index_changes()

    [title] = titles(client, f"/search/feed.{form}")

    assert title.startswith("<script>alert(1)</script> & ]]>")
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", title)


def test_description_in_rss_is_escaped_once_more_because_readers_show_it_as_html(client):
    make_resource("A", descriptions={"ar": ("<img src=x onerror=alert(1)> نص",)})
    index_changes()

    root = etree.fromstring(get(client, "/search/feed.rss").content)

    [shown] = root.xpath("//item/description/text()")
    assert "&lt;img src=x onerror=alert(1)&gt;" in shown
    assert '<p lang="ar" dir="rtl">' in shown


@pytest.mark.parametrize("form", FORMS)
def test_feed_holds_what_the_search_finds_last_changed_first(client, form):
    for number, title in enumerate(["Algebra one", "Geometry", "Algebra two"]):
        day = datetime(2024, 1, 1 + number, tzinfo=UTC)
        dated(make_resource(title, languages=("fr",)), created=day, changed=day)
    make_resource("Algebra three", languages=("ar",))
    make_resource("Algebra four", languages=("fr",), withdrawn=True)
    index_changes()

    found = titles(client, f"/search/feed.{form}?q=algebra&language=fr&sort=title")

    assert found == ["Algebra two", "Algebra one"]


@pytest.mark.parametrize("form", FORMS)
def test_feed_of_what_is_used_most_names_its_order(client, form):
    works = [make_resource(f"Algebra {number}") for number in range(3)]
    for work, count in zip(works, (2, 0, 5), strict=True):
        DownloadTotal.objects.create(resource=work, count=count, counted_at=datetime.now(UTC))
    index_changes()

    found = titles(client, f"/search/feed.{form}?q=algebra&sort=downloads")

    assert found == ["Algebra 2", "Algebra 0", "Algebra 1"]
    answer = get(client, f"/search/feed.{form}?q=algebra&sort=downloads")
    assert "Last-Modified" not in answer
    assert f"feed.{form}?q=algebra&sort=downloads&lang=en" in unescape(answer.content.decode())


@pytest.mark.parametrize("form", FORMS)
def test_records_with_only_some_of_the_words_are_not_told(client, form):
    make_resource("Algebra for beginners")
    index_changes()
    shown = get(client, "/search?q=algebra+beginners+swahili").content.decode()

    assert "Algebra for beginners" in shown
    assert titles(client, f"/search/feed.{form}?q=algebra+beginners+swahili") == []


@pytest.mark.parametrize("form", FORMS)
def test_resource_withdrawn_since_it_was_indexed_is_left_out(client, form):
    make_resource("Algebra", identifier="oai:x:1")
    index_changes()
    make_resource("Algebra", identifier="oai:x:1", withdrawn=True)

    assert titles(client, f"/search/feed.{form}") == []


def test_ids_and_dates_are_the_same_in_every_form_and_language(client):
    resource = make_resource("Algebra")
    created = datetime(2024, 3, 1, 8, tzinfo=UTC)
    changed = created + timedelta(days=1)
    dated(resource, created=created, changed=changed)
    index_changes()
    rss = etree.fromstring(get(client, "/search/feed.rss?lang=fr").content)
    atom = etree.fromstring(get(client, "/search/feed.atom?lang=ar").content)
    [item] = json.loads(get(client, "/search/feed.json").content)["items"]

    ids = [
        rss.findtext(".//item/guid"),
        atom.findtext(".//a:entry/a:id", namespaces=XML),
        item["id"],
    ]
    dates = [
        parsedate_to_datetime(rss.findtext(".//item/pubDate")),
        datetime.fromisoformat(atom.findtext(".//a:entry/a:published", namespaces=XML)),
        datetime.fromisoformat(item["date_published"]),
    ]
    assert ids == [f"urn:uuid:{resource.id}"] * 3
    assert dates == [created] * 3
    assert datetime.fromisoformat(item["date_modified"]) == changed
    assert atom.findtext("a:updated", namespaces=XML) == "2024-03-02T08:00:00+00:00"


def test_titles_are_in_the_language_of_the_feed_and_say_so(client):
    make_resource(titles={"en": ("Light",), "ar": ("الضوء",)}, languages=("en",))
    index_changes()

    root = etree.fromstring(get(client, "/search/feed.atom?q=light&lang=ar").content)

    title = root.find(".//a:entry/a:title", XML)
    assert title.text == "الضوء"
    assert title.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"
    assert "light" in root.findtext("a:title", namespaces=XML)


def test_language_that_is_not_stated_is_stated_as_unknown(client):
    make_resource(titles={"und": ("Lumo",)})
    index_changes()

    atom = etree.fromstring(get(client, "/search/feed.atom").content)
    [item] = json.loads(get(client, "/search/feed.json").content)["items"]

    title = atom.find(".//a:entry/a:title", XML)
    assert title.get("{http://www.w3.org/XML/1998/namespace}lang") == ""
    assert "language" not in item


def test_every_entry_states_its_licence(client):
    make_resource("Algebra", license=OPEN)
    index_changes()
    rss = etree.fromstring(get(client, "/search/feed.rss").content)
    atom = etree.fromstring(get(client, "/search/feed.atom").content)
    [item] = json.loads(get(client, "/search/feed.json").content)["items"]

    url = "https://creativecommons.org/licenses/by/4.0/"
    assert rss.find(".//item/a:link[@rel='license']", XML).get("href") == url
    assert atom.find(".//a:entry/a:link[@rel='license']", XML).get("href") == url
    assert item["_license"]["url"] == url
    assert "4.0" in rss.findtext(".//item/dc:rights", namespaces=XML)


def test_work_without_a_known_licence_says_what_that_means(client):
    make_resource("Algebra")
    index_changes()

    atom = etree.fromstring(get(client, "/search/feed.atom").content)

    assert atom.findtext(".//a:entry/a:rights", namespaces=XML) == "Licence not known"
    assert atom.find(".//a:entry/a:link[@rel='license']", XML) is None


@pytest.mark.parametrize("form", FORMS)
def test_long_feed_is_read_page_by_page_and_ends(client, form, monkeypatch):
    monkeypatch.setattr("search.feeds.views.PAGE_SIZE", 2)
    for number in range(5):
        make_resource(f"Algebra {number}")
    index_changes()

    address, found = f"/search/feed.{form}?q=algebra", []
    while address:
        found.append(titles(client, address))
        address = next_page(get(client, address))

    assert [len(page) for page in found] == [2, 2, 1]
    assert len({title for page in found for title in page}) == 5


def next_page(answer) -> str:
    if "json" in answer["Content-Type"]:
        url = json.loads(answer.content).get("next_url", "")
    else:
        found = etree.fromstring(answer.content).xpath(
            "//a:link[@rel='next']/@href", namespaces=XML
        )
        url = found[0] if found else ""
    return url.removeprefix(settings.PUBLIC_URL)


@pytest.mark.parametrize("form", FORMS)
def test_reader_that_has_the_feed_already_is_told_so_until_it_changes(client, form):
    day = datetime(2024, 3, 1, 8, tzinfo=UTC)
    dated(make_resource("Algebra"), created=day, changed=day)
    index_changes()
    first = get(client, f"/search/feed.{form}")
    cache.clear()

    by_tag = get(client, f"/search/feed.{form}", **{"If-None-Match": first["ETag"]})
    by_date = get(client, f"/search/feed.{form}", **{"If-Modified-Since": first["Last-Modified"]})
    make_resource("Geometry")
    index_changes()
    cache.clear()
    changed = get(client, f"/search/feed.{form}", **{"If-None-Match": first["ETag"]})

    assert parsedate_to_datetime(first["Last-Modified"]) == day
    assert (by_tag.status_code, by_date.status_code, changed.status_code) == (304, 304, 200)


@pytest.mark.parametrize("form", FORMS)
def test_empty_feed_never_changes(client, form):
    first = get(client, f"/search/feed.{form}?q=nothing")
    cache.clear()

    again = get(client, f"/search/feed.{form}?q=nothing", **{"If-None-Match": first["ETag"]})

    assert again.status_code == 304


def test_feed_is_kept_for_a_while_whoever_asks(client, django_assert_num_queries):
    make_resource("Algebra")
    index_changes()
    first = get(client, "/search/feed.atom?q=algebra&lang=en").content

    with django_assert_num_queries(0):
        again = get(client, "/search/feed.atom?lang=en&unknown=1&q=+algebra").content

    assert again == first


def test_engine_that_does_not_answer_makes_readers_come_again_later(
    client, search_settings, tmp_path
):
    (tmp_path / "file").write_text("no index")
    search_settings.SEARCH_URL = f"tantivy:{tmp_path / 'file'}"

    answer = get(client, "/search/feed.atom?q=algebra")

    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0


def test_feed_leads_to_its_search_and_names_it(client):
    make_provider("openstax", name="OpenStax")

    feed = json.loads(
        get(client, "/search/feed.json?q=algebra&provider=openstax&language=fr&lang=en").content
    )

    assert feed["title"] == "“algebra” · French · OpenStax – Commonloom"
    asked = parse_qs(urlsplit(feed["home_page_url"]).query)
    assert asked == {
        "q": ["algebra"],
        "provider": ["openstax"],
        "language": ["fr"],
        "sort": ["newest"],
    }


def test_feed_sets_no_cookie_and_may_be_kept_by_anybody(client):
    answer = get(client, "/search/feed.rss")

    assert not answer.cookies
    assert "public" in answer["Cache-Control"]
    assert "Cookie" not in answer["Vary"]
