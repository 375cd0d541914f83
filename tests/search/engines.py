"""An empty index of each engine for a test, gone afterwards.

``SEARCH_TEST_URL`` names a further engine, as ``SEARCH_URL`` would: the same tests run there too,
in indexes of their own.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from search.backends import make_backend

NAMED = os.environ.get("SEARCH_TEST_URL", "").strip()
ENGINES = ("tantivy", "opensearch", "elasticsearch", *(("SEARCH_TEST_URL",) if NAMED else ()))
MODEL, DIMENSIONS = "multilingual-e5-small-q4", 384
"""Of the vectors that ``search.semantic`` makes, which needs an optional extra."""


@contextmanager
def open_engine(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """Give the address of an empty index of the engine that the fixture's parameter names."""
    if request.param == "tantivy":
        yield f"tantivy:{folder}"
        return
    url = cluster_url(request)
    yield url
    backend = make_backend(url)
    backend._indexes.remove_others("")
    backend._indexes.remove(f"{backend._address.prefix}-lock")
    if vectors := backend.find_vectors(model=MODEL, dimensions=DIMENSIONS):
        vectors.remove()


def cluster_url(request: pytest.FixtureRequest) -> str:
    """Give the address of a cluster with a prefix that nobody else has."""
    prefix = f"test-{secrets.token_hex(6)}"
    if request.param == "SEARCH_TEST_URL":
        return urlunsplit(urlsplit(NAMED)._replace(path=f"/{prefix}"))
    address = request.getfixturevalue(f"{request.param}_server")
    return f"{request.param}+{address}/{prefix}"
