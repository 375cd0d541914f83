"""A site with something in it, and pages of a browser that look at it."""

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page

from search.services import index_changes
from tests.browser.catalogue import Catalogue, fill

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}

OpenPage = Callable[..., Page]


@pytest.fixture
def catalogue(transactional_db, settings, tmp_path, interface_languages) -> Catalogue:
    """A small, varied catalogue, indexed."""
    settings.SEARCH_URL = f"tantivy:{tmp_path / 'search'}"
    cache.clear()
    filled = fill()
    index_changes()
    return filled


@pytest.fixture
def open_page(browser: Browser, live_server) -> Iterator[OpenPage]:
    """Open pages of the site: ``open_page("/", language="ar", viewport=PHONE)``."""
    contexts = []

    def opened(address: str, *, language: str = "en", viewport=DESK, **options) -> Page:
        context = browser.new_context(
            base_url=live_server.url, viewport=viewport, locale=language, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
