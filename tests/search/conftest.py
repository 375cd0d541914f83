"""Engines under test: the embedded one always, others where they can be had."""

from pathlib import Path

import pytest

from search.backends import make_backend
from search.backends.base import SearchBackend


@pytest.fixture(params=["tantivy"])
def backend(request, tmp_path: Path) -> SearchBackend:
    """An empty engine of each kind."""
    return make_backend(f"{request.param}:{tmp_path / 'search'}")


@pytest.fixture
def search_settings(settings, tmp_path: Path):
    """The site's settings with an index of its own."""
    settings.SEARCH_URL = f"tantivy:{tmp_path / 'search'}"
    return settings
