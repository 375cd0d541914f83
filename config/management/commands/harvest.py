"""``manage.py harvest``: one harvest in the foreground."""

import json
from argparse import ArgumentParser
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config import terminal
from config.preparation import require_current_database
from harvester.endpoints import (
    clean_base_url,
    find_endpoint,
    register_endpoint,
    register_site,
)
from harvester.errors import EndpointBusy, EndpointError
from harvester.fetch import open_client, policy_from_settings
from harvester.hosts import PATIENCE_SECONDS, SharedTurns
from harvester.http import HttpClient
from harvester.models import Endpoint, HarvestRun
from harvester.pipeline import run_harvest

FAILED = 1
TRY_LATER = 75
"""Exit codes; the second is EX_TEMPFAIL of sysexits.h."""


class Command(BaseCommand):
    help = (
        "Harvest an OAI-PMH repository; it is registered if it is new. "
        "Exit code 0 only when its list was read to the end; 75 when it has to be tried later, "
        "because the source asks for patience or another worker is at it."
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
        parser.add_argument(
            "--no-index", action="store_true", help="leave it to a worker to make it findable"
        )
        parser.add_argument("--json", action="store_true", help="end with one JSON object")

    def handle(self, *_args: str, url: str, full: bool, sitemap: bool, **options: Any) -> None:
        require_current_database()
        begun = perf_counter()
        run, problem, code = None, "", FAILED
        try:
            endpoint = (self.site if sitemap else self.repository)(url, options)
            run = self.harvest(endpoint, is_full=full)
            problem = run.message if run.state != HarvestRun.State.COMPLETED else ""
            code = TRY_LATER if run.state == HarvestRun.State.WAITING else FAILED
        except EndpointBusy as error:
            problem, code = str(error), TRY_LATER
        except EndpointError as error:
            problem = str(error)
        except KeyboardInterrupt:
            message = "stopped - the same command goes on from the last complete page"
            raise CommandError(message, returncode=terminal.STOPPED) from None
        seconds = perf_counter() - begun
        if run is not None:
            if run.message and not problem:
                self.stderr.write(run.message)
            terminal.tell_rejections(run, self.stderr)
            if not options["no_index"]:
                terminal.index(self.stderr)
        self.tell_result(run, seconds, as_json=options["json"])
        if problem:
            raise CommandError(problem, returncode=code)

    def site(self, url: str, options: dict[str, Any]) -> Endpoint:
        """Find a web site's endpoint, or register it."""
        with (
            SharedTurns(patience_seconds=PATIENCE_SECONDS) as turns,
            HttpClient(policy_from_settings(), turns=turns) as http,
        ):
            return register_site(http, url, name=options["name"])

    def repository(self, url: str, options: dict[str, Any]) -> Endpoint:
        """Find a repository's endpoint, or register it."""
        base_url = clean_base_url(url)
        prefix, set_spec = options["prefix"], options["set_spec"]
        known = find_endpoint(base_url, metadata_prefix=prefix, set_spec=set_spec)
        if known is not None:
            return known
        with (
            SharedTurns(patience_seconds=PATIENCE_SECONDS) as turns,
            open_client(base_url, policy_from_settings(), turns=turns) as client,
        ):
            return register_endpoint(
                client, base_url, metadata_prefix=prefix, set_spec=set_spec, name=options["name"]
            )

    def harvest(self, endpoint: Endpoint, *, is_full: bool) -> HarvestRun:
        """Run it behind a progress bar."""
        return terminal.watched(
            endpoint.provider.name,
            lambda report: run_harvest(endpoint, is_full=is_full, report=report),
        )

    def tell_result(self, run: HarvestRun | None, seconds: float, *, as_json: bool) -> None:
        """Print the summary, or the JSON object."""
        if as_json:
            self.stdout.write(json.dumps(terminal.result_of(run, seconds)))
        elif run is not None:
            self.stdout.write(terminal.line_of(run, seconds))
