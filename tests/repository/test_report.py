"""A reader reports a wrong licence; programs and floods are kept out."""

import re
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from licensing.models import LicenseReport
from repository.metadata.record import LicenseFinding
from repository.pages.report import REPORTS_AN_HOUR, REPORTS_BY_SESSION
from tests.factories import make_resource

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _no_reports_yet():
    cache.clear()


@pytest.fixture
def work():
    return make_resource(
        "Algebra",
        license=LicenseFinding(id="CC-BY-4.0", license_class="open"),
        rights_statements=("CC BY 4.0",),
    )


def report(client, work, **posted):
    address = f"/resources/{work.id}/report-licence"
    return client.post(address, {"reason": "not-open", **posted})


@pytest.mark.parametrize(
    "posted",
    [
        {"reason": ""},
        {"reason": "nonsense"},
        {"contact": "nobody"},
        {"text": "x" * 2001},
        {"text": "\0"},
    ],
)
def test_report_that_is_not_right_is_sent_back_with_what_was_written(client, work, posted):
    answer = report(client, work, **{"text": "Seen on the cover", **posted})

    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()
    assert not LicenseReport.objects.exists()


def test_report_enters_the_queue_with_what_was_shown(client, work):
    answer = report(client, work, text=f" {HOSTILE} ", contact="ann@example.org")

    [kept] = LicenseReport.objects.all()
    assert answer.headers["Location"] == f"/resources/{work.id}/report-licence?sent"
    assert (kept.resource_id, kept.source_id) == (work.id, work.provider_id)
    assert (kept.statement_key, kept.license_id) == (work.statement_key, "CC-BY-4.0")
    assert (kept.reason, kept.text, kept.contact) == ("not-open", HOSTILE, "ann@example.org")
    assert kept.state == "open"
    assert "A curator will look at it" in client.get(answer.headers["Location"]).content.decode()


def test_report_needs_no_account_and_changes_no_licence(client, work):
    before = client.get(f"/api/v1/resources/{work.id}").json()

    report(client, work)

    assert client.get(f"/api/v1/resources/{work.id}").json() == before


def test_program_that_fills_the_trap_is_thanked_and_forgotten(client, work):
    answer = report(client, work, website="https://spam.example/")

    assert answer.status_code == 302
    assert not LicenseReport.objects.exists()


def test_one_browser_may_report_only_so_often(client, work):
    answers = [report(client, work).status_code for _ in range(REPORTS_BY_SESSION + 1)]

    assert answers == [302] * REPORTS_BY_SESSION + [429]
    assert LicenseReport.objects.count() == REPORTS_BY_SESSION


def test_one_address_may_report_only_so_often(work):
    answers = [report(Client(), work).status_code for _ in range(REPORTS_AN_HOUR + 1)]

    assert answers == [302] * REPORTS_AN_HOUR + [429]
    assert report(Client(REMOTE_ADDR="203.0.113.9"), work).status_code == 302


def test_form_of_another_site_is_refused(work):
    assert report(Client(enforce_csrf_checks=True), work).status_code == 403


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_nothing_but_a_form_is_taken(client, work, method):
    answer = getattr(client, method)(f"/resources/{work.id}/report-licence")

    assert answer.status_code == 405


def test_nothing_is_reported_of_what_is_not_there(client):
    gone = make_resource("Secret title", withdrawn=True)

    for id_ in (gone.id, uuid4()):
        answer = client.get(f"/resources/{id_}/report-licence")
        assert answer.status_code == 404
        assert "Secret title" not in answer.content.decode()


def test_form_is_found_on_the_resource_page_and_keeps_to_the_policy(client, work):
    page = client.get(f"/resources/{work.id}").content.decode()
    form = client.get(f"/resources/{work.id}/report-licence").content.decode()

    assert f'href="/resources/{work.id}/report-licence"' in page
    assert not re.search(r"<style|<script|\sstyle=|\son\w+=", form)
    assert form.count('type="radio"') == len(LicenseReport.Reason.choices)


def test_what_was_written_is_shown_as_text(client, work):
    page = report(client, work, text=HOSTILE, reason="").content.decode()

    assert "<script>" not in page
    assert "&lt;script&gt;" in page
