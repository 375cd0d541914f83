"""``manage.py harvest``: one harvest in the foreground."""

import json
from argparse import ArgumentParser
from collections import Counter
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from config.preparation import require_current_database
from harvester.endpoints import (
    clean_base_url,
    find_endpoint,
    register_endpoint,
    register_site,
)
from harvester.errors import EndpointError
from harvester.fetch import open_client, policy_from_settings
from harvester.http import HttpClient
from harvester.models import Endpoint, HarvestRun
from harvester.pipeline import run_harvest
from search.errors import SearchError
from search.services import index_changes

SHOWN_REJECTIONS = 10
STOPPED = 130
"""Exit code of a program ended by Ctrl-C, as shells give it."""


class Command(BaseCommand):
    help = (
        "Harvest an OAI-PMH repository; it is registered if it is new. "
        "Exit code 0 only when its list was read to the end."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "url", help="base URL of the repository, e.g. https://oer.example.org/oai"
        )
        parser.add_argument(
            "--prefix", default="", help="metadata format; default: the richest one known here"
        )
        parser.add_argument("--set", default="", dest="set_spec", help="only this set")
        parser.add_argument("--name", default="", help="what to call the provider")
        parser.add_argument(
            "--sitemap",
            action="store_true",
            help="the address is a web site: harvest the JSON-LD in the pages of its sitemap",
        )
        parser.add_argument(
            "--full", action="store_true", help="everything, not only what has changed"
        )
        parser.add_argument("--json", action="store_true", help="end with one JSON object")

    def handle(self, *_args: str, url: str, full: bool, sitemap: bool, **options: Any) -> None:
        require_current_database()
        begun = perf_counter()
        run, problem = None, ""
        try:
            endpoint = (self.site if sitemap else self.repository)(url, options)
            run = self.harvest(endpoint, is_full=full)
            problem = run.message if run.state != HarvestRun.State.COMPLETED else ""
        except EndpointError as error:
            problem = str(error)
        except KeyboardInterrupt:
            message = "stopped - the same command goes on from the last complete page"
            raise CommandError(message, returncode=STOPPED) from None
        seconds = perf_counter() - begun
        if run is not None:
            self.tell_rejections(run)
            self.index()
        self.tell_result(run, seconds, as_json=options["json"])
        if problem:
            raise CommandError(problem)

    def site(self, url: str, options: dict[str, Any]) -> Endpoint:
        """Find a web site's endpoint, or register it."""
        with HttpClient(policy_from_settings()) as http:
            return register_site(http, url, name=options["name"])

    def repository(self, url: str, options: dict[str, Any]) -> Endpoint:
        """Find a repository's endpoint, or register it."""
        base_url = clean_base_url(url)
        prefix, set_spec = options["prefix"], options["set_spec"]
        known = find_endpoint(base_url, metadata_prefix=prefix, set_spec=set_spec)
        if known is not None:
            return known
        with open_client(base_url, policy_from_settings()) as client:
            return register_endpoint(
                client, base_url, metadata_prefix=prefix, set_spec=set_spec, name=options["name"]
            )

    def harvest(self, endpoint: Endpoint, *, is_full: bool) -> HarvestRun:
        """Run it behind a progress bar; without a terminal, silently."""
        progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            disable=not Console(stderr=True).is_terminal,
        )
        begun = perf_counter()
        with progress:
            bar = progress.add_task(endpoint.provider.name, total=None, rate="")

            def report(run: HarvestRun) -> None:
                rate = run.seen_count / max(perf_counter() - begun, 0.001)
                rejected = f", {run.failed_count} rejected" if run.failed_count else ""
                progress.update(
                    bar,
                    completed=run.seen_count,
                    total=run.complete_list_size,
                    rate=f"{rate:,.0f} records/s{rejected}",
                )

            return run_harvest(endpoint, is_full=is_full, report=report)

    def tell_rejections(self, run: HarvestRun) -> None:
        """Say which records were rejected, and why: the first ones, then how many of each cause."""
        issues = run.issues.order_by("id")
        for issue in issues[:SHOWN_REJECTIONS]:
            self.stderr.write(
                f"rejected {issue.identifier or 'a record without identifier'}: {issue.reason}"
            )
        causes = Counter(issues.values_list("reason", flat=True))
        if sum(causes.values()) > SHOWN_REJECTIONS:
            for reason, count in causes.most_common(SHOWN_REJECTIONS):
                self.stderr.write(f"rejected in all {count}: {reason}")

    def index(self) -> None:
        """Make what was harvested findable at once; a worker would do the same a moment later."""
        try:
            index_changes()
        except SearchError as error:
            self.stderr.write(f"not searchable yet: {error}")

    def tell_result(self, run: HarvestRun | None, seconds: float, *, as_json: bool) -> None:
        """Print the summary, or the JSON object."""
        result = {
            "run": run and run.pk,
            "state": run.state if run else HarvestRun.State.FAILED.value,
            "seen": run.seen_count if run else 0,
            "created": run.created_count if run else 0,
            "updated": run.updated_count if run else 0,
            "unchanged": run.unchanged_count if run else 0,
            "deleted": run.deleted_count if run else 0,
            "failed": run.failed_count if run else 0,
            "seconds": round(seconds, 3),
        }
        if as_json:
            self.stdout.write(json.dumps(result))
        elif run is not None:
            outcomes = ("created", "updated", "unchanged", "deleted", "failed")
            counts = ", ".join(f"{result[name]} {name}" for name in outcomes)
            line = f"{run.endpoint}: {run.state}, {result['seen']} records in {seconds:.1f} s"
            self.stdout.write(f"{line}: {counts}")
