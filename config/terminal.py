"""Runs as a terminal shows them: a bar while they are under way, then their outcome in lines."""

from collections.abc import Callable
from time import perf_counter
from typing import TextIO

from django.core.management.base import OutputWrapper
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from harvester.follow_up import follow_up
from harvester.models import HarvestRun
from harvester.reports.rejected import count_causes
from search.errors import SearchError
from search.services import index_changes

SHOWN_REJECTIONS = 10
STOPPED = 130
"""Exit code of a program ended by Ctrl-C, as shells give it."""
OUTCOMES = ("created", "updated", "unchanged", "deleted", "failed", "held")

Report = Callable[[HarvestRun], None]
Output = TextIO | OutputWrapper


def watched(name: str, work: Callable[[Report], HarvestRun]) -> HarvestRun:
    """Do a run behind a progress bar; without a terminal, silently.

    Args:
        name: What the bar is called.
        work: Does the run, and reports it after every page.
    """
    console = Console(stderr=True)
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
    )
    begun = perf_counter()
    with progress:
        bar = progress.add_task(name, total=None, rate="")

        def report(run: HarvestRun) -> None:
            rate = run.seen_count / max(perf_counter() - begun, 0.001)
            rejected = f", {run.failed_count} rejected" if run.failed_count else ""
            progress.update(
                bar,
                completed=run.seen_count,
                total=run.complete_list_size,
                rate=f"{rate:,.0f} records/s{rejected}",
            )

        run = work(report)
    follow_up(run)
    return run


def tell_rejections(run: HarvestRun, output: Output) -> None:
    """Say which records were rejected, and why: the first ones, then how many of each cause."""
    issues = run.issues.order_by("id")
    for issue in issues[:SHOWN_REJECTIONS]:
        output.write(
            f"rejected {issue.identifier or 'a record without identifier'}: {issue.reason}\n"
        )
    if issues.count() > SHOWN_REJECTIONS:
        for cause, count in ((each.cause, each.count) for each in count_causes([run])):
            output.write(f"rejected in all {count}: {cause.label} - {cause.advice}\n")


def index(output: Output) -> None:
    """Make what was stored findable at once; a worker would do the same a moment later."""
    try:
        index_changes()
    except SearchError as error:
        output.write(f"not searchable yet: {error}\n")


def result_of(run: HarvestRun | None, seconds: float) -> dict[str, object]:
    """Give the outcome as one JSON object; without a run, of one that never began."""
    counts = {name: getattr(run, f"{name}_count") if run else 0 for name in ("seen", *OUTCOMES)}
    return {
        "run": run and run.pk,
        "state": run.state if run else HarvestRun.State.FAILED.value,
        **counts,
        "seconds": round(seconds, 3),
    }


def line_of(run: HarvestRun, seconds: float) -> str:
    """Give the outcome in one line."""
    counts = ", ".join(f"{getattr(run, f'{name}_count')} {name}" for name in OUTCOMES)
    return f"{run.endpoint}: {run.state}, {run.seen_count} records in {seconds:.1f} s: {counts}"
