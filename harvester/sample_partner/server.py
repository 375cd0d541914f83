"""The sample partner over HTTP, on loopback."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from harvester.sample_partner.records import load_records
from harvester.sample_partner.repository import SampleRepository

PATH = "/oai"
MAX_BODY_BYTES = 100_000


class Handler(BaseHTTPRequestHandler):
    """Answers GET and POST at ``/oai``; everything else is not found."""

    server: "SamplePartnerServer"
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer a request whose arguments stand in the address."""
        self.reply(urlsplit(self.path).query)

    def do_POST(self) -> None:
        """Answer a request whose arguments are a form."""
        length = min(int(self.headers.get("Content-Length") or 0), MAX_BODY_BYTES)
        self.reply(self.rfile.read(length).decode("utf-8", "replace"))

    def reply(self, query: str) -> None:
        """Send the repository's answer."""
        is_known = urlsplit(self.path).path == PATH
        pairs = parse_qsl(query, keep_blank_values=True)
        body = self.server.repository.respond(pairs) if is_known else b"The repository is at /oai\n"
        self.send_response(200 if is_known else 404)
        self.send_header("Content-Type", "text/xml; charset=utf-8" if is_known else "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Keep quiet."""


class SamplePartnerServer(ThreadingHTTPServer):
    """Serves the sample repository on ``127.0.0.1``; port 0 takes a free one."""

    daemon_threads = True

    def __init__(self, port: int, *, page_size: int = 20) -> None:
        """Listen; ``serve_forever`` answers."""
        super().__init__(("127.0.0.1", port), Handler)
        self.base_url = f"http://127.0.0.1:{self.server_port}{PATH}"
        self.repository = SampleRepository(
            load_records(), base_url=self.base_url, page_size=page_size
        )
