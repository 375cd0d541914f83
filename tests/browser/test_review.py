"""The curator's workbench in a real browser: by keyboard, on a phone, without a script."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from licensing.models import Decision, RightsJob, RightsStatement
from licensing.roles import CURATORS, SENIOR_CURATORS, create_curators
from licensing.services.assignments import give_role
from licensing.services.decisions import Choice, decide
from licensing.services.findings import Concerned, note_evidence, report_license
from repository.models import LearningResource
from repository.rights.counting import count_statements
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_layout import RULES, WIDER_THAN_THE_WINDOW
from tests.factories import make_provider, make_resource

STATEMENTS = {
    "Free for schools, see our terms of use: https://example.org/" + "terms/" * 20: 4,
    "Лицензия: бесплатно для школ, условия использования на сайте": 3,
    "© 2021 Ministry. All rights reserved.": 2,
    "مجاني للمدارس، انظر شروط الاستخدام": 1,
}


@pytest.fixture
def queue(transactional_db, interface_languages) -> list[RightsStatement]:
    """Statements to decide on, those first that most records state."""
    provider = make_provider("ministry", name="Ministère de l’Éducation – Bibliothèque numérique")
    for text, number in STATEMENTS.items():
        for _ in range(number):
            make_resource(
                "A very long title of a learning resource about photosynthesis " * 2,
                provider=provider,
                rights_statements=(text,),
                url="https://example.org/work",
            )
    make_resource("Silent", provider=provider)
    count_statements()
    return list(RightsStatement.objects.filter(state="review").order_by("-record_count", "id"))


@pytest.fixture
def open_as(open_page, live_server):
    """Open pages as somebody of a role."""

    def opened(address: str, *groups: str, **options) -> Page:
        create_curators()
        name = groups[0]
        user, _ = get_user_model().objects.get_or_create(username=name)
        user.groups.set(Group.objects.filter(name__in=groups))
        client = Client()
        client.force_login(user)
        page = open_page("/about", **options)
        page.context.add_cookies(
            [
                {
                    "name": "sessionid",
                    "value": client.cookies["sessionid"].value,
                    "url": live_server.url,
                }
            ]
        )
        page.goto(address)
        return page

    return opened


def test_a_curator_clears_the_queue_by_keyboard_alone(queue, open_as):
    page = open_as(reverse("review"), CURATORS)
    expect(page.locator("[data-row]")).to_have_count(5)

    page.keyboard.press("j")
    expect(page.locator("[data-row]").nth(0)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("[data-row]").nth(0)).to_be_focused()
    page.keyboard.press("l")
    expect(page.locator("#license")).to_be_focused()
    page.keyboard.type("cc by-sa 4.0")
    page.keyboard.press("Tab")
    page.keyboard.type("They say so.")
    page.keyboard.press("Enter")

    expect(page.locator("#done")).to_contain_text("CC BY-SA 4.0")
    page.wait_for_load_state()  # the keys are there now
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    expect(page.locator("#done")).to_contain_text("the reading was accepted")
    page.wait_for_load_state()
    page.keyboard.press("u")
    expect(page.locator(".notice.done")).to_contain_text("undone")
    page.wait_for_url(f"**{reverse('review-statement', args=[queue[1].pk])}")
    page.wait_for_load_state()

    page.goto(reverse("review"))
    for key in "cn":
        page.keyboard.press("j")
        page.keyboard.press(key)
        expect(page.locator("#reason")).to_be_focused()
        page.keyboard.type(f"Pressed {key}, j, k and u are letters here.")
        page.keyboard.press("Enter")
        expect(page.locator("#done")).to_be_visible()
        page.goto(reverse("review"))

    actions = list(Decision.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["license", "accept", "undo", "closed", "not-license"]
    licensed = LearningResource.objects.filter(license_id="CC-BY-SA-4.0")
    assert licensed.count() == 4
    assert RightsStatement.objects.filter(state="review").count() == 2
    assert not RightsJob.objects.exclude(state="done").exists()


def test_the_keys_are_shown_and_a_field_keeps_its_letters(queue, open_as):
    page = open_as(reverse("review-statement", args=[queue[0].pk]), CURATORS)

    page.keyboard.press("?")
    expect(page.locator("#keys")).to_have_attribute("open", "")
    page.keyboard.press("p")
    page.keyboard.type("ajk?")
    expect(page.locator("#reason")).to_have_value("ajk?")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.wait_for_url(f"**{reverse('review-statement', args=[queue[1].pk])}*")


def test_without_a_script_the_queue_is_cleared_all_the_same(queue, open_as):
    page = open_as(reverse("review"), CURATORS, java_script_enabled=False, viewport=PHONE)

    page.locator("[data-row]").first.click()
    page.get_by_label("All rights reserved").check()
    page.get_by_label("Reason").first.fill("Their terms.")
    page.get_by_role("button", name="Decide").click()

    expect(page.locator("#done")).to_contain_text("all rights reserved")
    page.locator("#done").get_by_role("button", name="Undo").click()
    assert list(Decision.objects.order_by("id").values_list("action", flat=True)) == [
        "closed",
        "undo",
    ]


@pytest.mark.parametrize(("language", "viewport"), [("en", DESK), ("ar", PHONE)])
def test_every_page_fits_and_shuts_nobody_out(queue, open_as, language, viewport):
    record = LearningResource.objects.filter(title__startswith="A very").first()
    concerned = Concerned(record.id, record.provider_id, record.statement_key)
    report_license(record=concerned, license_id="CC-BY-4.0", reason="not-open", text="x" * 300)
    note_evidence(
        record=concerned, kind="pdf", url="https://example.org/" + "a/" * 90,
        license_id="CC-BY-4.0", snippet="y" * 200, agrees=False,
    )  # fmt: skip
    boss = get_user_model().objects.create_superuser("boss")
    me = get_user_model().objects.create_user(SENIOR_CURATORS)
    role_of = get_user_model().objects.create_user("a-long-name-without-spaces" * 3)
    create_curators()
    Group.objects.get(name=SENIOR_CURATORS).permissions.add(
        Permission.objects.get(codename="assign_roles")
    )
    give_role(user=boss, account=role_of, role=CURATORS, reason="w" * 100)
    me.groups.add(Group.objects.get(name=SENIOR_CURATORS))
    decided = decide(
        user=me,
        statement=queue[1],
        choice=Choice(action="license", license_id="CC-BY-4.0", reason="They say so."),
    ).decision
    job = RightsJob.objects.create(title="z" * 300, record_count=100_000, seen_count=40_000)
    page = open_as("/about", SENIOR_CURATORS, language=language, viewport=viewport)
    pages = [
        reverse("review"),
        reverse("review-statement", args=[queue[0].pk]),
        reverse("review-bulk"),
        reverse("review-decisions"),
        reverse("review-jobs"),
        reverse("review-job", args=[job.pk]),
        reverse("review-record", args=[record.id]),
        reverse("review-default", args=[record.provider_id]),
        reverse("review-reports"),
        reverse("review-conflicts"),
        reverse("review-import"),
        reverse("review-roles"),
        f"{reverse('review-bulk')}?state=all&again={decided.pk}",
    ]

    for address in pages:
        page.goto(address)
        assert page.evaluate(WIDER_THAN_THE_WINDOW) == [], address
        rules = {"runOnly": {"type": "tag", "values": RULES}}
        report = Axe().run(page, options=rules).response
        found = [(each["id"], each["nodes"][0]["html"][:200]) for each in report["violations"]]
        assert found == [], address
