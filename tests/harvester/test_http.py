"""The HTTP client against a real socket: refused addresses, caps, patience, faults."""

import shutil
import socket
import ssl
import subprocess
import threading
import time
from contextlib import suppress

import httpcore
import msgspec
import pytest

from harvester.errors import AddressRefused, EndpointError, HttpStatusError, RetryLater
from harvester.http import HttpClient
from tests.fakes.network import LOOPBACK, Naps
from tests.fakes.oaipmh_server import FakeRecord, OaiServer

IDENTIFY = "?verb=Identify"


@pytest.fixture
def server():
    with OaiServer([FakeRecord("oai:example.org:1")]) as running:
        yield running


@pytest.fixture
def naps():
    return Naps()


@pytest.fixture
def http(naps):
    with HttpClient(LOOPBACK, sleep=naps) as client:
        yield client


class Detour(httpcore.SyncBackend):
    """Reaches a server on loopback under any address."""

    def __init__(self, port):
        self.port = port

    def connect_tcp(self, *_):
        return super().connect_tcp("127.0.0.1", self.port, timeout=5)


def limited(naps, **limits):
    """Give a client with other limits."""
    return HttpClient(msgspec.structs.replace(LOOPBACK, **limits), sleep=naps)


def test_get_sends_who_it_is_and_keeps_the_connection(server, http):
    answers = [http.get(server.url + IDENTIFY) for _ in range(3)]

    assert all(b"<Identify>" in answer.body for answer in answers)
    assert server.connections == 1
    assert server.headers[0]["user-agent"] == LOOPBACK.user_agent
    assert server.headers[0]["from"] == "admin@example.org"
    assert server.headers[0]["accept-encoding"] == "gzip"


