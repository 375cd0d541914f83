"""Entries are the same by however many processes they were made."""

import os
import signal

import pytest

from repository.models import Change, LearningResource
from search import encoding, services
from search.backends import get_backend
from search.encoding import Changes, encoders
from search.errors import EncodingFailed
from search.processes import open_processes
from search.queries import SearchQuery
from search.services import index_changes, rebuild, search
from tests.factories import make_resource

pytestmark = [
    pytest.mark.django_db(transaction=True),  # other processes have to see what is stored
    pytest.mark.usefixtures("search_settings"),
]


@pytest.fixture
def many(monkeypatch):
    """A few records that are taken for many, by two processes whatever the machine has."""
    monkeypatch.setattr(encoding, "PARALLEL_FROM", 5)
    monkeypatch.setattr(services, "BATCH", 4)
    monkeypatch.setattr(encoding.os, "cpu_count", lambda: 2)
    for number in range(30):
        make_resource(f"Number {number}", identifier=str(number))
    make_resource(identifier="7", withdrawn=True)


@pytest.mark.usefixtures("many")
def test_several_processes_make_the_entries_that_one_makes_in_the_same_order():
    changes = list(Change.objects.values_list("id", "resource_id"))
    batches = [Changes(changes[start : start + 3]) for start in range(0, len(changes), 3)]
    encode = get_backend().encode

    with encoders(encode, resources=30) as elsewhere, encoders(encode, resources=1) as here:
        assert list(elsewhere(batches)) == list(here(batches))


@pytest.mark.usefixtures("many")
def test_an_index_is_built_and_followed_by_several_processes():
    assert (rebuild().written, get_backend().count()) == (29, 29)
    for number in range(10, 20):
        make_resource(f"Number {number} anew", identifier=str(number))
    make_resource(identifier="3", withdrawn=True)

    progress = index_changes()

    assert (progress.written, progress.deleted, progress.remaining) == (10, 1, 0)
    assert search(SearchQuery(text="anew")).count == 10
    assert get_backend().count() == LearningResource.objects.filter(is_withdrawn=False).count()


def test_a_process_that_is_killed_is_reported():
    with pytest.raises(EncodingFailed, match="memory"), open_processes(1, database="") as pool:
        pool.submit(os.kill, pool.submit(os.getpid).result(), signal.SIGKILL).result()
