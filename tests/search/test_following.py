"""The index follows the catalogue on every engine, and through the death of a real one."""

import pytest
from django.core.management import CommandError, call_command

from repository.models import Change, LearningResource
from search import services
from search.backends import get_backend, make_backend
from search.errors import BackendUnavailable
from search.queries import SearchQuery
from search.services import index_changes, rebuild, search
from search.status import find_status
from tests.engines import elasticsearch
from tests.engines.downloads import NotToBeHad
from tests.factories import make_resource
from tests.services.parts import ELASTICSEARCH, lack

pytestmark = pytest.mark.django_db


@pytest.fixture
def engine(settings, backend_url):
    settings.SEARCH_URL = backend_url
    return make_backend(backend_url)


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(services, "BATCH", 2)
    monkeypatch.setattr(services, "BATCHES_PER_COMMIT", 2)


def change(title: str, identifier: str, **fields) -> None:
    make_resource(title, identifier=identifier, **fields)


def titles(text: str = "") -> set[str]:
    hits = search(SearchQuery(text=text)).hits
    return {LearningResource.objects.get(id=hit.resource_id).title for hit in hits}


def test_changes_and_withdrawals_are_followed(engine):
    change("Algebra", "a")
    change("Poems", "b")
    assert index_changes().written == 2

    change("Geometry", "a")
    change("Poems", "b", withdrawn=True)
    progress = index_changes()

    assert (progress.written, progress.deleted, progress.remaining) == (1, 1, 0)
    assert titles() == {"Geometry"}
    assert index_changes().written == 0


def test_an_index_of_another_catalogue_is_built_anew(engine):
    change("Algebra", "a")
    index_changes()
    services.IndexState.objects.all().delete()
    Change.objects.all().delete()
    LearningResource.objects.all().delete()
    change("Poems", "b")

    index_changes()

    assert titles() == {"Poems"}


def test_a_catalogue_put_back_to_an_earlier_state_gets_an_index_of_that_state(engine):
    change("Algebra", "a")
    index_changes()
    before = Change.objects.latest("id").id
    change("Poems", "b")
    change("Poets", "c")
    index_changes()
    Change.objects.filter(id__gt=before).delete()
    LearningResource.objects.exclude(title="Algebra").delete()
    services.IndexState.objects.update(last_change_id=before)
    with engine.open_writer() as writer:
        writer.commit(Change.objects.latest("id").id + 100)
    change("Geometry", "d")

    index_changes()

    assert titles() == {"Algebra", "Geometry"}


@pytest.mark.usefixtures("small_batches")
def test_a_rebuild_holds_what_changed_while_it_ran(engine):
    for number in range(6):
        change(f"Number {number}", str(number))
    index_changes()
    old = engine.index_name()
    seen = []

    def change_meanwhile(progress):
        if not seen:
            change("Number 0 anew", "0")
            change("Number 5", "5", withdrawn=True)
            change("Number 6", "6")
        seen.append((engine.index_name(), engine.count()))

    rebuild(report=change_meanwhile)

    assert set(seen) == {(old, 6)}
    assert engine.index_name() != old
    assert titles() == {"Number 0 anew", *(f"Number {n}" for n in (1, 2, 3, 4, 6))}
    assert index_changes().written == 0


def test_how_the_index_stands_is_told(engine, capsys):
    change("Algebra", "a")
    assert (find_status().lag, find_status().index_name, find_status().is_level) == (1, "", False)

    index_changes()
    change("Poems", "b")
    call_command("search_status")
    status = find_status()

    assert (status.documents, status.lag, status.is_available) == (1, 1, True)
    told = capsys.readouterr().out
    assert status.index_name in told
    assert "1 changes behind the catalogue" in told
    assert engine.describe().name in told


def test_an_engine_that_never_was_is_a_status_and_an_error_of_the_command(settings):
    settings.SEARCH_URL = "opensearch+http://127.0.0.1:9?retries=0"
    change("Algebra", "a")

    status = find_status()

    assert (status.is_available, status.lag, status.written_at) == (False, 1, None)
    with pytest.raises(CommandError, match="1 changes behind"):
        call_command("search_status")


# --- The death of an engine ----------------------------------------------------------------------


@pytest.fixture
def installation(request):
    try:
        with elasticsearch.installed() as installed:
            yield installed
    except NotToBeHad as absent:
        lack(ELASTICSEARCH, str(absent))


@pytest.mark.slow
@pytest.mark.parametrize("part", ["elasticsearch"])
def test_an_engine_that_is_down_costs_delay_only(client, settings, installation, part):
    settings.SEARCH_URL = f"elasticsearch+{installation.address}/site?timeout_seconds=5&retries=0"
    change("Algebra", "a")
    with installation.running():
        index_changes()
        assert titles("algebra") == {"Algebra"}

    change("Geometry of algebra", "b")
    with pytest.raises(BackendUnavailable):
        index_changes()
    answer = client.get("/search", {"q": "algebra"})
    html = answer.content.decode()

    assert answer.status_code == 200
    assert "Search is temporarily limited" in html
    assert "Geometry of algebra" in html
    assert client.get("/").status_code == 200
    assert client.get("/api/v1/search", {"q": "algebra"}).status_code == 503
    assert find_status().lag == 1

    with installation.running():
        assert titles("algebra") == {"Algebra"}
        assert index_changes().written == 1
        assert titles("algebra") == {"Algebra", "Geometry of algebra"}
        assert "temporarily limited" not in client.get("/search", {"q": "x"}).content.decode()
    assert get_backend().describe().name == "Elasticsearch"
