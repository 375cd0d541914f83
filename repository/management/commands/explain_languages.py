"""``manage.py explain_languages``: say how statements of language are read."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from repository.metadata.languages import normalize_language


class Command(BaseCommand):
    help = (
        "Read statements of language from standard input (UTF-8), one a line; write each, a tab, "
        "and its BCP 47 tags (comma-separated, or - where none is recognised)."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        # Bytes that are no UTF-8 come out as they went in, and a line is answered when it is read.
        for line in sys.stdin.buffer:
            stated = line.decode("utf-8", "surrogateescape").removesuffix("\n").removesuffix("\r")
            answer = f"{stated}\t{','.join(normalize_language(stated)) or '-'}\n"
            sys.stdout.buffer.write(answer.encode("utf-8", "surrogateescape"))
            sys.stdout.buffer.flush()
