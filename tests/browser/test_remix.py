"""A teacher collects works, asks what may be made of them, and takes the credit lines along."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_works_are_collected_and_asked_about_without_scripts(catalogue, open_page, viewport):
    page = open_page("/search?q=photosynthesis", viewport=viewport, java_script_enabled=False)

    first = page.locator("article").filter(has_text="CC BY-NC-SA 4.0").first
    title = first.get_by_role("heading").inner_text()
    first.get_by_role("button", name="Add to my list").click()
    expect(page.get_by_role("button", name="In my list")).to_have_count(1)
    assert "#work-" in page.url
    page.get_by_role("link", name="My list 1").click()
    page.get_by_label("Licence", exact=True).select_option("CC-BY-SA-4.0")
    page.get_by_role("button", name="Add", exact=True).click()

    expect(page.locator(".verdict").first).to_have_text("No")
    expect(page.locator(".reasons").first).to_contain_text("CC BY-NC-SA 4.0 and CC BY-SA 4.0")
    expect(page.locator(".list-rows")).to_contain_text(title)
    page.get_by_role("link", name="Credit lines for all").click()
    expect(page.locator("#credit-text")).to_contain_text(title)
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)


def test_credit_line_is_copied_by_a_button(catalogue, open_page):
    page = open_page(catalogue.full, permissions=["clipboard-read", "clipboard-write"])

    page.get_by_text("Plain text").click()
    page.get_by_role("button", name="Copy").first.click()

    expect(page.get_by_role("status").filter(has_text="Copied")).to_have_count(1)
    line = page.locator("#credit-text").inner_text()
    assert page.evaluate("navigator.clipboard.readText()") == line
    assert line.startswith("“Photosynthesis for all” by Wanjiku Kabira")
