"""The recorded records of dozens of real repositories, harvested end to end over real sockets."""

import json
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.corpus import corpus_path, tool_path
from tests.services.instance import Instance
from tests.services.processes import free_port

pytestmark = pytest.mark.slow


@contextmanager
def partner(*options: str) -> Iterator[tuple[str, int]]:
    """Serve the corpus; gives the base URL and how many records it serves."""
    corpus_path("oai")
    command = [sys.executable, str(tool_path("serve_corpus.py")), "--port", str(free_port())]
    with subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True) as process:
        try:
            url, count, *_ = process.stdout.readline().split()
            yield url, int(count)
        finally:
            process.kill()


def harvest(instance: Instance, url: str, *options: str) -> dict:
    done = instance.manage("harvest", url, "--json", *options)
    result = json.loads(done.stdout.splitlines()[-1])
    outcomes = ("created", "updated", "unchanged", "deleted", "failed", "held")
    assert set(result) == {"run", "state", "seen", "seconds", *outcomes}
    assert result["seen"] == sum(result[name] for name in outcomes)
    return result


def fetch_json(url: str, **query: str | int) -> dict:
    with urllib.request.urlopen(f"{url}?{urllib.parse.urlencode(query)}") as answer:
        return json.load(answer)


def list_resources(site: str) -> dict[str, tuple]:
    """Walk the API; gives what each source identifier became."""
    found, url = {}, f"{site}/api/v1/resources?page_size=500&is_withdrawn=all"
    while url:
        with urllib.request.urlopen(url) as answer:
            page = json.load(answer)
        for each in page["results"]:
            found[each["source_identifier"]] = (each["datestamp"], each["is_withdrawn"])
        url = page["next"]
    return found


def test_recorded_dublin_core_is_accounted_for_found_and_stable(instance):
    instance.settings["COMMONLOOM_ALLOW_HOSTS"] = "127.0.0.1"
    with partner() as (url, count):
        first = harvest(instance, url)
        with instance.serve() as site:
            before = list_resources(site)
            found = fetch_json(f"{site}/api/v1/search", q="")
            subject = fetch_json(f"{site}/api/v1/search", q="education")
        second = harvest(instance, url, "--full")
        with instance.serve() as site:
            after = list_resources(site)

    assert (first["state"], first["seen"]) == ("completed", count)
    assert first["created"] + first["deleted"] == len(before)
    assert second["unchanged"] + second["failed"] == count
    assert second["failed"] == first["failed"]
    assert after == before
    assert found["count"] == first["created"]
    assert subject["count"] > 0


def test_recorded_lom_is_accounted_for_and_stable(instance):
    instance.settings["COMMONLOOM_ALLOW_HOSTS"] = "127.0.0.1"
    with partner("--prefix", "lom", "--bare", str(corpus_path("lom"))) as (url, count):
        first = harvest(instance, url)
        second = harvest(instance, url, "--full")

    assert (first["state"], first["seen"], first["failed"]) == ("completed", count, 0)
    assert second["unchanged"] == count
