"""``manage.py recount_statements``: count all rights statements anew."""

from typing import Any

from django.core.management.base import BaseCommand

from repository.rights.counting import recount


class Command(BaseCommand):
    help = (
        "Count all rights statements of the catalogue anew. Needed only after the catalogue was "
        "changed by other means than this site's own; the background work keeps the counts."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"{recount():,} statements counted")
