"""A web site with a sitemap, robots.txt and pages, on a loopback socket.

    with WebSite() as site:
        site.add("/1", {"@context": "https://schema.org", "@type": "Course", "name": "Tea"})
        site.fail("503", "/1", value="1")          # once: Retry-After: 1
        harvest(site.url("/sitemap.xml"))
        assert site.asked("/1") == 2
        site.pages["/1"].body = "..."              # and so on, at any time

Every page has an ETag and answers conditional requests. ``/sitemap.xml`` lists the pages that are
``listed``, in their order; ``files`` holds other documents by path and comes first. A path that is
asked for is kept in ``requests``, with its headers in ``headers``.
"""

import gzip
import json
import socket
import struct
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from xml.sax.saxutils import escape

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass
class FakePage:
    """One page; change it at any time."""

    body: str | bytes
    lastmod: str = ""
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    listed: bool = True


@dataclass
class Fault:
    """One thing that goes wrong; see ``WebSite.fail``."""

    kind: str
    path: str
    times: int | None
    value: str


class WebSite:
    """The site; a context manager."""

    def __init__(self, *, robots: str | None = None) -> None:
        """Open a site without pages; without ``robots`` there is no robots.txt."""
        self.robots = robots
        self.pages: dict[str, FakePage] = {}
        self.files: dict[str, FakePage] = {}
        self.requests: list[str] = []
        self.headers: list[dict[str, str]] = []
        self._faults: list[Fault] = []
        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.site = self
        self.origin = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.hang_up()
        self._server.server_close()
        self._thread.join()

    def url(self, path: str) -> str:
        """Give the address of a path."""
        return self.origin + path

    def add(self, path: str, *blocks: Any, lastmod: str = "", head: str = "") -> FakePage:
        """Add a page with JSON-LD blocks: texts as they are, other values as JSON."""
        scripts = "".join(
            '<script type="application/ld+json">'
            f"{block if isinstance(block, str) else json.dumps(block)}</script>"
            for block in blocks
        )
        html = f"<!DOCTYPE html><html><head>{head}{scripts}</head><body><p>Hi</body></html>"
        self.pages[path] = FakePage(html, lastmod)
        return self.pages[path]

    def add_work(self, path: str, *, lastmod: str = "", **stated: Any) -> FakePage:
        """Add a page of one learning resource, called like its path."""
        work = {"@context": "https://schema.org", "@type": "LearningResource", "name": path}
        return self.add(path, {**work, **stated}, lastmod=lastmod)

    def add_file(self, path: str, body: str | bytes, *, zipped: bool = False) -> None:
        """Add another document."""
        content = body.encode() if isinstance(body, str) else body
        kind = "application/gzip" if zipped else "application/xml"
        self.files[path] = FakePage(gzip.compress(content) if zipped else content, "", kind)

    def sitemap(self, *paths: str) -> str:
        """Give a sitemap of pages; of those listed when none is named."""
        entries = "".join(
            f"<url><loc>{escape(self.url(path))}</loc>"
            + (f"<lastmod>{page.lastmod}</lastmod>" if page.lastmod else "")
            + "</url>"
            for path, page in self.pages.items()
            if path in paths or (not paths and page.listed)
        )
        return f'<?xml version="1.0"?><urlset xmlns="{SITEMAP}">{entries}</urlset>'

    def index(self, *paths: str) -> str:
        """Give an index of sitemaps."""
        entries = "".join(f"<sitemap><loc>{self.url(path)}</loc></sitemap>" for path in paths)
        return f'<sitemapindex xmlns="{SITEMAP}">{entries}</sitemapindex>'

    def fail(self, kind: str, path: str, *, times: int | None = 1, value: str = "") -> None:
        """Let something go wrong.

        Args:
            kind: An HTTP status (``value``: Retry-After or Location), ``reset``, ``half-body`` or
                ``huge`` (``value``: megabytes).
            path: Where.
            times: How often it happens; None for always.
            value: See there.
        """
        self._faults.append(Fault(kind, path, times, value))

    def asked(self, path: str) -> int:
        """Count the requests of a path."""
        return self.requests.count(path)

    def take_fault(self, path: str) -> Fault | None:
        """Give the fault that hits a request, and use it up."""
        for fault in self._faults:
            if fault.path == path:
                if fault.times is not None:
                    fault.times -= 1
                    if not fault.times:
                        self._faults.remove(fault)
                return fault
        return None

    def find(self, path: str) -> FakePage | None:
        """Give what is at a path."""
        if path == "/robots.txt" and self.robots is not None:
            return FakePage(self.robots, content_type="text/plain")
        if path in self.files:
            return self.files[path]
        if path == "/sitemap.xml":
            return FakePage(self.sitemap(), content_type="application/xml")
        return self.pages.get(path)


class Server(ThreadingHTTPServer):
    """Keeps its connections, so that none is left open at the end."""

    daemon_threads = False
    site: WebSite

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._open: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End every connection."""
        for request in list(self._open):
            try:
                request.shutdown(socket.SHUT_RDWR)
            except OSError:
                self._open.discard(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that hang up are part of the tests."""


class Handler(BaseHTTPRequestHandler):
    """Sends what is at a path, with its faults."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        """Answer a request."""
        site = self.server.site
        site.requests.append(self.path)
        site.headers.append({name.lower(): value for name, value in self.headers.items()})
        fault = site.take_fault(self.path)
        page = site.find(self.path)
        if fault is not None:
            self._fail(fault, page)
        elif page is None:
            self._send(404, b"not here", {})
        else:
            self._send_page(page)

    def _send_page(self, page: FakePage) -> None:
        body = page.body.encode() if isinstance(page.body, str) else page.body
        etag = f'"{sha256(body).hexdigest()[:16]}"'
        if self.headers.get("If-None-Match") == etag:
            self._send(304, b"", {"ETag": etag})
        else:
            headers = {"Content-Type": page.content_type, "ETag": etag, **page.headers}
            self._send(200, body, headers)

    def _send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _fail(self, fault: Fault, page: FakePage | None) -> None:
        if fault.kind.isdecimal():
            status = int(fault.kind)
            name = "Location" if 300 <= status < 400 else "Retry-After"
            self._send(status, b"no", {name: fault.value} if fault.value else {})
            return
        self.close_connection = True
        if fault.kind == "reset":
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            return
        size = int(float(fault.value or 1) * 1_000_000)
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Connection", "close")
        if fault.kind == "half-body":
            self.send_header("Content-Length", str(size))
        self.end_headers()
        body = b"x" * size if page is None or fault.kind == "huge" else bytes(page.body, "utf-8")
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""
