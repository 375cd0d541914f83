"""One decision over many records while people search: how much longer do they wait?

    python bench/decision.py [--records 50000] [--searches 400] [--json]

Starts a private PostgreSQL (or takes the empty, migrated database of DATABASE_URL), fills it with
records of which most state the same, and serves it with gunicorn and one worker as in production.
Searches one after another, first at rest, then from the moment a curator decides until the job is
done and the index is level. Prints the medians and their ratio, and whether every row, search hit
and OAI record agrees afterwards, again after undoing.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import perf_counter, sleep
from urllib.parse import quote

import httpx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.services import postgresql  # noqa: E402 - the project is found by the line above
from tests.services.processes import free_port  # noqa: E402

STATED = "Free for schools; see our terms of use."
CHOSEN = "CC-BY-SA-4.0"
OTHERS = 10
"""One record of so many states something else."""
WORDS = (
    *("algebra", "geometry", "poetry", "history", "biology", "planets", "rivers", "music"),
    *("painting", "grammar", "energy", "climate", "cells", "trade", "voting", "maps", "stories"),
    *("fractions", "gravity", "weather"),
)
PAGE_SIZE = 1_000
TOKEN = re.compile(r"<resumptionToken[^>]*>([^<]+)</resumptionToken>")


def fill(records: int) -> None:
    """Store the records, count their statements, index them."""
    from licensing.verdicts import read_verdict  # noqa: PLC0415 - Django has to be set up
    from repository.deposits import deposit_of  # noqa: PLC0415
    from repository.metadata.record import LicenseFinding, ResourceMetadata  # noqa: PLC0415
    from repository.models import Provider  # noqa: PLC0415
    from repository.rights.counting import count_statements  # noqa: PLC0415
    from repository.services import store_resources  # noqa: PLC0415
    from search.services import index_changes  # noqa: PLC0415

    provider = Provider.objects.create(slug="partner", name="Partner")
    findings = {}
    for text in (STATED, "https://creativecommons.org/licenses/by/4.0/"):
        read = read_verdict([text])
        findings[text] = LicenseFinding(
            **{name: getattr(read, name) for name in LicenseFinding.__struct_fields__}
        )
    for begin in range(0, records, PAGE_SIZE):
        deposits = []
        for number in range(begin, min(begin + PAGE_SIZE, records)):
            stated = list(findings)[number % OTHERS == 0]
            words = [WORDS[(number * step) % len(WORDS)] for step in (1, 3, 7)]
            metadata = ResourceMetadata(
                titles={"en": (f"{' '.join(words)} {number}",)},
                descriptions={"en": (" ".join(WORDS[number % 7 :]) * 4,)},
                languages=("en",),
                rights_statements=(stated,),
                license=findings[stated],
            )
            deposits.append(deposit_of(f"oai:partner.example:{number}", metadata))
        store_resources(provider=provider, deposits=deposits)
    count_statements()
    index_changes(wait_seconds=60)


@contextmanager
def running(*command: str) -> Iterator[None]:
    """Run a process of the site."""
    process = subprocess.Popen([sys.executable, *command], cwd=ROOT)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


class Searcher:
    """Somebody who searches, one search after another."""

    def __init__(self, url: str) -> None:
        self.url, self.count = url, 0
        self.client = httpx.Client(timeout=120)
        for _ in range(200):
            try:
                self.client.get(f"{url}/about").raise_for_status()
                break
            except httpx.TransportError:
                sleep(0.1)

    def search(self) -> float:
        """Search once; give the seconds it took."""
        self.count += 1
        words = [WORDS[(self.count * step) % len(WORDS)] for step in (1, 7)]
        begun = perf_counter()
        self.client.get(f"{self.url}/search", params={"q": " ".join(words)}).raise_for_status()
        return perf_counter() - begun

    def count_hits(self, **filters: str) -> int:
        """Give how many hits a filter has."""
        return self.client.get(f"{self.url}/api/v1/search", params=filters).json()["count"]

    def count_in_lists(self, text: str) -> int:
        """Give how many records of the whole OAI list hold a text."""
        query, count = "metadataPrefix=oai_dc", 0
        while True:
            page = self.client.get(f"{self.url}/oai?verb=ListRecords&{query}").text
            count += sum(text in record for record in page.split("<record>")[1:])
            if not (token := TOKEN.search(page)):
                return count
            query = f"resumptionToken={quote(token[1])}"


def is_settled() -> bool:
    """Tell whether no decision is on its way, to the records or to the index."""
    from licensing.models import RightsJob  # noqa: PLC0415 - Django has to be set up
    from search.backends import get_backend  # noqa: PLC0415
    from search.services import is_level  # noqa: PLC0415

    return not RightsJob.objects.exclude(state="done").exists() and is_level(get_backend())


def measure(searcher: Searcher, begin: object) -> tuple[list[float], float]:
    """Search from when something is begun until it has settled; give the times, and how long."""
    begin()
    begun, times = perf_counter(), []
    while not times or not is_settled():
        times += [searcher.search() for _ in range(5)]
    return times, perf_counter() - begun


def agree(searcher: Searcher, records: int, *, is_decided: bool) -> bool:
    """Tell whether rows, hits and lists all say what was decided."""
    from repository.models import LearningResource  # noqa: PLC0415 - Django has to be set up

    expected = (records - -(-records // OTHERS)) if is_decided else 0
    rows = LearningResource.objects.filter(license_id=CHOSEN).count()
    hits = searcher.count_hits(license=CHOSEN)
    listed = searcher.count_in_lists("creativecommons.org/licenses/by-sa/4.0/")
    marked = searcher.count_in_lists("licence is being changed")
    return (rows, hits, listed, marked) == (expected, expected, expected, 0)


def run(records: int, searches: int) -> dict[str, object]:
    """Do it all; give what was measured."""
    import django  # noqa: PLC0415 - the environment is ready only now

    django.setup()
    from django.contrib.auth import get_user_model  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    from licensing.models import RightsJob, RightsStatement  # noqa: PLC0415
    from licensing.services import answers, decisions  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    fill(records)
    user = get_user_model().objects.create_superuser("curator", password="x")
    statement = RightsStatement.objects.get(texts_json__contains="schools")
    choice = decisions.Choice(action="license", license_id=CHOSEN, reason="They say so.")
    done = []
    with (
        running("-m", "gunicorn", "--config=python:config.gunicorn", "config.wsgi"),
        running("manage.py", "work"),
    ):
        searcher = Searcher(f"http://127.0.0.1:{os.environ['PORT']}")
        for _ in range(20):
            searcher.search()
        rest = [searcher.search() for _ in range(searches)]
        during, seconds = measure(
            searcher,
            lambda: done.append(
                decisions.decide(user=user, statement=statement, choice=choice).decision
            ),
        )
        is_right = agree(searcher, records, is_decided=True)
        undoing, _seconds = measure(
            searcher, lambda: answers.undo(user=user, decision=done[0], reason="Back.")
        )
        is_restored = agree(searcher, records, is_decided=False)
    job = RightsJob.objects.order_by("created_at").first()
    return {
        "records": records,
        "job_seconds": (job.finished_at - job.started_at).total_seconds(),
        "settled_seconds": seconds,
        "searches": len(during),
        "median_at_rest_ms": statistics.median(rest) * 1000,
        "median_during_ms": statistics.median(during) * 1000,
        "worst_during_ms": max(during) * 1000,
        "ratio": statistics.median(during) / statistics.median(rest),
        "ratio_of_undoing": statistics.median(undoing) / statistics.median(rest),
        "all_agree": is_right,
        "all_agree_after_undo": is_restored,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=50_000)
    parser.add_argument("--searches", type=int, default=400)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
        if "DATABASE_URL" not in os.environ:
            programs = postgresql.find_programs()
            os.environ["DATABASE_URL"] = stack.enter_context(postgresql.cluster(programs, {}))
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "COMMONLOOM_DATA": folder,
            "COMMONLOOM_OAI_PAGE_SIZE": "500",
            "PORT": str(free_port()),
        }
        os.environ.pop("SEARCH_URL", None)
        found = run(options.records, options.searches)
        if options.json:
            print(json.dumps(found))
            return
        for name, value in found.items():
            print(f"{name:22} {value:,.2f}" if isinstance(value, float) else f"{name:22} {value}")


if __name__ == "__main__":
    main()
