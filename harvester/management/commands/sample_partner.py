"""``manage.py sample_partner``: a correct OAI-PMH repository to try things on."""

import contextlib
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from harvester.sample_partner.server import SamplePartnerServer


class Command(BaseCommand):
    help = "Serve the sample partner, an OAI-PMH repository of open works, on 127.0.0.1."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8900, help="0 takes a free one")
        parser.add_argument("--page-size", type=int, default=20, help="records a page")

    def handle(self, *_args: str, port: int, page_size: int, **_options: Any) -> None:
        with SamplePartnerServer(port, page_size=page_size) as server:
            self.stdout.write(server.base_url)
            self.stdout.flush()
            with contextlib.suppress(KeyboardInterrupt):
                server.serve_forever()
