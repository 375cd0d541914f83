"""Build the search index anew beside the one in use, then swap them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from search import services
from search.errors import SearchError


class Command(BaseCommand):
    help = (
        "Build the search index anew; searches go on in the old one until the new one is complete."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--wait",
            type=float,
            default=60,
            metavar="SECONDS",
            help="how long to wait for another process that is writing the index (default 60)",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        columns = (TextColumn("indexing"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        console = Console(stderr=True)
        try:
            with Progress(*columns, console=console, transient=True) as bar:
                task = bar.add_task("indexing", total=None)

                def show(progress: services.IndexProgress) -> None:
                    total = progress.written + progress.remaining
                    bar.update(task, completed=progress.written, total=total)

                progress = services.rebuild(wait_seconds=options["wait"], report=show)
        except SearchError as error:
            raise CommandError(f"The index was not rebuilt: {error}.") from error
        self.stdout.write(f"{progress.written} records indexed.")
