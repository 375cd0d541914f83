"""What a teacher does: search, narrow, choose, open; on a phone and at a desk."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE

WORDS = {
    "en": ("Photosynthesis", "Course", "Photosynthesis for all", "Open the resource", "ltr"),
    "ar": ("التركيب الضوئي", "مقرّر دراسي", "التركيب الضوئي للجميع", "افتح المورد", "rtl"),
    "zh-CN": ("光合作用", "课程", "光合作用入门", "打开资源", "ltr"),
}


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("language", list(WORDS))
def test_teacher_finds_narrows_and_opens(catalogue, open_page, language, viewport, scripts):
    words, facet_value, title, button, direction = WORDS[language]
    page = open_page("/", language=language, viewport=viewport, java_script_enabled=scripts)
    expect(page.locator("html")).to_have_attribute("dir", direction)

    page.locator("main input[type=search]").fill(words)
    page.locator("main form button").click()
    found = page.locator("article")
    before = found.count()
    if viewport is PHONE:
        page.locator("details.filters > summary").click()
    page.locator("#by-resource_type").get_by_role("link", name=facet_value).click()

    expect(page.locator(".chip", has_text=facet_value)).to_be_visible()
    expect(found).to_have_count(1)
    assert before > 1
    page.get_by_role("link", name=title).click()
    expect(page.locator("h1")).to_have_text(title)
    asked = []
    page.route(
        "https://openstax.org/**", lambda route: (asked.append(route.request), answer(route))
    )
    page.get_by_role("link", name=button).click()
    page.wait_for_url("https://openstax.org/details/books/biology")
    assert [request.headers.get("referer") for request in asked] == [None]


def answer(route) -> None:
    """Stand in for the site where the work lies."""
    route.fulfill(body="The work")


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_filters_are_open_at_a_desk_and_folded_on_a_phone(catalogue, open_page, viewport):
    page = open_page("/search", viewport=viewport)

    boxes = page.locator(".filter-groups")
    if viewport is PHONE:
        expect(boxes).to_be_hidden()
    else:
        expect(boxes).to_be_visible()


def test_language_is_switched_without_scripts(catalogue, open_page):
    page = open_page(catalogue.full, viewport=PHONE, java_script_enabled=False)

    page.locator("details.language > summary").click()
    page.get_by_role("button", name="العربية").click()

    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("h1")).to_have_text("التركيب الضوئي للجميع")
    assert page.url.endswith(catalogue.full)


def test_first_tab_stop_leads_past_the_header(catalogue, open_page):
    page = open_page("/search")

    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_have_text("Skip to the content")
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    expect(page.locator(":focus")).to_have_attribute("type", "search")
