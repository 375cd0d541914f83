"""Make the vectors by which records are found by their meaning."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

from search.errors import SearchError
from search.semantic import is_installed


class Command(BaseCommand):
    help = "Make the vectors of records that have none yet; it can be stopped and goes on later."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--limit", type=int, metavar="CHANGES", help="stop after so many")

    def handle(self, *_args: Any, limit: int | None, **_options: Any) -> None:
        if not is_installed():
            raise CommandError(
                "Search by meaning is not installed; install the extra: pip install '.[semantic]'."
            )
        from search.semantic import services  # noqa: PLC0415 - needs the extra

        columns = (
            "embedding",
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        try:
            with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
                task = bar.add_task("embedding", total=None)

                def show(progress: services.EmbeddingProgress) -> None:
                    total = progress.embedded + progress.remaining
                    bar.update(task, completed=progress.embedded, total=total)

                progress = services.embed_changes(limit=limit, report=show)
        except SearchError as error:
            raise CommandError(f"Nothing was done: {error}.") from error
        self.stdout.write(f"{progress.embedded} records embedded, {progress.remaining} to come.")
