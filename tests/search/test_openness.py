"""What counts as an open educational resource, as a facet: every engine, and the setting."""

from xml.etree import ElementTree

import pytest
from django.core.cache import cache

from repository.metadata.record import LicenseFinding
from search.queries import FACETS, OFFERED_FACETS, SearchQuery
from search.services import index_changes, search
from tests.factories import make_resource
from tests.search.samples import counts, fill, make_document

CLASSES = ("open", "open", "public-domain", "open-with-nc", "view-only", "closed", "unknown")
OPEN = {"open 0", "open 1", "public-domain 2"}
ATOM = "{http://www.w3.org/2005/Atom}"


def named(license_class, number):
    return f"{license_class} {number}"


@pytest.fixture
def catalog(backend):
    return fill(
        backend,
        *(
            make_document(named(each, number), license_class=(each,), level=(str(number % 2),))
            for number, each in enumerate(CLASSES)
        ),
    )


def ask(backend, **filters):
    chosen = tuple((name, filters[name]) for name in OFFERED_FACETS if name in filters)
    return search(SearchQuery(filters=chosen), backend=backend)


def ids(page):
    return {hit.resource_id for hit in page.hits}


@pytest.mark.database_independent
@pytest.mark.django_db
class TestEveryEngine:
    """The contract."""

    @pytest.mark.parametrize(
        ("answers", "is_nc_counted", "found"),
        [
            (("yes",), False, OPEN),
            (("yes",), True, OPEN | {"open-with-nc 3"}),
            (("no",), False, {"open-with-nc 3", "view-only 4", "closed 5"}),
            (("no",), True, {"view-only 4", "closed 5"}),
            (("unknown",), True, {"unknown 6"}),
            (("yes", "unknown"), False, OPEN | {"unknown 6"}),
            (("nonsense",), True, set()),
        ],
    )
    def test_what_counts_is_found_by_the_setting_and_the_same_index(
        self, catalog, settings, answers, is_nc_counted, found
    ):
        settings.NC_COUNTS_AS_OER = is_nc_counted

        page = ask(catalog, oer=answers)

        assert ids(page) == found
        assert page.count == len(found)

    def test_counts_are_what_choosing_the_value_would_give(self, catalog):
        page = ask(catalog)

        assert [facet.name for facet in page.facets] == list(OFFERED_FACETS)
        assert counts(page, "oer") == {"yes": 3, "no": 3, "unknown": 1}
        for answer, count in counts(page, "oer").items():
            assert ask(catalog, oer=(answer,)).count == count

    def test_both_choices_hold_and_neither_counts_itself(self, catalog):
        page = ask(catalog, oer=("yes",), license_class=("open", "closed"))

        assert ids(page) == {"open 0", "open 1"}
        assert counts(page, "oer") == {"yes": 2, "no": 1}
        assert counts(page, "license_class") == {"open": 2, "public-domain": 1, "closed": 0}
        chosen = {
            (facet.name, bucket.value)
            for facet in page.facets
            for bucket in facet.buckets
            if bucket.is_chosen
        }
        assert chosen == {("oer", "yes"), ("license_class", "open"), ("license_class", "closed")}

    def test_choices_that_exclude_each_other_find_nothing(self, catalog):
        page = ask(catalog, oer=("yes",), license_class=("closed",))

        assert (page.count, page.hits) == (0, ())
        assert counts(page, "oer") == {"yes": 0, "no": 1}

    def test_other_facets_count_under_the_choice(self, catalog):
        page = ask(catalog, oer=("yes",))

        assert counts(page, "level") == {"0": 2, "1": 1}

    def test_an_empty_index_has_the_facet_and_no_value(self, backend):
        page = ask(backend)

        assert {facet.name for facet in page.facets} == {*FACETS, "oer"}
        assert counts(page, "oer") == {}


@pytest.mark.django_db
@pytest.mark.usefixtures("search_settings")
class TestFaces:
    """The page, the API and the feeds."""

    @pytest.fixture(autouse=True)
    def _records(self, search_settings):  # noqa: ARG002 - the index to write to
        for number, each in enumerate(CLASSES):
            make_resource(named(each, number), license=LicenseFinding(license_class=each))
        index_changes()

    @pytest.mark.parametrize("is_nc_counted", [False, True])
    def test_page_api_and_feed_agree(self, client, settings, is_nc_counted):
        settings.NC_COUNTS_AS_OER = is_nc_counted
        cache.clear()
        expected = OPEN | ({"open-with-nc 3"} if is_nc_counted else set())

        page = client.get("/search?oer=yes").content.decode()
        api = client.get("/api/v1/search?oer=yes").json()
        feed = ElementTree.fromstring(client.get("/search/feed.atom?oer=yes").content)

        shown = {
            name for number, each in enumerate(CLASSES) if (name := named(each, number)) in page
        }
        assert shown == expected
        assert {result["title"]["en"] for result in api["results"]} == expected
        assert all(result["license"]["is_oer"] for result in api["results"])
        assert {entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")} == expected

    def test_page_offers_it_with_counts(self, client):
        page = " ".join(client.get("/search").content.decode().split())

        assert "Open by UNESCO’s definition" in page
        assert "oer=yes" in page
        assert "Open educational resource" in page
