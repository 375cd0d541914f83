"""The index follows the catalogue, whatever happens to either."""

import shutil
from contextlib import contextmanager
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from repository.downloads.summing import sum_up_downloads
from repository.models import Change, DownloadDay, LearningResource
from search import services
from search.backends import get_backend
from search.backends.tantivy.folder import write_position
from search.errors import BackendUnavailable
from search.models import IndexState
from search.queries import SearchQuery
from search.services import index_changes, rebuild, search
from search.tasks import index_changes as index_changes_task
from tests.factories import make_provider, make_resource

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_settings")]


def titles(text: str = "") -> set[str]:
    hits = search(SearchQuery(text=text)).hits
    return {LearningResource.objects.get(id=hit.resource_id).title for hit in hits}


def change(title: str, identifier: str, **fields) -> None:
    make_resource(title, provider=make_provider("partner"), identifier=identifier, **fields)


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(services, "BATCH", 2)
    monkeypatch.setattr(services, "BATCHES_PER_COMMIT", 2)


def test_what_is_stored_is_found_after_indexing():
    change("Algebra", "a")
    change("Poems", "b")
    assert titles() == set()

    progress = index_changes()

    assert (progress.written, progress.deleted, progress.remaining) == (2, 0, 0)
    assert titles("algebra") == {"Algebra"}


def test_what_is_used_most_comes_first_once_it_is_summed_up():
    change("Rarely used", "a")
    change("Never used", "b")
    change("Used much", "c")
    index_changes()
    for title, count in (("Rarely used", 1), ("Used much", 30)):
        resource = LearningResource.objects.get(title=title)
        DownloadDay.objects.create(resource=resource, day=date(2026, 3, 4), count=count)

    sum_up_downloads()
    progress = index_changes()

    assert progress.written == 2
    hits = search(SearchQuery(sort="downloads")).hits
    found = [LearningResource.objects.get(id=hit.resource_id).title for hit in hits]
    assert found == ["Used much", "Rarely used", "Never used"]
    rebuild()
    assert search(SearchQuery(sort="downloads")).hits == hits


def test_indexing_again_writes_nothing():
    change("Algebra", "a")
    index_changes()

    assert index_changes().written == 0
    assert IndexState.objects.get().last_change_id == Change.objects.latest("id").id


def test_changes_and_withdrawals_are_followed():
    change("Algebra", "a")
    change("Poems", "b")
    index_changes()

    change("Geometry", "a")
    change("Poems", "b", withdrawn=True)
    progress = index_changes()

    assert (progress.written, progress.deleted) == (1, 1)
    assert titles() == {"Geometry"}
    assert titles("algebra") == set()


def test_a_withdrawn_record_that_comes_back_is_found_again():
    change("Poems", "b", withdrawn=True)
    index_changes()
    assert titles() == set()

    change("Poems", "b")
    index_changes()

    assert titles() == {"Poems"}


@pytest.mark.usefixtures("small_batches")
def test_many_changes_are_taken_in_batches():
    for number in range(9):
        change(f"Number {number}", str(number))
    seen = []

    progress = index_changes(report=seen.append)

    assert [each.remaining for each in seen] == [7, 5, 3, 1, 0]
    assert progress == seen[-1]
    assert len(titles()) == 9


@pytest.mark.usefixtures("small_batches")
def test_indexing_stops_at_the_limit_and_goes_on_from_there():
    for number in range(5):
        change(f"Number {number}", str(number))

    first = index_changes(limit=2)
    second = index_changes()

    assert (first.written, first.remaining) == (2, 3)
    assert (second.written, second.remaining) == (3, 0)


def test_a_record_that_changed_often_is_written_once():
    for title in ("One", "Two", "Three"):
        change(title, "a")

    assert index_changes().written == 1
    assert titles() == {"Three"}


def test_an_index_that_is_gone_is_built_from_the_beginning():
    change("Algebra", "a")
    index_changes()
    shutil.rmtree(get_backend().folder.root)

    progress = index_changes()

    assert progress.written == 1
    assert titles() == {"Algebra"}


def test_an_older_copy_of_the_index_catches_up():
    change("Algebra", "a")
    index_changes()
    root = get_backend().folder.root
    copy = root.with_name("copy")
    shutil.copytree(root, copy)
    change("Poems", "b")
    index_changes()
    shutil.rmtree(root)
    copy.rename(root)

    index_changes()

    assert titles() == {"Algebra", "Poems"}


