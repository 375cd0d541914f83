"""The foreground replay as an operator meets it: words, numbers, exit code, and no network."""

import json
import subprocess
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from harvester.models import Endpoint, HarvestedRecord, HarvestRun
from tests.factories import make_endpoint
from tests.fakes.oaipmh_server import FakeRecord, OaiServer
from tests.services.instance import Instance

pytestmark = pytest.mark.django_db
WORK = """
from harvester.models import Endpoint
from harvester.pipeline import run_harvest
run_harvest(
    Endpoint.objects.get(),
    is_full=True,
    kind="replay",
    report=lambda run: print("page", run.page_number, flush=True),
)
"""


@pytest.fixture
def base_url(settings, tmp_path) -> str:
    """The address of a repository that was harvested and is gone."""
    settings.HARVEST_ALLOWED_HOSTS = ["127.0.0.1"]
    settings.SEARCH_URL = f"tantivy:{tmp_path / 'search'}"
    records = [FakeRecord(f"oai:fake:{number}", title=f"Lesson {number}") for number in range(25)]
    with OaiServer([*records, FakeRecord("oai:fake:bad", title="")]) as running:
        call_command("harvest", running.url, stdout=StringIO(), stderr=StringIO())
        return running.url


def replay(*arguments: str) -> tuple[list[str], str, str]:
    """Run the command; gives its lines, what it wrote to stderr, and its error."""
    out, err, problem = StringIO(), StringIO(), ""
    try:
        call_command("replay", *arguments, stdout=out, stderr=err)
    except CommandError as error:
        problem = str(error)
    return out.getvalue().splitlines(), err.getvalue(), problem


@pytest.mark.parametrize("arguments", [(), ("1", "--all")])
def test_it_must_be_said_what_to_replay(arguments):
    _, _, problem = replay(*arguments)

    assert problem == "name an endpoint by its number or base URL, or give --all"


def test_endpoint_that_is_not_registered_is_answered_with_those_that_are():
    endpoint = make_endpoint()

    _, _, problem = replay("https://nowhere.example/oai")

    assert problem.startswith("'https://nowhere.example/oai' is not registered; these are:")
    assert f"{endpoint.pk}  {endpoint}" in problem


@pytest.mark.parametrize("named", ["number", "base URL", "copied request", "all"])
def test_everything_is_mapped_again_without_the_source(base_url, named):
    arguments = {
        "number": str(Endpoint.objects.get().pk),
        "base URL": base_url,
        "copied request": f"{base_url}?verb=Identify",
        "all": "--all",
    }

    lines, told, problem = replay(arguments[named], "--json")

    result = json.loads(lines[-1])
    assert problem == ""
    assert "rejected oai:fake:bad: no title" in told
    assert (result["state"], result["seen"]) == ("completed", 26)
    assert (result["unchanged"], result["failed"]) == (25, 1)
    assert HarvestRun.objects.first().kind == "replay"


def test_outdated_alone(base_url):
    HarvestedRecord.objects.filter(identifier="oai:fake:3").update(crosswalk_version=0)

    lines, _, _ = replay(base_url, "--outdated")

    assert "completed, 1 records in" in lines[-1]


def test_endpoint_at_which_somebody_is_at_work_is_left_alone(base_url):
    HarvestRun.objects.update(
        state="running", lease_owner="elsewhere:1:1", lease_until="2100-01-01T00:00Z"
    )

    _, _, problem = replay(base_url)

    assert "elsewhere:1:1" in problem


@pytest.mark.slow
def test_killed_replay_goes_on_from_its_last_page(instance: Instance):
    instance.settings["COMMONLOOM_ALLOW_HOSTS"] = "127.0.0.1"
    records = [FakeRecord(f"oai:fake:{number}", title=f"Lesson {number}") for number in range(2600)]
    with OaiServer(records, page_size=1000) as server:
        instance.manage("harvest", server.url)
    with subprocess.Popen(
        instance.command("shell", "-c", WORK),
        env=instance.environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        while "page 2" not in process.stdout.readline():
            assert process.poll() is None, "ended before it could be killed"
        process.kill()

    done = instance.manage("replay", server.url, "--json")

    result = json.loads(done.stdout.splitlines()[-1])
    assert process.returncode == -9
    assert (result["state"], result["unchanged"], result["seen"]) == ("completed", 2600, 2600)
    # of a killed one the first pages are not gone through again
    assert (
        "2 "
        in instance.manage(
            "shell",
            "-c",
            "from harvester.models import HarvestRun as R; print(R.objects.count(), 'runs')",
        ).stdout
    )
