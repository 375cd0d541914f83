"""Suggestions while somebody types, by keyboard and pointer; nothing without scripts."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE


@pytest.mark.parametrize(
    ("language", "typed", "title", "direction", "viewport"),
    [
        ("en", "photosynth", "Photosynthesis for all", "ltr", DESK),
        ("ar", "التركيب", "التركيب الضوئي للجميع", "rtl", PHONE),
        ("zh-CN", "光合", "光合作用入门", "ltr", PHONE),
    ],
)
def test_suggestion_is_chosen_by_keyboard(
    catalogue, open_page, language, typed, title, direction, viewport
):
    page = open_page("/", language=language, viewport=viewport)
    field = page.locator("main input[type=search]")

    field.press_sequentially(typed)
    option = page.get_by_role("option", name=title)
    expect(option).to_have_attribute("dir", direction)
    expect(field).to_have_attribute("aria-expanded", "true")
    for _ in range(page.get_by_role("option").count()):
        page.keyboard.press("ArrowDown")
        if option.get_attribute("aria-selected") == "true":
            break
    expect(field).to_have_value(title)
    expect(field).to_have_attribute("aria-activedescendant", option.get_attribute("id"))
    page.keyboard.press("Enter")

    expect(page.locator("article h3", has_text=title)).to_be_visible()


def test_escape_gives_back_what_was_typed_and_a_click_searches(catalogue, open_page):
    page = open_page("/search")
    field = page.get_by_role("combobox")
    before = field.bounding_box()

    field.press_sequentially("photosynth")
    expect(page.get_by_role("option").first).to_be_visible()
    assert field.bounding_box() == before  # the list lies over the page and moves nothing
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(field).to_have_value("photosynth")
    expect(field).to_have_attribute("aria-expanded", "false")

    field.press_sequentially("e")
    page.get_by_role("option", name="Photosynthesis for all").click()

    expect(page.locator("article")).to_have_count(1)


def test_without_scripts_the_field_is_a_field(catalogue, open_page):
    page = open_page("/search", java_script_enabled=False)

    expect(page.locator("main input[type=search]")).not_to_have_attribute("role", "combobox")
    expect(page.locator(".suggestions")).to_have_count(0)
