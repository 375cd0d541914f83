"""An OAI-PMH repository on a loopback socket, correct unless it is told to fail.

    records = [FakeRecord("oai:example.org:1", title="Algebra", fields={"rights": ["CC BY 4.0"]})]
    with OaiServer(records, page_size=10) as server:
        server.fail("503", page=2, value="1")      # once: Retry-After: 1
        harvest(server.url)
        assert server.asked("ListRecords") == 3    # the second page twice
        server.records.append(FakeRecord("oai:example.org:2"))   # and so on, at any time

Records are listed by datestamp and identifier. ``fail`` describes the faults. Every request is kept
in ``requests`` as the dictionary of its arguments, with the headers in ``headers``.
"""

import base64
import gzip
import json
import socket
import struct
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit
from xml.sax.saxutils import escape, quoteattr

OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
ARGUMENTS = {
    "Identify": set(),
    "ListMetadataFormats": {"identifier"},
    "ListSets": {"resumptionToken"},
    "GetRecord": {"identifier", "metadataPrefix"},
    "ListRecords": {"from", "until", "set", "metadataPrefix", "resumptionToken"},
    "ListIdentifiers": {"from", "until", "set", "metadataPrefix", "resumptionToken"},
}
LISTS = ("ListRecords", "ListIdentifiers")
FAULTS_OF_THE_LIST = {"same-token", "empty-page", "expired-token", "duplicate", "error"}


@dataclass
class FakeRecord:
    """One record; change it or the list it is in at any time."""

    identifier: str
    datestamp: str = "2024-01-01T00:00:00Z"
    title: str = "A title"
    sets: tuple[str, ...] = ()
    is_deleted: bool = False
    fields: Mapping[str, Iterable[str]] = field(default_factory=dict)
    """More Dublin Core: local name and values."""
    metadata: str | None = None
    """XML to serve instead of Dublin Core; the empty string leaves the metadata element out."""


