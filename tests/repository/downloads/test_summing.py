"""Days of downloads -> totals, and who learns of them."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client, RequestFactory

from repository.downloads import summing
from repository.downloads.counting import count_opening
from repository.downloads.summing import sum_up_downloads
from repository.models import Change, DownloadDay, DownloadTotal, LearningResource
from repository.selectors import count_changes, find_download_counts, list_changes
from tests.factories import make_resource

NOW = timedelta(0)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def _no_clicks():
    caches["downloads"].clear()


def note(work: LearningResource, count: int, *, days_ago: int = 0) -> DownloadDay:
    day = datetime.now(UTC).date() - timedelta(days=days_ago)
    return DownloadDay.objects.create(resource=work, day=day, count=count)


def total(work: LearningResource) -> int:
    return find_download_counts([work.id]).get(work.id, 0)


@pytest.mark.django_db
def test_days_become_totals_and_later_ones_are_added():
    one, other = make_resource("One"), make_resource("Other")
    note(one, 3, days_ago=2)
    day = note(one, 4)
    note(other, 1)

    assert sum_up_downloads(every=NOW) == 2
    assert (total(one), total(other)) == (7, 1)
    assert sum_up_downloads(every=NOW) == 0
    DownloadDay.objects.filter(id=day.id).update(count=9)
    assert sum_up_downloads(every=NOW) == 1
    assert (total(one), total(other)) == (12, 1)


@pytest.mark.django_db
def test_totals_are_brought_up_to_the_days_once_an_hour():
    work = make_resource()
    day = note(work, 1)
    assert sum_up_downloads() == 1
    DownloadDay.objects.filter(id=day.id).update(count=2)

    assert sum_up_downloads() == 0
    DownloadTotal.objects.update(counted_at=datetime.now(UTC) - timedelta(minutes=61))
    assert sum_up_downloads() == 1
    assert total(work) == 2


@pytest.mark.django_db
def test_more_days_than_fit_into_one_transaction_are_all_summed_up(monkeypatch):
    monkeypatch.setattr(summing, "BATCH", 2)
    works = [make_resource(f"Work {number}") for number in range(3)]
    for work in works:
        for days_ago in range(3):
            note(work, 1, days_ago=days_ago)

    sum_up_downloads(every=NOW)

    assert [total(work) for work in works] == [3, 3, 3]


@pytest.mark.django_db
def test_old_days_are_forgotten_and_stay_in_the_total(settings):
    settings.DOWNLOAD_DAYS = 10
    work = make_resource()
    note(work, 5, days_ago=11)
    kept = note(work, 2, days_ago=10)

    sum_up_downloads(every=NOW)
    sum_up_downloads()

    assert list(DownloadDay.objects.values_list("id", flat=True)) == [kept.id]
    assert total(work) == 7


@pytest.mark.django_db
def test_a_total_is_a_change_about_use_and_moves_no_datestamp(client):
    work = make_resource()
    before = Change.objects.order_by("-id").first().id
    harvested = client.get(f"/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier={oai(work)}")
    note(work, 2)

    sum_up_downloads(every=NOW)

    now = LearningResource.objects.get(id=work.id)
    assert now.datestamp == work.datestamp
    again = client.get(f"/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier={oai(work)}")
    assert record_of(again) == record_of(harvested)
    end = before + 1_000
    assert [key for _, key in list_changes(after=before, until=end, limit=9)] == [work.id]
    assert list_changes(after=before, until=end, limit=9, of_records=True) == []
    assert (count_changes(after=before), count_changes(after=before, of_records=True)) == (1, 0)


def oai(work: LearningResource) -> str:
    return f"oai:127.0.0.1:{work.id}"


def record_of(answer) -> str:
    text = answer.content.decode()
    assert "<record>" in text
    return text[text.index("<record>") : text.index("</record>")]


@pytest.mark.django_db
def test_the_total_is_told_on_the_page_and_at_the_api(client):
    work = make_resource(url="https://example.org/a")
    assert "Opened" not in client.get(f"/resources/{work.id}").content.decode()
    note(work, 1_234)
    sum_up_downloads(every=NOW)

    assert "Opened 1,234 times" in client.get(f"/resources/{work.id}").content.decode()
    assert client.get(f"/api/v1/resources/{work.id}").json()["download_count"] == 1234


@pytest.mark.django_db
def test_the_total_of_a_withdrawn_work_is_kept(client):
    work = make_resource(identifier="oai:a:1")
    note(work, 3)
    sum_up_downloads(every=NOW)
    make_resource(identifier="oai:a:1", withdrawn=True)

    answer = client.get(f"/api/v1/resources/{work.id}")

    assert (answer.status_code, answer.json()["download_count"]) == (410, 3)


@pytest.mark.django_db(transaction=True)
def test_readers_at_the_same_time_are_all_counted_while_totals_are_made():
    work = make_resource(url="https://example.org/a")
    errors: list[BaseException] = []
    threads = [
        threading.Thread(target=guarded, args=(errors, open_often, work, number))
        for number in range(3)
    ]
    threads += [threading.Thread(target=guarded, args=(errors, sum_often)) for _ in range(2)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sum_up_downloads(every=NOW)

    assert errors == []
    assert total(work) == 60
    assert DownloadDay.objects.get().count == 60


def guarded(errors: list[BaseException], work, *arguments) -> None:
    try:
        work(*arguments)
    except BaseException as error:  # noqa: BLE001 - told in the thread of the test
        errors.append(error)
    finally:
        connection.close()


def open_often(work: LearningResource, reader: int) -> None:
    for number in range(20):
        request = RequestFactory().get(
            "/", headers={"User-Agent": FIREFOX}, REMOTE_ADDR=f"10.0.{reader}.{number}"
        )
        assert count_opening(request, work.id)


def sum_often() -> None:
    for _ in range(10):
        sum_up_downloads(every=NOW)


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_held_by_others_delays_no_reader(monkeypatch, caplog):
    work = make_resource(url="https://example.org/a")
    note(work, 1)
    monkeypatch.setattr("repository.downloads.counting.MAX_WAIT_MILLISECONDS", 50)
    held, may_go = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                DownloadDay.objects.update(count=1)
                held.set()
                may_go.wait(20)
        finally:
            connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(10)

    answer = Client(headers={"User-Agent": FIREFOX}).get(f"/resources/{work.id}/open")

    may_go.set()
    holder.join()
    assert answer.status_code == 302
    assert "was not counted" in caplog.text
    assert DownloadDay.objects.get().count == 1
    caches["downloads"].clear()
    Client(headers={"User-Agent": FIREFOX}).get(f"/resources/{work.id}/open")
    assert DownloadDay.objects.get().count == 2