def test_get_ignores_the_proxy_of_the_environment(server, naps, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")

    with HttpClient(LOOPBACK, sleep=naps) as client:
        assert client.get(server.url + IDENTIFY).body


@pytest.mark.parametrize(
    "url",
    [
        "ftp://partner.example/oai",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "partner.example/oai",
        "http://",
        "http://[::1/oai",
        "http://partner.example:99999/oai",
        "http://127.0.0.1:0/oai",
        "http://user:secret@127.0.0.1/oai",
        "",
    ],
)
def test_get_no_web_address_refused(http, url):
    with pytest.raises(AddressRefused) as caught:
        http.get(url)

    assert caught.value.code == "bad-address"
    assert "secret" not in str(caught.value)


def test_get_loopback_without_the_operators_word_refused(server, naps):
    with limited(naps, allowed_hosts=frozenset()) as client, pytest.raises(AddressRefused):
        client.get(server.url + IDENTIFY)

    assert server.connections == 0


def test_get_loopback_allowed_for_another_port_refused(server, naps):
    with (
        limited(naps, allowed_hosts=frozenset({f"127.0.0.1:{server.port + 1}"})) as client,
        pytest.raises(AddressRefused),
    ):
        client.get(server.url + IDENTIFY)

    assert server.connections == 0


@pytest.mark.parametrize(
    "target",
    [
        "http://10.0.0.1/oai",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/oai",
        "http://[::ffff:127.0.0.2]/oai",
        "http://2130706434/oai",
        "http://localhost/oai",
        "//10.0.0.1/oai",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
    ],
)
def test_get_redirect_to_a_private_address_refused(server, http, target):
    server.fail("302", verb="Identify", value=target, times=None)

    with pytest.raises(AddressRefused):
        http.get(server.url + IDENTIFY)

    assert len(server.requests) == 1


def test_get_redirect_from_the_internet_to_a_named_private_host_refused(server, naps):
    policy = msgspec.structs.replace(LOOPBACK, allowed_hosts=frozenset({"private.example"}))
    addresses = {"public.example": ["8.8.8.8"], "private.example": ["10.0.0.1"]}
    server.fail("302", verb="Identify", value="http://private.example/oai")
    client = HttpClient(
        policy,
        resolver=lambda host, _: addresses[host],
        sleep=naps,
        connector=Detour(server.port),
    )

    with client, pytest.raises(AddressRefused, match="redirect to a private host"):
        client.get(f"http://public.example/oai{IDENTIFY}")

    assert len(server.requests) == 1


def test_get_name_that_changes_its_address_connects_to_the_checked_one(server, naps):
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    policy = msgspec.structs.replace(LOOPBACK, allowed_hosts=frozenset({"partner.example"}))

    with HttpClient(policy, resolver=lambda *_: next(answers), sleep=naps) as client:
        answer = client.get(f"http://partner.example:{server.port}/oai{IDENTIFY}")

    assert b"<Identify>" in answer.body
    assert next(answers) == ["10.0.0.1"]


def test_get_follows_redirects_and_tells_a_move_from_a_detour(server, http):
    elsewhere = f"http://127.0.0.1:{server.port}/new{IDENTIFY}"
    server.fail("301", verb="Identify", value=elsewhere)
    moved = http.get(server.url + IDENTIFY)
    server.fail("302", verb="Identify", value=f"/new{IDENTIFY}")
    detour = http.get(server.url + IDENTIFY)

    assert (moved.url, moved.has_moved) == (elsewhere, True)
    assert (detour.url, detour.has_moved) == (elsewhere, False)


def test_get_endless_redirects_end(server, http):
    server.fail("302", verb="Identify", value=IDENTIFY, times=None)

    with pytest.raises(EndpointError, match="more than 5 redirects"):
        http.get(server.url + IDENTIFY)

    assert len(server.requests) == 6


def test_get_dead_host_is_tried_again_and_then_named(naps):
    with OaiServer() as server:
        address = server.url + IDENTIFY

    with HttpClient(LOOPBACK, sleep=naps) as client, pytest.raises(EndpointError) as caught:
        client.get(address)

    assert str(caught.value) == (
        f"the connection failed: Connection refused at {address}"
        " - check the base URL, or try again later"
    )
    assert (caught.value.code, caught.value.is_temporary) == ("unreachable", True)
    assert len(naps) == LOOPBACK.max_attempts - 1
    assert all(0.25 * 2**k <= nap <= 0.5 * 2**k for k, nap in enumerate(naps))


@pytest.mark.parametrize("kind", ["500", "502", "504", "503", "429", "reset", "half-body"])
def test_get_passing_fault_is_survived(server, http, naps, kind):
    server.fail(kind, verb="Identify", times=2)

    assert b"<Identify>" in http.get(server.url + IDENTIFY).body
    assert len(server.requests) == 3
    assert len(naps) == 2


@pytest.mark.parametrize("kind", ["500", "reset", "half-body"])
def test_get_lasting_fault_ends_after_a_bounded_number_of_tries(server, http, kind):
    server.fail(kind, verb="Identify", times=None)

    with pytest.raises(EndpointError) as caught:
        http.get(server.url + IDENTIFY)

    assert caught.value.is_temporary
    assert len(server.requests) == LOOPBACK.max_attempts


@pytest.mark.parametrize(
    ("status", "word"), [("403", "let in"), ("404", "base URL"), ("410", "new")]
)
def test_get_final_status_is_not_tried_again(server, http, status, word):
    server.fail(status, verb="Identify")

    with pytest.raises(HttpStatusError, match=word) as caught:
        http.get(server.url + IDENTIFY)

    assert (caught.value.status, caught.value.code) == (int(status), f"http-{status}")
    assert (caught.value.is_temporary, caught.value.body) == (False, b"busy")
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", ["503", "429"])
def test_get_short_retry_after_is_waited_for(server, http, naps, status):
    server.fail(status, verb="Identify", value="7")

    assert http.get(server.url + IDENTIFY).body
    assert naps == [7.0]


def test_get_retry_after_as_a_date_that_has_passed_is_no_wait(server, http, naps):
    server.fail("503", verb="Identify", value="Wed, 21 Oct 2015 07:28:00 GMT")

    assert http.get(server.url + IDENTIFY).body
    assert naps == [0.0]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("3600", 3600), ("999999999", 86_400), ("Wed, 21 Oct 2122 07:28:00 GMT", 86_400)],
)
def test_get_long_retry_after_is_left_to_the_caller(server, http, naps, value, seconds):
    server.fail("503", verb="Identify", value=value)

    with pytest.raises(RetryLater) as caught:
        http.get(server.url + IDENTIFY)

    assert caught.value.retry_after_seconds == seconds
    assert caught.value.is_temporary
    assert naps == []
    assert len(server.requests) == 1


@pytest.mark.parametrize("value", ["", "soon", "-5"])
def test_get_lasting_503_without_a_time_asks_for_patience(server, http, value):
    server.fail("503", verb="Identify", value=value, times=None)

    with pytest.raises(RetryLater) as caught:
        http.get(server.url + IDENTIFY)

    assert caught.value.retry_after_seconds == LOOPBACK.patience_seconds
    assert len(server.requests) == LOOPBACK.max_attempts