@dataclass(frozen=True)
class Reply:
    """An answer as it goes over the wire, in place of the right one."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    """Besides, or instead of, Content-Type and Content-Length."""
    bare: bool = False
    """The body is all that is sent, without status and headers."""


Twist = Callable[[str], str | bytes | Reply]
"""Makes another answer of the right one."""


@dataclass
class Fault:
    """One thing that goes wrong; see ``OaiServer.fail``."""

    kind: str | Twist
    verb: str
    page: int | None
    times: int | None
    value: str


class ProtocolError(Exception):
    """Code and message of an error answer."""


class OaiServer:
    """The repository; a context manager."""

    def __init__(
        self,
        records: Iterable[FakeRecord] = (),
        *,
        page_size: int = 10,
        formats: Mapping[str, str] | None = None,
        granularity: str = "YYYY-MM-DDThh:mm:ssZ",
        deleted_record: str = "persistent",
        set_names: Mapping[str, str] | None = None,
    ) -> None:
        """Describe the repository.

        Args:
            records: What it holds.
            page_size: Records a page.
            formats: Namespace by metadata prefix; the same metadata is served for each.
            granularity: Also ``YYYY-MM-DD``; datestamps are then cut to days.
            deleted_record: Announced only; deleted records are listed as they stand in ``records``.
            set_names: Name by setSpec; without it, sets are those of the records.
        """
        self.records = list(records)
        self.page_size = page_size
        self.formats = dict(formats or {"oai_dc": OAI_DC})
        self.granularity = granularity
        self.deleted_record = deleted_record
        self.set_names = dict(set_names or {})
        self.response_date = ""
        """A fixed clock; empty for the real one."""
        self.order: Callable[[FakeRecord], Any] = lambda each: (each.datestamp, each.identifier)
        """By what lists are sorted."""
        self.requests: list[dict[str, str]] = []
        self.headers: list[dict[str, str]] = []
        self.bytes_sent = 0
        """Of endless bodies (``huge``), until the client hung up."""
        self.connections = 0
        self.busiest = 0
        """Most requests that were being answered at the same time."""
        self._answering = 0
        self._faults: list[Fault] = []
        self._lock = threading.Lock()
        self.closing = threading.Event()
        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.repository = self
        self.port = int(self._server.server_address[1])
        self.url = f"http://127.0.0.1:{self.port}/oai"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.hang_up()
        self._server.server_close()
        self._thread.join()

    @property
    def open_connections(self) -> int:
        """Connections that neither side has closed."""
        return self._server.open_count()

    def fail(
        self,
        kind: str | Twist,
        *,
        page: int | None = None,
        verb: str = "ListRecords",
        times: int | None = 1,
        value: str = "",
    ) -> None:
        """Let something go wrong.

        Args:
            kind: A function that makes the wrong answer of the right one, or an HTTP status such as
                ``503`` (``value``: Retry-After) or ``301`` (``value``: Location), or one of

                - ``reset`` (before any answer), ``half-body``, ``slow`` (``value``: seconds before
                  the answer), ``drip`` (a header byte every 0.05 s, for ever), ``trickle`` (the
                  same with the body)
                - ``html``, ``not-oai``, ``empty-body``, ``truncated``, ``doctype``
                - ``control-character``, ``bad-utf8``: inside the first title; ``broken-record``:
                  the tags of the first record do not match
                - ``huge``, ``gzip-bomb`` (``value``: megabytes)
                - ``labelled-gzip`` (says gzip and is not), ``unlabelled-gzip`` (the reverse)
                - ``same-token``, ``empty-page``, ``expired-token``, ``duplicate`` (the first record
                  twice), ``error`` (``value``: the protocol's code)
            page: Of the list, counted from 1 by position; None hits every request of the verb.
            verb: Whose answer.
            times: How often it happens; None for always.
            value: See there.
        """
        self._faults.append(Fault(kind, verb, page, times, value))

    @contextmanager
    def answering(self) -> Iterator[Callable[[], None]]:
        """Count a request while it is being answered.

        Yields:
            To be called before the last of the answer is sent: who has got it may ask again.
        """
        with self._lock:
            self._answering += 1
            self.busiest = max(self.busiest, self._answering)
        open_requests = [1]

        def done() -> None:
            with self._lock:
                self._answering -= open_requests.pop() if open_requests else 0

        try:
            yield done
        finally:
            done()

    def asked(self, verb: str) -> int:
        """Count the requests of a verb."""
        return sum(request.get("verb") == verb for request in self.requests)

    def take_fault(self, arguments: Mapping[str, str]) -> Fault | None:
        """Give the fault that hits a request, and use it up."""
        page = 1
        if token := arguments.get("resumptionToken"):
            with suppress(ValueError, ProtocolError):
                page = read_token(token)["start"] // self.page_size + 1
        with self._lock:
            for fault in self._faults:
                if fault.verb == arguments.get("verb") and fault.page in {None, page}:
                    if fault.times is not None:
                        fault.times -= 1
                        if not fault.times:
                            self._faults.remove(fault)
                    return fault
        return None

    def answer(self, arguments: Mapping[str, str], fault: Fault | None) -> str:
        """Give the answer to a request as XML."""
        try:
            body = self._body(arguments, fault)
            shown = "".join(f" {name}={quoteattr(value)}" for name, value in arguments.items())
        except ProtocolError as error:
            code, message = error.args
            body, shown = f'<error code="{code}">{escape(message)}</error>', ""
        now = self.response_date or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="{OAI}">'
            f"<responseDate>{now}</responseDate><request{shown}>{self.url}</request>{body}</OAI-PMH>"
        )

    def _body(self, arguments: Mapping[str, str], fault: Fault | None) -> str:
        """Give the element named by the verb."""
        verb = arguments.get("verb", "")
        if verb not in ARGUMENTS:
            raise ProtocolError("badVerb", "no such verb")
        if wrong := set(arguments) - ARGUMENTS[verb] - {"verb"}:
            raise ProtocolError("badArgument", f"not allowed: {', '.join(sorted(wrong))}")
        if fault and fault.kind == "error":
            raise ProtocolError(fault.value, "as ordered")
        if verb in LISTS:
            return self._list(verb, arguments, fault)
        bodies = {
            "Identify": self._identify,
            "ListMetadataFormats": self._list_formats,
            "ListSets": self._list_sets,
            "GetRecord": lambda: self._get_record(arguments),
        }
        return f"<{verb}>{bodies[verb]()}</{verb}>"

    def _identify(self) -> str:
        earliest = min((self._stamp(each) for each in self.records), default="1970-01-01T00:00:00Z")
        return (
            f"<repositoryName>A fake</repositoryName><baseURL>{self.url}</baseURL>"
            "<protocolVersion>2.0</protocolVersion><adminEmail>admin@example.org</adminEmail>"
            f"<earliestDatestamp>{earliest}</earliestDatestamp>"
            f"<deletedRecord>{self.deleted_record}</deletedRecord>"
            f"<granularity>{self.granularity}</granularity>"
        )

    def _list_formats(self) -> str:
        return "".join(
            f"<metadataFormat><metadataPrefix>{prefix}</metadataPrefix><schema>{namespace}</schema>"
            f"<metadataNamespace>{namespace}</metadataNamespace></metadataFormat>"
            for prefix, namespace in self.formats.items()
        )

    def _list_sets(self) -> str:
        specs = self.set_names or {spec: spec for each in self.records for spec in each.sets}
        if not specs:
            raise ProtocolError("noSetHierarchy", "no sets")
        return "".join(
            f"<set><setSpec>{escape(spec)}</setSpec><setName>{escape(name)}</setName></set>"
            for spec, name in specs.items()
        )

    def _get_record(self, arguments: Mapping[str, str]) -> str:
        if {"identifier", "metadataPrefix"} - set(arguments):
            raise ProtocolError("badArgument", "identifier and metadataPrefix are required")
        found = [each for each in self.records if each.identifier == arguments["identifier"]]
        if not found:
            raise ProtocolError("idDoesNotExist", "no such record")
        if arguments["metadataPrefix"] not in self.formats:
            raise ProtocolError("cannotDisseminateFormat", "no such format")
        return self._record(found[0])

    def _list(self, verb: str, arguments: Mapping[str, str], fault: Fault | None) -> str:
        kind = fault.kind if fault and isinstance(fault.kind, str) else ""
        token = arguments.get("resumptionToken", "")
        state = read_token(token) if token else self._new_list(arguments)
        if token and (len(arguments) != 2 or kind == "expired-token"):
            raise ProtocolError("badResumptionToken", "the token has expired")
        chosen = self._choose(state)
        start = state["start"]
        page = chosen[start : start + self.page_size]
        after = start + len(page)
        if kind == "empty-page":
            page, after = [], start
        if kind == "duplicate":
            page = page[:1] + page
        render = self._record if verb == "ListRecords" else self._header
        following = write_token({**state, "start": after}) if after < len(chosen) else ""
        if kind == "same-token":
            following = token or write_token(state)
        flow = ""
        if following or token:
            flow = (
                f'<resumptionToken completeListSize="{len(chosen)}" cursor="{start}">'
                f"{escape(following)}</resumptionToken>"
            )
        return f"<{verb}>{''.join(map(render, page))}{flow}</{verb}>"

    def _new_list(self, arguments: Mapping[str, str]) -> dict[str, Any]:
        if "metadataPrefix" not in arguments:
            raise ProtocolError("badArgument", "metadataPrefix is required")
        if arguments["metadataPrefix"] not in self.formats:
            raise ProtocolError("cannotDisseminateFormat", "no such format")
        for name in ("from", "until"):
            if name in arguments and len(arguments[name]) > len(self.granularity):
                raise ProtocolError("badArgument", f"{name} is finer than the granularity")
        return {name: arguments.get(name, "") for name in ("from", "until", "set")} | {"start": 0}

    def _choose(self, state: Mapping[str, Any]) -> list[FakeRecord]:
        chosen = [
            each
            for each in sorted(self.records, key=self.order)
            if (not state["from"] or each.datestamp[: len(state["from"])] >= state["from"])
            and (not state["until"] or each.datestamp[: len(state["until"])] <= state["until"])
            and (not state["set"] or is_in_set(each, state["set"]))
        ]
        if not chosen:
            raise ProtocolError("noRecordsMatch", "nothing here")
        return chosen

    def _stamp(self, record: FakeRecord) -> str:
        return record.datestamp[: len(self.granularity)]

    def _header(self, record: FakeRecord) -> str:
        status = ' status="deleted"' if record.is_deleted else ""
        sets = "".join(f"<setSpec>{escape(spec)}</setSpec>" for spec in record.sets)
        return (
            f"<header{status}><identifier>{escape(record.identifier)}</identifier>"
            f"<datestamp>{self._stamp(record)}</datestamp>{sets}</header>"
        )

    def _record(self, record: FakeRecord) -> str:
        metadata = dublin_core(record) if record.metadata is None else record.metadata
        shown = f"<metadata>{metadata}</metadata>" if metadata and not record.is_deleted else ""
        return f"<record>{self._header(record)}{shown}</record>"


def dublin_core(record: FakeRecord) -> str:
    """Give the Dublin Core of a record."""
    fields = {"title": [record.title], **record.fields}
    elements = "".join(
        f"<dc:{name}>{escape(value)}</dc:{name}>"
        for name, values in fields.items()
        for value in values
    )
    return f'<oai_dc:dc xmlns:oai_dc="{OAI_DC}" xmlns:dc="{DC}">{elements}</oai_dc:dc>'


def is_in_set(record: FakeRecord, spec: str) -> bool:
    """Tell whether a record is in a set or below it."""
    return any(each == spec or each.startswith(f"{spec}:") for each in record.sets)


def write_token(state: Mapping[str, Any]) -> str:
    """Give a token that has to be encoded when it is sent: with ``&``, ``+``, ``=`` and a blank."""
    return "a+b&c= " + base64.b64encode(json.dumps(state).encode()).decode()


def read_token(token: str) -> dict[str, Any]:
    """Read a token of ``write_token``."""
    start, _, coded = token.partition(" ")
    try:
        state: dict[str, Any] = json.loads(base64.b64decode(coded))
    except ValueError:
        raise ProtocolError("badResumptionToken", "unreadable") from None
    if start != "a+b&c=" or "start" not in state:
        raise ProtocolError("badResumptionToken", "not one of ours")
    return state


class Server(ThreadingHTTPServer):
    """Keeps its connections, so that none is left open at the end."""

    daemon_threads = False
    repository: OaiServer

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._open: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self.repository.connections += 1
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def open_count(self) -> int:
        """Count the connections."""
        return len(self._open)

    def hang_up(self) -> None:
        """End every connection."""
        for request in list(self._open):
            with suppress(OSError):
                request.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that hang up are part of the tests."""


class Handler(BaseHTTPRequestHandler):
    """Sends what the repository answers, with the faults of HTTP and below."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server
    done: Callable[[], None]
    """See ``OaiServer.answering``."""

    def do_GET(self) -> None:
        """Answer a request."""
        with self.server.repository.answering() as self.done:
            self.answer()

    def answer(self) -> None:
        """Answer a request, or fail to."""
        repository = self.server.repository
        arguments = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        repository.requests.append(arguments)
        repository.headers.append({name.lower(): value for name, value in self.headers.items()})
        fault = repository.take_fault(arguments)
        text = repository.answer(arguments, fault)
        if fault is None or fault.kind in FAULTS_OF_THE_LIST:
            self.send(text.encode(), zipped="gzip" in self.headers.get("Accept-Encoding", ""))
        elif callable(fault.kind):
            self.send_reply(fault.kind(text))
        elif fault.kind.isdecimal():
            self.send_status(int(fault.kind), fault.value)
        elif fault.kind in BODIES:
            self.send(BODIES[fault.kind](text))
        else:
            SENDERS[fault.kind](self, text.encode(), fault.value)

    def send(self, body: bytes, *, zipped: bool = False, label: str = "") -> None:
        """Send a complete answer."""
        body = gzip.compress(body, 1) if zipped else body
        self.send_response(200)
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        if zipped or label:
            self.send_header("Content-Encoding", label or "gzip")
        self.end_headers()
        self.done()
        self.wfile.write(body)

    def send_reply(self, reply: str | bytes | Reply) -> None:
        """Send what a twist has made; the client may not like it and hang up."""
        if not isinstance(reply, Reply):
            self.send(reply.encode() if isinstance(reply, str) else reply)
            return
        self.close_connection = True
        if not reply.bare:
            self.send_response(reply.status)
            usual = {
                "Content-Type": "text/xml; charset=utf-8",
                "Content-Length": str(len(reply.body)),
                "Connection": "close",
            }
            for name, value in {**usual, **reply.headers}.items():
                if value:
                    self.send_header(name, value)
            self.end_headers()
        self.wfile.write(reply.body)

    def send_status(self, status: int, value: str) -> None:
        """Send another status than 200, with Location or Retry-After."""
        self.send_response(status)
        self.send_header("Content-Length", "4")
        if value:
            self.send_header("Location" if 300 <= status < 400 else "Retry-After", value)
        self.end_headers()
        self.done()
        self.wfile.write(b"busy")

    def reset(self, _body: bytes, _value: str) -> None:
        """End the connection with a reset."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True

    def half_body(self, body: bytes, _value: str) -> None:
        """Promise the body and send half of it."""
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2])
        self.close_connection = True

    def slow(self, body: bytes, value: str) -> None:
        """Answer late."""
        if not self.server.repository.closing.wait(float(value)):
            self.send(body)

    def drip(self, _body: bytes, _value: str) -> None:
        """Never finish the headers, but never fall silent either."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not self.server.repository.closing.wait(0.05):
            self.wfile.write(b"x")

    def trickle(self, body: bytes, _value: str) -> None:
        """Never finish the body, but never fall silent either."""
        self.send_response(200)
        self.send_header("Content-Length", "1000000")
        self.end_headers()
        self.wfile.write(body[:-1])
        while not self.server.repository.closing.wait(0.05):
            self.wfile.write(b" ")

    def huge(self, _body: bytes, value: str) -> None:
        """Send megabytes, made on the way, until the client hangs up."""
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        block = b"<record>" + b"x" * 65_519 + b"</record>"
        self.wfile.write(b'<?xml version="1.0"?><OAI-PMH><ListRecords>')
        for _ in range(int(float(value or 200) * 1_000_000 / len(block))):
            self.wfile.write(block)
            self.server.repository.bytes_sent += len(block)

    def gzip_bomb(self, _body: bytes, value: str) -> None:
        """Send little that becomes much."""
        self.send(b" " * (int(value or 60) * 1_000_000), zipped=True)

    def labelled_gzip(self, body: bytes, _value: str) -> None:
        """Call a plain body gzip."""
        self.send(body, label="gzip")

    def unlabelled_gzip(self, body: bytes, _value: str) -> None:
        """Send gzip without saying so."""
        self.send(gzip.compress(body, 1))

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


def broken_record(text: str) -> bytes:
    """Mismatch the tags of the first record."""
    return text.replace("</dc:title>", "</dc:titel>", 1).encode()


def inside_title(text: str, junk: bytes) -> bytes:
    """Put bytes into the first title."""
    return text.encode().replace(b"<dc:title>", b"<dc:title>" + junk, 1)


BODIES = {
    "html": lambda _: (
        b"<!DOCTYPE html>\n<html><head><title>Log in</title></head><body>.</body></html>"
    ),
    "not-oai": lambda _: b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>',
    "empty-body": lambda _: b"",
    "truncated": lambda text: text.encode()[: len(text.encode()) * 2 // 3],
    "doctype": lambda text: text.encode().replace(
        b"<OAI-PMH", b'<!DOCTYPE OAI-PMH [<!ENTITY a "ha">]><OAI-PMH', 1
    ),
    "control-character": lambda text: inside_title(text, b"\x0b"),
    "bad-utf8": lambda text: inside_title(text, b"\xff\xfe"),
    "broken-record": broken_record,
}
SENDERS = {
    "reset": Handler.reset,
    "half-body": Handler.half_body,
    "slow": Handler.slow,
    "drip": Handler.drip,
    "trickle": Handler.trickle,
    "huge": Handler.huge,
    "gzip-bomb": Handler.gzip_bomb,
    "labelled-gzip": Handler.labelled_gzip,
    "unlabelled-gzip": Handler.unlabelled_gzip,
}
