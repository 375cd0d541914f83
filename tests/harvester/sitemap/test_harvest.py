"""Harvests of web sites: what is asked for again, what is not, and what is gone."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User

from harvester import held
from harvester.endpoints import JSON_LD, register_site
from harvester.fetch import policy_from_settings
from harvester.http import HttpClient
from harvester.models import Endpoint, HarvestedRecord, HarvestRun
from harvester.pipeline import run_harvest
from harvester.sitemap import presence
from harvester.tasks import harvest_next
from repository.models import LearningResource
from tests.factories import make_provider
from tests.fakes.web_site import SITEMAP, WebSite

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(settings) -> Iterator[WebSite]:
    settings.HARVEST_ALLOWED_HOSTS = ["127.0.0.1"]
    with WebSite() as running:
        for number in range(8):
            running.add_work(f"/{number}", lastmod=f"2026-01-0{number + 1}")
        yield running


@pytest.fixture
def endpoint(site) -> Endpoint:
    """Harvested once, and nothing has been asked of the site since."""
    made = Endpoint.objects.create(
        provider=make_provider(),
        protocol=Endpoint.Protocol.SITEMAP,
        base_url=site.url("/sitemap.xml"),
        metadata_prefix=JSON_LD,
    )
    assert run_harvest(made).created_count == 8
    Endpoint.objects.update(checkpoint_at=None)  # whatever lastmod says, every page is asked for
    site.requests.clear()
    site.headers.clear()
    return Endpoint.objects.select_related("provider").get()


def compare(endpoint: Endpoint, **options) -> HarvestRun:
    run = run_harvest(endpoint, kind=HarvestRun.Kind.IDENTIFIERS, **options)
    run.refresh_from_db()
    return run


def kept(site: WebSite, path: str) -> HarvestedRecord:
    return HarvestedRecord.objects.get(identifier=site.url(path))


def withdrawn(site: WebSite) -> set[str]:
    found = LearningResource.objects.filter(is_withdrawn=True)
    return {
        each.removeprefix(site.origin) for each in found.values_list("source_identifier", flat=True)
    }


def missing(site: WebSite) -> set[str]:
    found = HarvestedRecord.objects.filter(missing_since__isnull=False, is_deleted=False)
    return {each.removeprefix(site.origin) for each in found.values_list("identifier", flat=True)}


def test_page_that_is_as_it_was_is_asked_for_and_not_sent(site, endpoint):
    before = list(HarvestedRecord.objects.order_by("key").values())

    run = run_harvest(endpoint)

    conditions = [each.get("if-none-match") for each in site.headers[2:]]
    assert len(conditions) == 8
    assert all(conditions)
    assert (run.state, run.unchanged_count, run.seen_count) == ("completed", 8, 8)
    assert list(HarvestedRecord.objects.order_by("key").values()) == before


def test_page_that_has_changed_is_stored_with_its_new_validator(site, endpoint):
    old = kept(site, "/3").validator
    site.add_work("/3", description="More words", lastmod="2026-01-04")

    run = run_harvest(endpoint)
    Endpoint.objects.update(checkpoint_at=None)
    again = run_harvest(Endpoint.objects.select_related("provider").get())

    assert (run.updated_count, run.unchanged_count) == (1, 7)
    assert kept(site, "/3").validator not in {"", old}
    assert again.unchanged_count == 8


def test_full_run_relies_on_no_validator(site, endpoint):
    run = run_harvest(endpoint, is_full=True)

    assert not any("if-none-match" in each for each in site.headers)
    assert run.unchanged_count == 8


def test_rejected_page_is_asked_for_again_without_validator_whatever_lastmod_says(site, endpoint):
    site.pages["/3"].body = '<script type="application/ld+json">{broken</script>'
    run_harvest(endpoint, is_full=True)
    assert kept(site, "/3").rejected_because
    site.headers.clear()
    site.requests.clear()

    run = run_harvest(Endpoint.objects.select_related("provider").get())

    # by lastmod no page was to be asked for
    assert site.requests[2:] == ["/3"]
    assert "if-none-match" not in site.headers[2]
    assert run.failed_count == 1


def test_page_that_is_gone_from_the_sitemap_twice_and_answers_404_is_withdrawn(site, endpoint):
    resource = LearningResource.objects.get(source_identifier=site.url("/3"))
    del site.pages["/3"]

    compare(endpoint)
    marked, asked_first = missing(site), site.asked("/3")
    run = compare(endpoint)

    assert (marked, asked_first, site.asked("/3")) == ({"/3"}, 0, 1)
    assert (run.state, run.deleted_count, withdrawn(site)) == ("completed", 1, {"/3"})
    resource.refresh_from_db()
    assert resource.is_withdrawn


@pytest.mark.parametrize("status", ["200", "403", "500", "reset"])
def test_page_that_is_gone_from_the_sitemap_and_answers_otherwise_stays(site, endpoint, status):
    site.pages["/3"].listed = False
    if status != "200":
        site.fail(status, "/3", times=None)
    compare(endpoint)

    run = compare(endpoint)

    assert (run.state, withdrawn(site), missing(site)) == ("completed", set(), set())


def test_page_that_is_gone_for_good_answers_410(site, endpoint):
    site.pages["/3"].listed = False
    site.fail("410", "/3", times=None)
    compare(endpoint)
    compare(endpoint)

    assert withdrawn(site) == {"/3"}


def test_page_that_may_not_be_asked_stays(site, endpoint):
    del site.pages["/3"]
    site.robots = "User-agent: *\nDisallow: /3\n"
    compare(endpoint)
    compare(endpoint)

    assert (site.asked("/3"), withdrawn(site)) == (0, set())


def test_site_that_asks_for_patience_is_left_alone_and_loses_nothing(site, endpoint):
    del site.pages["/3"]
    compare(endpoint)
    site.fail("503", "/3", value="9999")

    run = compare(endpoint)

    assert (run.state, run.is_read, withdrawn(site)) == ("waiting", True, set())
    Endpoint.objects.update(waiting_until=None)
    lists = site.asked("/sitemap.xml")
    done = harvest_next()
    assert (done.pk, done.state, withdrawn(site)) == (run.pk, "completed", {"/3"})
    assert site.asked("/sitemap.xml") == lists


def test_few_pages_are_asked_in_one_run_and_the_others_later(site, endpoint, monkeypatch):
    monkeypatch.setattr(presence, "CHECKS_AT_ONCE", 1)
    monkeypatch.setattr("harvester.pipeline.CHECKS_AT_ONCE", 1)
    monkeypatch.setattr("harvester.pipeline.MAX_CHECKS", 2)
    for path in ("/1", "/2", "/3", "/4", "/5"):
        del site.pages[path]
    compare(endpoint)

    counts = [compare(endpoint).deleted_count for _ in range(4)]

    assert counts == [2, 2, 1, 0]


def test_sitemap_that_is_suddenly_empty_withdraws_nothing_unasked(site, endpoint):
    site.pages.clear()
    compare(endpoint)

    run = compare(endpoint)

    assert (run.state, run.held_count, withdrawn(site)) == ("held", 8, set())
    held.approve(run, by=User.objects.create_user("anna"), why="The site has closed.")
    assert harvest_next().deleted_count == 8
    assert len(withdrawn(site)) == 8


def test_sitemap_that_cannot_be_read_to_its_end_changes_nothing(site, endpoint):
    site.add_file("/a.xml", site.sitemap("/0", "/1", "/2", "/3"))
    site.add_file("/b.xml", site.sitemap("/4", "/5", "/6"))
    site.add_file("/sitemap.xml", site.index("/a.xml", "/b.xml"))
    site.fail("404", "/b.xml", times=None)

    run = compare(endpoint)

    assert (run.state, missing(site)) == ("failed", set())


def test_comparison_of_a_long_site_goes_on_at_its_last_sitemap(site, endpoint):
    site.add_file("/a.xml", site.sitemap("/0", "/1", "/2", "/3"))
    site.add_file("/b.xml", site.sitemap("/4", "/5", "/6"))
    site.add_file("/c.xml", site.sitemap("/7"))
    site.add_file("/sitemap.xml", site.index("/a.xml", "/b.xml", "/c.xml"))

    def die(run: HarvestRun) -> None:
        if run.page_number == 2:
            raise SystemExit

    with pytest.raises(SystemExit):
        compare(endpoint, report=die)
    run = compare(endpoint)

    assert (run.state, missing(site)) == ("completed", set())
    assert site.asked("/a.xml") == 1


def test_index_that_names_no_sitemap_of_the_site_is_an_empty_list(site, endpoint):
    foreign = "<sitemap><loc>http://elsewhere.example/s.xml</loc></sitemap>"
    site.add_file("/sitemap.xml", f'<sitemapindex xmlns="x">{foreign}</sitemapindex>')

    run = compare(endpoint)

    assert (run.state, len(missing(site)), withdrawn(site)) == ("completed", 8, set())


def test_withdrawn_page_that_is_back_is_the_same_resource(site, endpoint):
    resource = LearningResource.objects.get(source_identifier=site.url("/3"))
    page = site.pages.pop("/3")
    compare(endpoint)
    compare(endpoint)
    run_harvest(endpoint)  # moves the checkpoint: by lastmod the page would not be asked for
    site.pages["/3"] = page

    run = run_harvest(Endpoint.objects.select_related("provider").get())

    back = LearningResource.objects.get(source_identifier=site.url("/3"))
    assert (run.updated_count, back.pk, back.is_withdrawn) == (1, resource.pk, False)
    assert (kept(site, "/3").is_deleted, kept(site, "/3").missing_since) == (False, None)


def test_page_that_loses_its_licence_on_many_pages_is_held(site, endpoint):
    for path in site.pages:
        site.add_work(path, license="https://creativecommons.org/licenses/by/4.0/")
    run_harvest(endpoint)
    for path in site.pages:
        site.add_work(path)

    run = run_harvest(endpoint, is_full=True)

    assert (run.state, run.held_count) == ("held", 8)


def test_source_described_by_resourcesync_is_found_and_harvested(site):
    def document(capability: str, named: str, path: str) -> str:
        md = '<x:md xmlns:x="http://www.openarchives.org/rs/terms/" capability="{}"/>'
        entry = f"<url><loc>{site.url(path)}</loc>{md.format(named)}</url>"
        return f'<urlset xmlns="{SITEMAP}">{md.format(capability)}{entry}</urlset>'

    for path in ("/sitemap.xml", "/sitemap_index.xml"):
        site.fail("404", path, times=None)
    well_known = "/.well-known/resourcesync"
    site.add_file(well_known, document("description", "capabilitylist", "/capabilities"))
    site.add_file("/capabilities", document("capabilitylist", "resourcelist", "/resources"))
    site.add_file("/resources", site.sitemap())

    with HttpClient(policy_from_settings()) as http:
        endpoint = register_site(http, site.origin)
    run = run_harvest(endpoint)

    assert endpoint.base_url == site.url(well_known)
    assert (run.state, run.created_count) == ("completed", 8)
    del site.pages["/3"]
    site.add_file("/resources", site.sitemap())
    assert [compare(endpoint).state for _ in range(2)] == ["completed", "completed"]
    assert withdrawn(site) == {"/3"}