def test_an_index_of_another_catalogue_is_built_anew():
    change("Algebra", "a")
    index_changes()
    IndexState.objects.all().delete()
    Change.objects.all().delete()
    LearningResource.objects.all().delete()
    change("Poems", "b")

    index_changes()

    assert get_backend().count() == 1
    assert titles() == {"Poems"}


def test_a_catalogue_put_back_to_an_earlier_state_gets_an_index_of_that_state():
    change("Algebra", "a")
    index_changes()
    before = Change.objects.latest("id").id
    change("Poems", "b")
    index_changes()
    Change.objects.filter(id__gt=before).delete()
    LearningResource.objects.filter(title="Poems").delete()
    IndexState.objects.update(last_change_id=before)
    change("Geometry", "c")
    write_position(get_backend().folder.find_current(), Change.objects.latest("id").id + 100)

    index_changes()

    assert titles() == {"Algebra", "Geometry"}
    assert get_backend().count() == 2


class DiesAfterCommit:
    """An engine whose process ends between its commit and the note of it in the catalogue."""

    def __init__(self, backend):
        self.backend = backend

    def __getattr__(self, name):
        return getattr(self.backend, name)

    @contextmanager
    def open_writer(self, **arguments):
        with self.backend.open_writer(**arguments) as writer:
            commit = writer.commit

            def commit_and_die(position):
                commit(position)
                raise SystemExit

            writer.commit = commit_and_die
            yield writer


def test_a_crash_after_the_commit_repeats_a_batch_and_changes_nothing():
    change("Algebra", "a")
    change("Poems", "b")
    with pytest.raises(SystemExit):
        index_changes(backend=DiesAfterCommit(get_backend()))
    assert titles() == {"Algebra", "Poems"}

    index_changes()

    assert get_backend().count() == 2
    assert index_changes().remaining == 0


def test_another_writer_makes_indexing_busy_not_an_error():
    change("Algebra", "a")

    with get_backend().open_writer():
        progress = index_changes()

    assert progress.is_busy
    assert progress.remaining == 1
    assert index_changes().written == 1


def test_a_dead_engine_costs_delay_only(search_settings, tmp_path):
    working = search_settings.SEARCH_URL
    (tmp_path / "file").write_text("in the way")
    search_settings.SEARCH_URL = f"tantivy:{tmp_path / 'file'}"
    change("Algebra", "a")

    with pytest.raises(BackendUnavailable):
        index_changes()
    with pytest.raises(BackendUnavailable):
        search(SearchQuery())

    search_settings.SEARCH_URL = working
    assert LearningResource.objects.count() == 1
    assert index_changes().written == 1


# --- Rebuilding ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("small_batches")
def test_a_rebuild_holds_what_changed_while_it_ran():
    for number in range(6):
        change(f"Number {number}", str(number))
    index_changes()
    old = get_backend().index_name()
    seen = []

    def change_meanwhile(progress):
        if not seen:
            change("Number 0 anew", "0")
            change("Number 5", "5", withdrawn=True)
            change("Number 6", "6")
        seen.append((progress.written, get_backend().index_name()))

    progress = rebuild(report=change_meanwhile)

    assert {name for _, name in seen} == {old}
    assert get_backend().index_name() != old
    assert titles() == {"Number 0 anew", *(f"Number {n}" for n in (1, 2, 3, 4, 6))}
    assert progress.remaining == 0
    assert IndexState.objects.get().name == get_backend().index_name()
    assert index_changes().written == 0


def test_a_rebuild_without_an_index_makes_one():
    change("Algebra", "a")

    assert rebuild().written == 1
    assert titles() == {"Algebra"}


def test_a_rebuild_of_an_empty_catalogue_is_level():
    assert rebuild().written == 0
    assert index_changes().written == 0
    assert titles() == set()


def test_a_rebuild_that_fails_leaves_the_old_index_and_its_state():
    change("Algebra", "a")
    index_changes()
    state = IndexState.objects.get()

    def fail(_progress):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        rebuild(report=fail)

    assert titles() == {"Algebra"}
    assert IndexState.objects.get().name == state.name
    assert index_changes().written == 0


# --- Commands and tasks --------------------------------------------------------------------------


def test_the_command_rebuilds_and_says_how_much(capsys):
    change("Algebra", "a")

    call_command("rebuild_index")

    assert capsys.readouterr().out == "1 records indexed.\n"
    assert titles() == {"Algebra"}


def test_the_command_says_when_another_process_is_writing():
    with get_backend().open_writer(), pytest.raises(CommandError, match="another process"):
        call_command("rebuild_index", wait=0)


def test_the_task_indexes_what_has_changed():
    change("Algebra", "a")

    index_changes_task()

    assert titles() == {"Algebra"}