def test_get_source_that_is_always_busy_ends(server, http, naps):
    server.fail("429", verb="Identify", value="2", times=None)

    with pytest.raises(RetryLater):
        http.get(server.url + IDENTIFY)

    assert naps == [2.0] * (LOOPBACK.max_attempts - 1)


def test_get_huge_answer_is_not_read_to_its_end(server, naps):
    server.fail("huge", verb="Identify", value="200")

    with limited(naps, max_page_bytes=5_000_000) as client, pytest.raises(EndpointError) as caught:
        client.get(server.url + IDENTIFY)

    assert str(caught.value) == (
        f"the answer is larger than 5 MB and was not read to its end at {server.url}{IDENTIFY}"
        " - ask the partner for smaller pages"
    )
    assert server.bytes_sent < 50_000_000
    assert naps == []


def test_get_announced_huge_answer_is_not_read_at_all(server, naps):
    with limited(naps, max_page_bytes=100) as client, pytest.raises(EndpointError) as caught:
        client.get(server.url + IDENTIFY)

    assert caught.value.code == "too-large"


def test_get_gzip_bomb_is_not_unpacked(server, naps):
    server.fail("gzip-bomb", verb="Identify", value="20")

    with limited(naps, max_page_bytes=5_000_000) as client, pytest.raises(EndpointError) as caught:
        client.get(server.url + IDENTIFY)

    assert caught.value.code == "too-large"


@pytest.mark.parametrize("kind", ["labelled-gzip", "unlabelled-gzip"])
def test_get_mislabelled_gzip_is_read(server, http, kind):
    server.fail(kind, verb="Identify")

    assert b"<Identify>" in http.get(server.url + IDENTIFY).body
    assert len(server.requests) == 1


def test_get_silent_source_times_out(server, naps):
    server.fail("slow", verb="Identify", value="60", times=None)

    with (
        limited(naps, read_seconds=0.05, max_attempts=2) as client,
        pytest.raises(EndpointError, match="did not answer in time") as caught,
    ):
        client.get(server.url + IDENTIFY)

    assert (caught.value.code, caught.value.is_temporary) == ("timeout", True)
    assert len(server.requests) == 2


@pytest.mark.timeout(30)
def test_get_dripping_source_ends_with_the_total_time(server, naps):
    server.fail("drip", verb="Identify", times=None)

    with (
        limited(naps, read_seconds=20, total_seconds=0.4) as client,
        pytest.raises(EndpointError, match=r"within 0\.4 seconds"),
    ):
        client.get(server.url + IDENTIFY)


def test_get_pauses_between_two_requests_to_a_host(server, naps):
    with limited(naps, pause_seconds=60) as client:
        for _ in range(3):
            client.get(server.url + IDENTIFY)

    assert len(naps) == 2
    assert all(50 < nap <= 60 for nap in naps)


def test_interrupted_client_sends_nothing_more(server, http):
    http.interrupt()

    with pytest.raises(EndpointError) as caught:
        http.get(server.url + IDENTIFY)

    assert caught.value.code == "stopped"
    assert server.requests == []


def test_request_that_hangs_ends_when_it_is_interrupted(server, http):
    server.fail("slow", verb="Identify", value="60")
    interrupting = threading.Thread(target=interrupt_when_asked, args=(server, http))
    interrupting.start()

    with pytest.raises(EndpointError) as caught:
        http.get(server.url + IDENTIFY)
    interrupting.join()

    assert caught.value.code == "stopped"
    assert len(server.requests) == 1


def interrupt_when_asked(server, http):
    while not server.requests:
        time.sleep(0.01)
    http.interrupt()


@pytest.fixture
def untrusted_address(tmp_path):
    """Address of a TLS server with a certificate that nobody has signed."""
    if not (openssl := shutil.which("openssl")):
        pytest.skip("openssl is not installed: no certificate can be made")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            *[openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"],
            *["-subj", "/CN=127.0.0.1", "-keyout", str(key), "-out", str(certificate)],
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def shake_hands():
            connection, _ = listener.accept()
            with connection, suppress(OSError), context.wrap_socket(connection, server_side=True):
                pass

        thread = threading.Thread(target=shake_hands)
        thread.start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}/oai"
        thread.join()


def test_get_untrusted_certificate_is_named_and_not_tried_again(untrusted_address, http, naps):
    with pytest.raises(EndpointError, match="the certificate is not valid") as caught:
        http.get(untrusted_address)

    assert (caught.value.code, caught.value.is_temporary) == ("certificate", False)
    assert naps == []
