"""Nothing sticks out, nothing is heavy, nothing shuts anyone out, on every kind of page."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import DESK, PHONE

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BUDGET_BYTES = 60_000
"""HTML and style sheet of a page as sent over the wire."""
LARGEST_EXTRA_BYTES = 20_000
"""Pictures of a page."""
WIDER_THAN_THE_WINDOW = """() => {
    const limit = document.documentElement.clientWidth;
    const wide = [...document.querySelectorAll("body *")].filter((element) => {
        const box = element.getBoundingClientRect();
        const sticksOut = box.right > limit + 1 || box.left < -1;
        return box.width && sticksOut && !element.closest(".hidden, svg");
    });
    const scrolls = document.documentElement.scrollWidth > limit;
    return scrolls ? ["the page", ...wide.map((element) => element.outerHTML.slice(0, 99))] : [];
}"""

OPEN_ALL = """(selector) => {
    for (const details of document.querySelectorAll(selector)) details.open = true;
}"""

pytestmark = pytest.mark.database_independent  # the look of pages is the same on both


@pytest.mark.parametrize("language", ["en", "ar", "zh-CN", "ru"])
def test_no_page_scrolls_sideways_on_a_phone(catalogue, open_page, language):
    page = open_page("/", language=language, viewport=PHONE)

    too_wide = {}
    for name, address in catalogue.pages.items():
        page.goto(address)
        page.evaluate(OPEN_ALL, "main details")
        if found := page.evaluate(WIDER_THAN_THE_WINDOW):
            too_wide[name] = found

    assert too_wide == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("language", "viewport"), [("en", DESK), ("ar", PHONE)], ids=["en-desk", "ar-phone"]
)
def test_every_page_passes_axe(catalogue, open_page, language, viewport, scheme):
    page = open_page("/", language=language, viewport=viewport, color_scheme=scheme)

    violations = {}
    for name, address in catalogue.pages.items():
        page.goto(address)
        page.evaluate(OPEN_ALL, "details")
        report = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response
        assert len(report["passes"]) > 15, name
        for found in report["violations"]:
            violations[name, found["id"]] = [node["html"][:200] for node in found["nodes"]]

    assert violations == {}


def test_every_page_keeps_to_its_weight(catalogue, open_page):
    page = open_page("/", viewport=PHONE)
    answers = []
    page.route("**/*", lambda route: route.continue_())  # which also turns the cache off
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - a bound method of a list is refused

    weights = {}
    for name, address in catalogue.pages.items():
        answers.clear()
        page.goto(address)
        page.wait_for_load_state("networkidle")
        sizes = {answer.url: answer.request.sizes()["responseBodySize"] for answer in answers}
        kinds = {answer.url: answer.request.resource_type for answer in answers}
        text = sum(size for url, size in sizes.items() if kinds[url] in {"document", "stylesheet"})
        weights[name] = (text, sum(sizes.values()) - text)
        scripts = {url.rpartition("/")[2] for url, kind in kinds.items() if kind == "script"}
        assert scripts <= {"copy.js", "search.js", "similar.js"}, name
        assert "stylesheet" in kinds.values()
        assert min(sizes.values()) > 0

    assert {name for name, (text, _rest) in weights.items() if not 0 < text < BUDGET_BYTES} == set()
    assert {name for name, (_text, rest) in weights.items() if rest > LARGEST_EXTRA_BYTES} == set()


def test_no_page_breaks_its_content_security_policy(catalogue, open_page):
    page = open_page("/")
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))

    for address in catalogue.pages.values():
        page.goto(address)

    refused = [text for text in complaints if "Content Security Policy" in text or "Error" in text]
    assert refused == []
