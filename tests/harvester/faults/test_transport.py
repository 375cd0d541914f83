"""Faults of HTTP and below, end to end: what passes is survived, what stays ends with one line."""

import gzip
import zlib

import pytest

from harvester.pipeline import run_harvest
from tests.fakes.oaipmh_server import OaiServer, Reply
from tests.harvester.faults.conftest import fake_records
from tests.harvester.faults.outcomes import outcomes, titles

pytestmark = [pytest.mark.django_db, pytest.mark.database_independent]


def wall(status: int, body: str = "<!doctype html><title>Checking your browser</title>"):
    """Give the answer of something that stands in front of the source."""
    return lambda _: Reply(body.encode(), status=status, headers={"Content-Type": "text/html"})


def encoded(label: str, make=lambda body: body):
    """Give an answer with a Content-Encoding, true or not."""
    return lambda text: Reply(make(text.encode()), headers={"Content-Encoding": label})


def labelled(content_type: str):
    """Give an answer with another Content-Type."""
    return lambda text: Reply(text.encode(), headers={"Content-Type": content_type})


def deflated(body: bytes) -> bytes:
    """Compress without the header of zlib, as some servers take deflate to mean."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


def chunked(text: str) -> Reply:
    """Announce chunks and end in the middle of one."""
    body = text.encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n"
    return Reply(head + f"{len(body):x}\r\n".encode() + body[: len(body) // 2], bare=True)


def without_length(text: str) -> Reply:
    """Send half of the page and no length, so that its end looks like the end of the answer."""
    body = text.encode()
    return Reply(body[: len(body) // 2], headers={"Content-Length": ""})


def with_short_length(text: str) -> Reply:
    """Announce less than is sent."""
    body = text.encode()
    return Reply(body, headers={"Content-Length": str(len(body) // 2)})


PASSING = {
    "reset": "reset",
    "half-body": "half-body",
    "half-body-without-length": without_length,
    "content-length-too-small": with_short_length,
    "chunk-breaks-off": chunked,
    "answer-is-no-http": lambda _: Reply(b"220 ftp.example.org ready\r\n", bare=True),
    "connection-closed-without-a-word": lambda _: Reply(b"", bare=True),
    "408": "408",
    "500": "500",
    "502": "502",
    "503-without-retry-after": "503",
    "429-without-retry-after": "429",
    "504": "504",
    "522-of-a-gateway": wall(522),
    "gzip-half": encoded("gzip", lambda body: gzip.compress(body)[:-20]),
    "gzip-damaged": encoded("gzip", lambda body: gzip.compress(body)[:40] + b"\0" * 200),
    "html-with-200": "html",
    "login-page-with-200": lambda _: Reply(
        b'<html><body><form action="/login"><input type="password"></form></body></html>',
        headers={"Content-Type": "text/html"},
    ),
    "empty-body": "empty-body",
    "truncated-xml": "truncated",
}


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
def test_fault_that_passes_costs_no_record(source, endpoint, fault):
    source.fail(fault, page=2)

    run = run_harvest(endpoint)

    assert (run.state, outcomes(run)) == ("completed", {"created": 25}), run.message
    assert source.asked("ListRecords") == 4


HARMLESS = {
    "called-gzip-and-is-not": encoded("gzip"),
    "gzip-and-not-called-so": lambda text: gzip.compress(text.encode()),
    "gzip-twice": encoded("gzip", lambda body: gzip.compress(gzip.compress(body))),
    "deflate": encoded("deflate", zlib.compress),
    "deflate-without-header": encoded("deflate", deflated),
    "encoding-that-is-a-charset": encoded("UTF-8"),
    "encoding-of-another-kind-and-plain": encoded("br"),
    "content-type-html": labelled("text/html"),
    "content-type-missing": labelled(""),
    "content-type-nonsense": labelled("xml;;charset"),
    "charset-wrong": labelled("text/xml; charset=iso-8859-1"),
    "charset-unknown": labelled("text/xml; charset=klingon"),
}


@pytest.mark.parametrize("fault", HARMLESS.values(), ids=HARMLESS)
def test_fault_that_can_be_read_through_is(source, endpoint, fault):
    source.records[12].title = "Größe & Zahl"
    source.fail(fault, page=2, times=None)

    run = run_harvest(endpoint)

    assert (run.state, outcomes(run)) == ("completed", {"created": 25}), run.message
    assert titles()["oai:fake:012"] == "Größe & Zahl"
    assert source.asked("ListRecords") == 3


LASTING = {
    "401": (wall(401), "password"),
    "403-bot-wall": (wall(403), "User-Agent"),
    "204-nothing": (lambda _: Reply(status=204, headers={"Content-Length": ""}), "HTTP 204"),
    "304-unasked": (lambda _: Reply(status=304, headers={"Content-Length": ""}), "HTTP 304"),
    "500-for-ever": ("500", "HTTP 500"),
    "reset-for-ever": ("reset", "connection failed"),
    "half-body-for-ever": ("half-body", "connection failed"),
    "html-for-ever": ("html", "a web page"),
    "empty-for-ever": ("empty-body", "is empty"),
    "truncated-for-ever": ("truncated", "breaks off"),
    "compressed-by-what-was-not-asked-for": (encoded("br", lambda _: b"\x0b\x02"), "compressed"),
    "gzip-bomb": ("gzip-bomb", "larger than 50 MB"),
    "page-of-200-mb": ("huge", "larger than 50 MB"),
    "redirect-in-a-circle": (lambda _: Reply(status=302, headers={"Location": "#"}), "redirects"),
    "redirect-to-another-scheme": ("301", "only http and https"),
    "json": (lambda _: b'{"error": "not found"}', "no XML"),
    "rss": ("not-oai", "not an OAI-PMH repository"),
}


@pytest.mark.parametrize(("fault", "word"), LASTING.values(), ids=LASTING)
def test_fault_that_stays_ends_the_run_and_keeps_what_was_good(source, endpoint, fault, word):
    source.fail(fault, page=2, times=None, value="ftp://fake.example/" if fault == "301" else "")

    run = run_harvest(endpoint)
    endpoint.refresh_from_db()

    assert (run.state, outcomes(run)) == ("failed", {"created": 10})
    assert word in run.message
    assert "\n" not in run.message
    assert endpoint.checkpoint_at is None
    assert run.lease_until is None


@pytest.mark.parametrize(("fault", "word"), LASTING.values(), ids=LASTING)
def test_run_that_ended_is_followed_by_one_that_loses_nothing(source, endpoint, fault, word):
    source.fail(fault, page=2, times=5, value="ftp://fake.example/" if fault == "301" else "")
    first = run_harvest(endpoint)

    runs = [run_harvest(endpoint) for _ in range(5 if first.state == "failed" else 0)]

    assert titles() == {each.identifier: each.title for each in source.records}
    assert (runs or [first])[-1].state == "completed"


@pytest.mark.parametrize(("status", "word"), [(404, "check the base URL"), (410, "is gone")])
def test_address_that_is_gone_is_named(source, endpoint, status, word):
    source.fail(wall(status), times=None)

    run = run_harvest(endpoint)

    assert (run.state, run.seen_count) == ("failed", 0)
    assert word in run.message


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("kind", ["slow", "drip", "trickle"])
def test_source_that_never_finishes_is_left(source, endpoint, kind):
    source.fail(kind, page=2, times=None, value="60")

    run = run_harvest(endpoint)

    assert (run.state, outcomes(run)) == ("failed", {"created": 10})
    assert "did not answer" in run.message


def test_source_that_is_gone_takes_nothing_with_it(settings, register):
    settings.HARVEST_ALLOWED_HOSTS = ["127.0.0.1"]
    with OaiServer(fake_records(5)) as source:
        endpoint = register(source)
        run_harvest(endpoint)

    run = run_harvest(endpoint)

    assert (run.state, run.seen_count, len(titles())) == ("failed", 0, 5)
    assert "the connection failed" in run.message
    assert source.url in run.message


def test_source_commands_no_terminal_by_what_it_says(source, endpoint):
    answer = (
        b"HTTP/1.1 418 \x1b[2J\x1b]0;gotcha\x07\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )
    source.fail(lambda _: Reply(answer, bare=True), times=None)

    run = run_harvest(endpoint)

    assert run.state == "failed"
    assert run.message.isprintable()
