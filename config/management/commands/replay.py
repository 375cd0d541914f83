"""``manage.py replay``: map kept records again, in the foreground, without the network."""

import json
from argparse import ArgumentParser
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config import terminal
from config.preparation import require_current_database
from harvester.endpoints import clean_base_url
from harvester.errors import EndpointError
from harvester.models import Endpoint, HarvestRun
from harvester.pipeline import run_harvest

FINE = {HarvestRun.State.COMPLETED, HarvestRun.State.PARTIAL}


class Command(BaseCommand):
    help = (
        "Map the kept records of an endpoint again, as if its source had sent them anew; nothing "
        "is asked of the source. A replay that was broken off goes on where it stopped. "
        "Exit code 0 only when every record was gone through."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("endpoint", nargs="?", default="", help="number or base URL")
        parser.add_argument("--all", action="store_true", help="every endpoint")
        parser.add_argument(
            "--outdated",
            action="store_true",
            help="only what an older version of the crosswalks has mapped",
        )
        parser.add_argument("--json", action="store_true", help="end with a JSON object a run")

    def handle(self, *_args: str, endpoint: str, outdated: bool, **options: Any) -> None:
        require_current_database()
        problems = []
        for each in self.chosen(endpoint, is_all=options["all"]):
            try:
                run = self.replay(each, is_full=not outdated, as_json=options["json"])
            except EndpointError as error:
                problems.append(str(error))
                continue
            if run.state not in FINE:
                problems.append(f"{each}: {run.state} {run.message}".rstrip())
        terminal.index(self.stderr)
        if problems:
            raise CommandError("\n".join(problems))

    def chosen(self, named: str, *, is_all: bool) -> list[Endpoint]:
        """Give the endpoints to replay: by number, all of a base URL, or all."""
        if bool(named) == is_all:
            raise CommandError("name an endpoint by its number or base URL, or give --all")
        endpoints = Endpoint.objects.select_related("provider").order_by("pk")
        if named.isdecimal():
            endpoints = endpoints.filter(pk=int(named))
        elif named:
            endpoints = endpoints.filter(base_url__in={named, clean_base_url(named)})
        found = list(endpoints)
        if named and not found:
            known = "\n".join(f"{each.pk}  {each}" for each in Endpoint.objects.order_by("pk")[:50])
            advice = f"these are:\n{known}" if known else "none is; harvest it first"
            raise CommandError(f"'{named}' is not registered; {advice}")
        return found

    def replay(self, endpoint: Endpoint, *, is_full: bool, as_json: bool) -> HarvestRun:
        """Replay one endpoint and say what came of it."""
        begun = perf_counter()
        try:
            run = terminal.watched(
                endpoint.provider.name,
                lambda report: run_harvest(
                    endpoint, is_full=is_full, kind=HarvestRun.Kind.REPLAY, report=report
                ),
            )
        except KeyboardInterrupt:
            message = "stopped - the same command goes on from the last complete page"
            raise CommandError(message, returncode=terminal.STOPPED) from None
        seconds = perf_counter() - begun
        terminal.tell_rejections(run, self.stderr)
        told = json.dumps(terminal.result_of(run, seconds)) if as_json else ""
        self.stdout.write(told or terminal.line_of(run, seconds))
        return run
