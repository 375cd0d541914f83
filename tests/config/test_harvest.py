"""The foreground harvest as an operator meets it: words, numbers and exit code."""

import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from harvester.models import HarvestRun
from repository.models import LearningResource
from tests.fakes.oaipmh_server import FakeRecord, OaiServer
from tests.fakes.web_site import WebSite
from tests.services.instance import Instance
from tests.services.processes import free_port

pytestmark = pytest.mark.django_db
OUTCOMES = ("created", "updated", "unchanged", "deleted", "failed", "held")


@pytest.fixture
def server(settings, tmp_path) -> Iterator[OaiServer]:
    settings.HARVEST_ALLOWED_HOSTS = ["127.0.0.1"]
    settings.SEARCH_URL = f"tantivy:{tmp_path / 'search'}"
    records = [FakeRecord(f"oai:fake:{number}", title=f"Lesson {number}") for number in range(25)]
    with OaiServer(records) as running:
        yield running


def harvest(url: str, *options: str) -> tuple[list[str], str, str]:
    """Run the command; gives its lines, what it wrote to stderr, and its error."""
    out, err, problem = StringIO(), StringIO(), ""
    try:
        call_command("harvest", url, *options, stdout=out, stderr=err)
    except CommandError as error:
        problem = str(error)
    return out.getvalue().splitlines(), err.getvalue(), problem


def test_complete_harvest_says_what_it_did(server):
    lines, _, problem = harvest(server.url)

    assert problem == ""
    assert "completed, 25 records in" in lines[-1]
    assert "25 created, 0 updated, 0 unchanged, 0 deleted, 0 failed" in lines[-1]


def test_json_is_the_last_line_and_adds_up(server):
    server.records[3].is_deleted = True

    lines, _, problem = harvest(server.url, "--json")

    result = json.loads(lines[-1])
    assert problem == ""
    assert list(result) == ["run", "state", "seen", *OUTCOMES, "seconds"]
    assert result["seen"] == sum(result[name] for name in OUTCOMES) == 25
    assert (result["state"], result["deleted"]) == ("completed", 1)


def test_rejected_record_is_named_with_what_to_do(server):
    server.records[3].title = ""

    _, told, problem = harvest(server.url)

    assert "rejected oai:fake:3: no title: add at least one dc:title" in told
    assert problem == ""


def test_source_of_untitled_records_only_is_an_error(server):
    server.records[:] = [FakeRecord("oai:fake:0", title="")]

    lines, told, problem = harvest(server.url, "--json")

    assert "no title" in told
    assert problem == "1 of 1 records were rejected"
    assert json.loads(lines[-1])["state"] == "partial"


@pytest.mark.parametrize(
    ("fault", "value", "words"),
    [
        ("html", "", "web page"),
        ("not-oai", "", "not an OAI-PMH repository"),
        ("doctype", "", "DOCTYPE"),
        ("404", "", "404"),
        ("truncated", "", ""),
        ("huge", "200", "MB"),
    ],
)
def test_unusable_answer_is_one_clear_line_and_loses_nothing(server, fault, value, words):
    harvest(server.url)
    server.fail(fault, verb="ListRecords", times=None, value=value)

    lines, _, problem = harvest(server.url, "--full", "--json")

    assert "\n" not in problem
    assert words in problem
    assert server.url in problem
    assert " - " in problem, "does not say what to do"
    assert json.loads(lines[-1])["state"] == "failed"
    assert LearningResource.objects.filter(is_withdrawn=False).count() == 25


@pytest.mark.parametrize("fault", ["html", "not-oai", "doctype", "404"])
def test_address_that_is_no_repository_is_one_clear_line(server, fault):
    server.fail(fault, verb="Identify", times=None)

    lines, _, problem = harvest(server.url, "--json")

    assert "\n" not in problem
    assert server.url in problem
    assert json.loads(lines[-1]) | {"seconds": 0} == {
        "run": None, "state": "failed", "seen": 0, **dict.fromkeys(OUTCOMES, 0), "seconds": 0,
    }  # fmt: skip


def test_dead_host_is_one_clear_line(server):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}/oai"

    _, _, problem = harvest(address)

    assert "\n" not in problem
    assert address in problem


def test_private_address_is_refused_with_the_setting_to_change(server, settings):
    settings.HARVEST_ALLOWED_HOSTS = []

    _, _, problem = harvest(server.url)

    assert "COMMONLOOM_ALLOW_HOSTS" in problem
    assert server.requests == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--prefix", "mods"), "no metadata format 'mods'"),
        (("--set", "history"), "it has no sets"),
    ],
)
def test_unknown_format_or_set_is_one_clear_line(server, options, words):
    _, _, problem = harvest(server.url, *options)

    assert words in problem
    assert "\n" not in problem


def test_database_that_was_never_made_is_one_clear_line(tmp_path):
    fresh = Instance(folder=tmp_path / "fresh", port=free_port())

    done = fresh.manage("harvest", "https://partner.example/oai", may_fail=True)

    assert done.returncode != 0
    assert done.stderr.splitlines()[-1].endswith("python manage.py migrate (make run does it)")
    assert "Traceback" not in done.stderr


def test_web_site_is_harvested_by_its_sitemap(server):
    with WebSite() as site:
        for number in range(3):
            course = {"@context": "https://schema.org", "@type": "Course", "name": f"Tea {number}"}
            site.add(f"/{number}", course)
        address = site.url("/sitemap.xml")

        lines, _, problem = harvest(address, "--sitemap", "--json")
        first = json.loads(lines[-1])
        lines, _, _ = harvest(address, "--sitemap", "--full", "--json")

    assert problem == ""
    assert (first["state"], first["created"]) == ("completed", 3)
    assert json.loads(lines[-1])["unchanged"] == 3
    assert LearningResource.objects.filter(title="Tea 1").exists()


def test_address_without_a_sitemap_is_one_clear_line(server):
    _, _, problem = harvest(server.url, "--sitemap")

    assert "\n" not in problem
    assert "sitemap" in problem


def test_source_that_asks_for_patience_is_told_with_an_exit_code_of_its_own(server):
    server.fail("503", value="3600")

    with pytest.raises(CommandError, match="left alone until") as first:
        call_command("harvest", server.url, stdout=StringIO(), stderr=StringIO())
    with pytest.raises(CommandError, match="left alone until") as second:
        call_command("harvest", server.url, stdout=StringIO(), stderr=StringIO())

    assert (first.value.returncode, second.value.returncode) == (75, 75)
    assert server.asked("ListRecords") == 1


def test_endpoint_that_a_worker_is_at_is_told_with_the_same_exit_code(server):
    harvest(server.url)
    HarvestRun.objects.update(
        state="running",
        lease_owner="elsewhere:1:1:1",
        lease_until=datetime.now(UTC) + timedelta(minutes=1),
    )

    with pytest.raises(CommandError, match="elsewhere") as caught:
        call_command("harvest", server.url, stdout=StringIO(), stderr=StringIO())

    assert caught.value.returncode == 75


def test_what_a_complete_run_has_to_say_is_told(server):
    server.url, address = "https://new.example.org/oai", server.url

    _, told, problem = harvest(address)

    assert "the repository calls itself https://new.example.org/oai" in told
    assert problem == ""


def test_index_is_left_to_a_worker_on_demand(server, settings):
    settings.SEARCH_URL = "tantivy:/dev/null/nowhere"

    _, told, problem = harvest(server.url, "--no-index")

    assert (told, problem) == ("", "")
