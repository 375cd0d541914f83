"""The pages of the harvests in a real browser: nothing sticks out, nobody is shut out."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import zstandard
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import expect

from harvester.audit import record_event
from harvester.models import (
    Endpoint,
    EndpointEvent,
    HarvestedRecord,
    HarvestRun,
    Letter,
    RecordIssue,
    SourceSet,
    record_key,
)
from harvester.private_links import private_token
from harvester.schedule import renew_partner_key
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_layout import RULES, WIDER_THAN_THE_WINDOW
from tests.factories import make_provider, make_resource
from tests.fakes.oaipmh_server import OaiServer
from tests.harvester.views.conftest import records_of_a_sloppy_partner


@pytest.fixture
def addresses(transactional_db, interface_languages) -> dict[str, str]:
    """An endpoint with a past and troubles, and one that is being harvested."""
    provider = make_provider("ministry", name="Ministère de l’Éducation – Bibliothèque numérique")
    endpoint, running = (
        Endpoint.objects.create(
            provider=provider,
            base_url=f"https://oer.example/{'a-very-long-path/' * 6}{prefix}",
            metadata_prefix=prefix,
            set_spec="com_123456789_1:col_123456789_42",
        )
        for prefix in ("oai_dc", "lom")
    )
    for number in range(9):
        run = HarvestRun.objects.create(
            endpoint=endpoint,
            state="failed" if number == 4 else "completed",
            created_count=60_000 // (number + 1),
            failed_count=number,
            busy_seconds=9.5,
            message="no answer at https://oer.example/" + "x" * 90 if number == 4 else "",
        )
    for number, run_of_chart in enumerate(HarvestRun.objects.filter(endpoint=endpoint)):
        stated = f'{{"license": {90 - number * 9}, "language": {number * 9}}}'
        run_of_chart.quality_json = f'{{"total": 100, "stated": {stated}}}'
        run_of_chart.save()
    Endpoint.objects.filter(pk=endpoint.pk).update(
        moved_to=f"https://new.example/{'a-very-long-path/' * 6}", contact="a@partner.example"
    )
    for spec in ("com_1", "x" * 400):
        SourceSet.objects.create(
            endpoint=endpoint, spec=spec, name=spec, first_seen_at=datetime.now(UTC), is_new=True
        )
    record_event(
        endpoint,
        None,
        EndpointEvent.What.SETTINGS,
        before='{"contact": ""}',
        after='{"contact": 1}',
    )
    Letter.objects.create(
        key="1", endpoint=endpoint, recipient="a@partner.example", subject="y" * 200, body=""
    )
    HarvestRun.objects.create(
        endpoint=running,
        state="running",
        lease_until=datetime.now(UTC) + timedelta(hours=1),
        created_count=400,
        complete_list_size=900,
    )
    RecordIssue.objects.create(
        run=run,
        identifier="oai:oer.example:" + "1" * 120,
        stage="normalize",
        reason="no title: add at least one dc:title",
        payload=zstandard.compress(b"<record>" + b"y" * 400 + b"</record>"),
    )
    resource = make_resource(provider=provider)
    HarvestedRecord.objects.create(
        key=record_key(endpoint.pk, "1"),
        endpoint=endpoint,
        identifier="1",
        resource=resource,
        issues_json='[{"code":"unknown-license","field":"rights","stated":"' + "free" * 40 + '"}]',
        payload=b"",
        harvested_at=datetime.now(UTC),
    )
    renew_partner_key(endpoint)
    return {
        "list": "/harvest/",
        "endpoint": f"/harvest/{endpoint.pk}/",
        "running": f"/harvest/{running.pk}/",
        "rejected": f"/harvest/{endpoint.pk}/rejected",
        "partner": f"/harvest/partner/{private_token(endpoint)}/",
    }


@pytest.fixture
def partner(settings) -> Iterator[OaiServer]:
    """A repository that nobody has registered."""
    settings.HARVEST_ALLOWED_HOSTS = ["127.0.0.1"]
    cache.clear()
    with OaiServer(records_of_a_sloppy_partner(), page_size=20) as running:
        yield running


@pytest.fixture
def open_as_operator(open_page, live_server):
    """Open pages as somebody who may do everything."""

    def opened(address: str, **options):
        client = Client()
        client.force_login(User.objects.create_superuser("operator"))
        session = client.cookies["sessionid"].value
        page = open_page("/about", **options)
        cookie = {"name": "sessionid", "value": session, "url": live_server.url}
        page.context.add_cookies([cookie])
        page.goto(address)
        return page

    return opened


@pytest.mark.parametrize("language", ["en", "ar", "zh-CN"])
def test_no_page_scrolls_sideways_on_a_phone(addresses, open_as_operator, language):
    page = open_as_operator("/harvest/", language=language, viewport=PHONE)

    too_wide = {}
    for name, address in addresses.items():
        page.goto(address)
        for details in page.locator("main details > summary:visible").all():
            details.click()
        if found := page.evaluate(WIDER_THAN_THE_WINDOW):
            too_wide[name] = found

    assert too_wide == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("language", "viewport"), [("en", DESK), ("ar", PHONE)], ids=["en-desk", "ar-phone"]
)
def test_every_page_passes_axe(addresses, open_as_operator, language, viewport, scheme):
    page = open_as_operator("/harvest/", language=language, viewport=viewport, color_scheme=scheme)

    violations = {}
    for name, address in addresses.items():
        page.goto(address)
        for details in page.locator("details > summary:visible").all():
            details.click()
        report = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response
        assert len(report["passes"]) > 15, name
        for found in report["violations"]:
            violations[name, found["id"]] = [node["html"][:200] for node in found["nodes"]]

    assert violations == {}


@pytest.mark.parametrize(
    ("language", "viewport"), [("en", DESK), ("ar", PHONE), ("zh-CN", PHONE)], ids=str
)
def test_partner_applies_and_is_approved(addresses, partner, open_as_operator, language, viewport):
    page = open_as_operator("/partners/apply", language=language, viewport=viewport)
    looks = [seen(page)]

    page.locator("input[name=base_url]").fill(partner.url)
    page.locator("input[name=contact]").fill("librarian@partner.example")
    page.locator("form[action='/partners/apply'] button").click()
    expect(page.locator("article.card")).to_have_count(7)
    looks.append(seen(page))
    page.locator("form:has(input[name=proof]) button").click()
    expect(page.get_by_role("status")).to_be_visible()
    page.goto("/harvest/applications/")
    page.locator("main details > summary").click()
    looks.append(seen(page))
    page.locator("button[value=approve]").click()

    expect(page.get_by_role("status")).to_be_visible()
    assert looks == [([], []), ([], []), ([], [])]
    assert Endpoint.objects.get(base_url=partner.url).due_at <= datetime.now(UTC)


def seen(page):
    """Give what sticks out of a page, and what axe finds on it."""
    report = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response
    found = [(each["id"], each["nodes"][0]["html"][:200]) for each in report["violations"]]
    return page.evaluate(WIDER_THAN_THE_WINDOW), found


def test_no_page_breaks_its_content_security_policy(addresses, open_as_operator):
    page = open_as_operator("/harvest/")
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))

    for address in addresses.values():
        page.goto(address)

    assert [text for text in complaints if "Content Security Policy" in text] == []


def test_operator_asks_for_a_run_without_scripts(addresses, open_as_operator):
    page = open_as_operator(addresses["endpoint"], viewport=PHONE, java_script_enabled=False)

    page.get_by_role("button", name="Run in full").click()

    assert page.get_by_role("status").inner_text().startswith("A full run is due now")
    assert Endpoint.objects.get(metadata_prefix="oai_dc").is_full_due is True


def test_progress_moves_by_itself_and_the_page_is_whole_again_at_the_end(
    addresses, open_as_operator
):
    page = open_as_operator(addresses["running"])
    run = HarvestRun.objects.get(state="running")
    expect(page.locator("#live")).to_contain_text("400 / 900")
    expect(page.locator(".live-off")).to_be_hidden()

    HarvestRun.objects.filter(pk=run.pk).update(created_count=650)
    expect(page.locator("#live")).to_contain_text("650 / 900")
    assert page.locator("#live progress").get_attribute("value") == "650"
    HarvestRun.objects.filter(pk=run.pk).update(state="completed", created_count=900)

    expect(page.locator("#live")).to_contain_text("Good")
    expect(page.get_by_role("button", name="Run now")).to_be_visible()


def test_progress_is_followed_without_scripts(addresses, open_as_operator):
    page = open_as_operator(addresses["running"], java_script_enabled=False)

    page.get_by_role("link", name="Follow live").click()

    assert page.locator("meta[http-equiv=refresh]").get_attribute("content") == "5"
    assert page.get_by_role("link", name="Stop following").is_visible()


def test_settings_that_cannot_be_are_open_and_marked(addresses, open_as_operator):
    page = open_as_operator(addresses["endpoint"], viewport=PHONE, java_script_enabled=False)
    page.locator("#settings").click()
    page.get_by_label("Rest between two requests").fill("soon")

    page.get_by_role("button", name="Change").click()

    assert page.get_by_label("Rest between two requests").get_attribute("aria-invalid") == "true"
    assert page.evaluate(WIDER_THAN_THE_WINDOW) == []
