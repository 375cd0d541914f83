"""A way to an engine that is too narrow: it refuses as a busy or a careful server does."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

KEPT_HEADERS = ("Content-Type", "X-Elastic-Product")


class NarrowWay(ThreadingHTTPServer):
    """Hands requests on, but for bulk requests that are too large, or come while it is busy."""

    daemon_threads = True

    def __init__(self, target: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.target = urlsplit(target).netloc
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.max_bytes = 10**9
        self.busy_answers = 0
        """Bulk requests to be answered with 429 before one is handed on."""
        self.bulk_sizes: list[int] = []
        """Bytes of those that were handed on."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: NarrowWay

    def _hand_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.endswith("/_bulk"):
            if self.server.busy_answers:
                self.server.busy_answers -= 1
                return self._answer(429, b'{"error": "too many requests", "status": 429}')
            if len(body) > self.server.max_bytes:
                return self._answer(413, b'{"error": "too large", "status": 413}')
            self.server.bulk_sizes.append(len(body))
        onward = http.client.HTTPConnection(self.server.target, timeout=60)
        headers = {
            name: self.headers[name] for name in ("Content-Type", "Accept") if name in self.headers
        }
        onward.request(self.command, self.path, body=body, headers=headers)
        answer = onward.getresponse()
        self._answer(answer.status, answer.read(), answer.headers)
        onward.close()
        return None

    do_GET = do_PUT = do_POST = do_DELETE = _hand_on  # noqa: N815 - as the server calls them

    def _answer(self, status: int, body: bytes, headers=None) -> None:
        self.send_response(status)
        given = headers or {"Content-Type": "application/json"}
        for name in KEPT_HEADERS:
            if name in given:
                self.send_header(name, given[name])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def narrow_way(target: str) -> Iterator[NarrowWay]:
    """Open a way to an engine and close it again."""
    with NarrowWay(target) as way:
        threading.Thread(target=way.serve_forever, kwargs={"poll_interval": 0.02}).start()
        try:
            yield way
        finally:
            way.shutdown()
