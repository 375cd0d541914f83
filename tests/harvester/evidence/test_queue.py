"""Works are looked at over real sockets, politely, the urgent ones first."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from harvester.evidence.choosing import WORKS_A_HOST
from harvester.evidence.queue import look_at_next, want
from harvester.models import EvidenceCheck
from licensing.models import LicenseEvidence
from repository.metadata.record import LicenseFinding, ResourceFile
from repository.models import LearningResource
from tests.factories import make_resource
from tests.fakes.network import LOOPBACK
from tests.fakes.web_site import FakePage, WebSite
from tests.harvester.evidence.pdfs import make_pdf

pytestmark = pytest.mark.django_db

BY = '<a rel="license" href="https://creativecommons.org/licenses/by/4.0/">CC</a>'
QUICK = msgspec.structs.replace(LOOPBACK, max_attempts=1, read_seconds=5)


@pytest.fixture(autouse=True)
def _seeking(settings):
    settings.SEEK_EVIDENCE = True


@pytest.fixture
def site():
    with WebSite(robots="User-agent: *\nDisallow: /private/\n") as opened:
        yield opened


def make_work(site, path, license_class="unknown", license_id="", **fields):
    finding = LicenseFinding(id=license_id, license_class=license_class)
    fields = {"url": site.url(path) if path else "", "license": finding, **fields}
    return make_resource(path or "work", **fields)


def look(**options):
    return look_at_next(policy=options.pop("policy", QUICK), **options)


@pytest.mark.parametrize(
    ("fault", "value"), [("404", ""), ("500", ""), ("reset", ""), ("half-body", "1"), ("huge", "6")]
)
def test_work_that_cannot_be_had_is_left_alone_for_a_while(site, fault, value):
    site.add("/1", head=BY)
    site.fail(fault, "/1", times=None, value=value)
    work = make_work(site, "/1")

    assert look() == 1
    assert look() == 0

    check = EvidenceCheck.objects.get(resource=work)
    assert check.message
    assert check.due_at > datetime.now(UTC) + timedelta(days=6)
    assert not LicenseEvidence.objects.exists()


def test_page_that_robots_forbid_is_not_asked_for(site):
    site.add("/private/1", head=BY)
    work = make_work(site, "/private/1")

    look()

    assert site.asked("/private/1") == 0
    assert "robots.txt forbids" in EvidenceCheck.objects.get(resource=work).message


def test_address_inside_our_own_network_is_not_asked_for(site):
    site.add("/1", head=BY)
    work = make_work(site, "/1")

    look(policy=msgspec.structs.replace(QUICK, allowed_hosts=frozenset()))

    assert site.requests == []
    assert EvidenceCheck.objects.get(resource=work).message


def test_what_is_found_is_kept_and_changes_nothing(site):
    site.add("/1", head=BY)
    work = make_work(site, "/1", "open", "CC-BY-ND-4.0")
    before = LearningResource.objects.values().get(pk=work.pk)
    want([work.id])

    look()

    [found] = LicenseEvidence.objects.all()
    assert (found.resource_id, found.source_id) == (work.id, work.provider_id)
    assert (found.kind, found.url) == ("landing-page", site.url("/1"))
    assert found.license_id == "CC-BY-4.0"
    assert found.snippet == "rel=license: https://creativecommons.org/licenses/by/4.0/"
    assert (found.agrees, found.is_settled) == (False, False)
    assert LearningResource.objects.values().get(pk=work.pk) == before


def test_page_and_file_are_both_looked_at(site):
    site.add("/1", head=BY)
    site.pages["/1.pdf"] = FakePage(make_pdf("CC BY 4.0"), content_type="application/pdf")
    file = ResourceFile(url=site.url("/1.pdf"), media_type="application/pdf")
    make_work(site, "/1", files=(file,))

    look()

    found = LicenseEvidence.objects.order_by("kind").values_list("kind", "license_id", "snippet")
    assert list(found) == [
        ("landing-page", "CC-BY-4.0", "rel=license: https://creativecommons.org/licenses/by/4.0/"),
        ("pdf", "CC-BY-4.0", "PDF page 1: CC BY 4.0"),
    ]


def test_wanted_works_come_first_then_conflicts_then_unknown_ones(site):
    works = {
        name: make_work(site, f"/{name}", license_class, license_id)
        for name, license_class, license_id in (
            ("unknown", "unknown", ""),
            ("clear", "open", "CC-BY-4.0"),
            ("conflict", "conflict", ""),
            ("wanted", "open", "CC-BY-4.0"),
        )
    }
    for name in works:
        site.add(f"/{name}", head=BY)
    want([works["wanted"].id])

    look()

    asked = [path for path in site.requests if path != "/robots.txt"]
    assert asked == ["/wanted", "/conflict", "/unknown"]


def test_only_wanted_works_are_looked_at_where_none_are_sought(site, settings):
    settings.SEEK_EVIDENCE = False
    for path in ("/1", "/2"):
        site.add(path, head=BY)
    wanted, _other = make_work(site, "/1"), make_work(site, "/2")
    want([wanted.id])

    assert [look(), look()] == [1, 0]
    assert site.asked("/2") == 0


def test_one_host_is_asked_little_at_a_time_and_the_rest_later(site):
    for number in range(WORKS_A_HOST + 2):
        site.add(f"/{number}", head=BY)
        make_work(site, f"/{number}")

    assert [look(), look(), look()] == [WORKS_A_HOST, 2, 0]
    assert site.asked("/robots.txt") == 2


def test_second_look_asks_only_for_what_has_changed(site):
    site.add("/1", head=BY)
    work = make_work(site, "/1")
    look()
    LicenseEvidence.objects.update(is_settled=True)
    want([work.id])

    look()

    validators = [sent.get("if-none-match") for sent in site.headers]
    assert site.asked("/1") == 2
    assert validators[-1]
    assert LicenseEvidence.objects.get().is_settled


def test_other_finding_than_before_is_put_before_a_curator_again(site):
    site.add("/1", head=BY)
    work = make_work(site, "/1")
    look()
    LicenseEvidence.objects.update(is_settled=True)
    site.add("/1", head=BY.replace("/by/", "/by-nd/"))
    want([work.id])

    look()

    found = LicenseEvidence.objects.get()
    assert (found.license_id, found.is_settled) == ("CC-BY-ND-4.0", False)


def test_evidence_that_is_gone_is_no_evidence(site):
    site.add("/1", head=BY)
    work = make_work(site, "/1")
    look()
    site.add("/1")
    want([work.id])

    look()

    assert not LicenseEvidence.objects.exists()


def test_withdrawn_work_and_one_without_address_are_passed_over(site):
    gone = make_work(site, "/1", withdrawn=True)
    make_work(site, "")
    want([gone.id])

    look()

    assert site.requests == []
    assert not EvidenceCheck.objects.filter(resource=gone).exists()


def test_site_that_asks_for_patience_gets_it(site):
    site.add("/1", head=BY)
    site.fail("503", "/1", times=None, value="7200")
    work = make_work(site, "/1")

    look()

    due_at = EvidenceCheck.objects.get(resource=work).due_at
    assert timedelta(minutes=110) < due_at - datetime.now(UTC) < timedelta(minutes=130)
