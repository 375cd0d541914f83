"""Engines under test: the embedded one always, others where they can be had."""

from pathlib import Path

import pytest

from search.backends import make_backend
from search.backends.base import SearchBackend
from tests.search.engines import ENGINES, open_engine


@pytest.fixture(params=ENGINES)
def backend_url(request, tmp_path: Path):
    """Address of an empty engine of each kind."""
    with open_engine(request, tmp_path / "search") as url:
        yield url


@pytest.fixture
def backend(backend_url: str) -> SearchBackend:
    """An empty engine of each kind."""
    return make_backend(backend_url)


@pytest.fixture
def search_settings(settings, tmp_path: Path):
    """The site's settings with an index of its own."""
    settings.SEARCH_URL = f"tantivy:{tmp_path / 'search'}"
    return settings
