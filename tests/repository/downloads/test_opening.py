"""The way to a work through an address of the site, and what is counted of it."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client

from repository.downloads import counting
from repository.metadata.record import ResourceFile
from repository.models import Change, DownloadDay, LearningResource
from tests.factories import make_resource

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def _no_clicks():
    caches["downloads"].clear()


@pytest.fixture
def reader() -> Client:
    """Somebody with a browser."""
    return Client(headers={"User-Agent": FIREFOX})


def make_work(**fields) -> LearningResource:
    given = {
        "url": "https://example.org/algebra?a=1&b=2#top",
        "files": (
            ResourceFile(url="https://files.example.org/College Algebra.pdf"),
            ResourceFile(url="javascript:alert(1)"),
        ),
    }
    return make_resource(**{**given, **fields})


def counted(work: LearningResource) -> int:
    return sum(DownloadDay.objects.filter(resource=work).values_list("count", flat=True))


def test_the_work_is_reached_and_counted(reader):
    work = make_work()

    answer = reader.get(f"/resources/{work.id}/open")

    assert answer.status_code == 302
    assert answer["Location"] == "https://example.org/algebra?a=1&b=2#top"
    [day] = DownloadDay.objects.all()
    assert (day.resource_id, day.count, day.summed_count) == (work.id, 1, 0)
    assert day.day == datetime.now(UTC).date()


def test_a_file_is_reached_by_its_place(reader):
    work = make_work()

    answer = reader.get(f"/resources/{work.id}/files/1")

    assert answer.status_code == 302
    assert answer["Location"] == "https://files.example.org/College%20Algebra.pdf"
    assert counted(work) == 1


@pytest.mark.parametrize("path", ["files/0", "files/2", "files/3", "files/99999999999999999999"])
def test_what_is_no_file_with_a_web_address_is_not_found(reader, path):
    work = make_work()

    assert reader.get(f"/resources/{work.id}/{path}").status_code == 404
    assert counted(work) == 0


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(document.cookie)",
        "data:text/html,hello",
        "ftp://example.org/a",
        "//example.org/a",
        "/admin/",
        "https://",
        "http://[",
        "https://example.org/" + "a" * 8_000,
    ],
)
def test_an_address_that_may_be_no_link_is_not_found(reader, url):
    work = make_work(url=url)

    assert reader.get(f"/resources/{work.id}/open").status_code == 404
    assert reader.get(f"/resources/{work.id}").status_code == 200


@pytest.mark.parametrize(
    ("url", "location"),
    [
        ("https://example.org/a\r\nSet-Cookie: a=b", "https://example.org/aSet-Cookie:%20a=b"),
        ("  https://example.org/a", "https://example.org/a"),
        ("https://example.org/جبر", "https://example.org/%D8%AC%D8%A8%D8%B1"),
        ("https://Пример.example:8443/ф?ы", "https://xn--e1afmkfd.example:8443/%D1%84?%D1%8B"),
        (f"https://{'ф' * 80}.example/", f"https://{'%D1%84' * 80}.example/"),
        ("https://[::1]/a b", "https://[::1]/a%20b"),
    ],
)
def test_odd_addresses_are_no_headers_of_their_own(reader, url, location):
    work = make_work(url=url)

    answer = reader.get(f"/resources/{work.id}/open")

    assert answer["Location"] == location
    assert not answer.cookies


def test_parameters_lead_nowhere_else(reader):
    work = make_work(url="https://example.org/a")

    answer = reader.get(f"/resources/{work.id}/open?url=https://evil.example&next=//evil.example")

    assert answer["Location"] == "https://example.org/a"


def test_a_work_that_never_was_is_not_found_and_a_withdrawn_one_is_gone(reader):
    gone = make_work(withdrawn=True)

    assert reader.get(f"/resources/{uuid4()}/open").status_code == 404
    assert reader.get(f"/resources/{gone.id}/open").status_code == 410
    assert reader.get(f"/resources/{gone.id}/files/1").status_code == 410
    assert not DownloadDay.objects.exists()


def test_only_reading_requests_are_answered(reader):
    assert reader.post(f"/resources/{make_work().id}/open").status_code == 405


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("head", {}),
        ("get", {"Sec-Purpose": "prefetch"}),
        ("get", {"User-Agent": "Googlebot/2.1"}),
        ("get", {"User-Agent": ""}),
    ],
)
def test_what_no_reader_asked_for_leads_on_and_is_not_counted(reader, method, headers):
    work = make_work()

    answer = getattr(reader, method)(f"/resources/{work.id}/open", headers=headers)

    assert answer.status_code == 302
    assert counted(work) == 0


def test_a_double_click_counts_once_and_another_reader_again(reader):
    work = make_work()

    for _click in range(3):
        assert reader.get(f"/resources/{work.id}/open").status_code == 302
    reader.get(f"/resources/{work.id}/files/1")
    Client(headers={"User-Agent": FIREFOX}, REMOTE_ADDR="203.0.113.9").get(
        f"/resources/{work.id}/open"
    )

    assert counted(work) == 3


def test_the_answer_keeps_out_of_caches_and_indexes_and_sets_no_cookie(reader):
    answer = reader.get(f"/resources/{make_work().id}/open")

    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert not answer.cookies


def test_an_opening_changes_nothing_of_the_record(reader):
    work = make_work()
    changes = Change.objects.count()

    reader.get(f"/resources/{work.id}/open")

    assert LearningResource.objects.get(id=work.id).datestamp == work.datestamp
    assert Change.objects.count() == changes


def test_a_count_that_cannot_be_written_keeps_nobody_from_the_work(reader, caplog, monkeypatch):
    work = make_work()
    monkeypatch.setattr(counting, "MAX_WAIT_MILLISECONDS", 10)
    with connection.cursor() as cursor:
        cursor.execute('ALTER TABLE "repository_downloadday" RENAME TO "elsewhere"')
    try:
        answer = reader.get(f"/resources/{work.id}/open")
    finally:
        with connection.cursor() as cursor:
            cursor.execute('ALTER TABLE "elsewhere" RENAME TO "repository_downloadday"')

    assert answer.status_code == 302
    assert "was not counted" in caplog.text


def test_robots_are_told_not_to_follow(client):
    answer = client.get("/robots.txt")

    assert answer["Content-Type"].startswith("text/plain")
    assert "Disallow: /resources/*/open\n" in answer.content.decode()
    assert "Disallow: /resources/*/files/\n" in answer.content.decode()
