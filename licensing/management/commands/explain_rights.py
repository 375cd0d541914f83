"""``manage.py explain_rights``: say how rights statements are read."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from licensing.normalization import normalize


class Command(BaseCommand):
    help = (
        "Read rights statements from standard input (UTF-8), one a line; write for each, separated "
        "by tabs: the statement as it came, the licence id or -, the kind, the basis, and the "
        "confidence from 0 to 1."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--context", default="", help="vocabulary the statements are from, e.g. nl-lom"
        )

    def handle(self, *_args: Any, context: str = "", **_options: Any) -> None:
        # Bytes that are no UTF-8 come out as they went in, and a line is answered when it is read.
        for line in sys.stdin.buffer:
            stated = line.decode("utf-8", "surrogateescape").removesuffix("\n").removesuffix("\r")
            match = normalize(stated, context=context)
            answer = (stated, match.id or "-", match.kind, match.basis, f"{match.confidence:.2f}")
            sys.stdout.buffer.write("\t".join(answer).encode("utf-8", "surrogateescape") + b"\n")
            sys.stdout.buffer.flush()
