"""Say how the search index stands."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.status import find_status


class Command(BaseCommand):
    help = (
        "Say which search engine is in use, what it lacks, what is in its index and how far the"
        " index is behind the catalogue; ends with an error while the engine does not answer."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        status = find_status()
        written = f"{status.written_at:%Y-%m-%d %H:%M:%S} UTC" if status.written_at else "never"
        behind = f"{status.lag} changes behind the catalogue" if status.lag else "level"
        if not status.is_available:
            raise CommandError(f"{status.fault}. Last written: {written}; {behind}.")
        self.stdout.write(f"Engine:    {status.engine}")
        self.stdout.write(f"Index:     {status.index_name or 'none yet'}")
        self.stdout.write(f"Documents: {status.documents}")
        self.stdout.write(f"Position:  {status.position}, {behind}; last written: {written}")
