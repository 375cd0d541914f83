"""``manage.py explain_languages``: say how statements of language are read."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from repository.metadata.languages import normalize_language


class Command(BaseCommand):
    help = (
        "Read statements of language from standard input, one a line; write each, a tab, and its "
        "BCP 47 tags (comma-separated, or - where none is recognised)."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        for line in sys.stdin:
            stated = line.rstrip("\r\n")
            self.stdout.write(f"{stated}\t{','.join(normalize_language(stated)) or '-'}")
