"""Whoever asks a host outside of a run takes turns with all workers, over the database."""

import subprocess
import threading
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from harvester import claims, endings, hosts
from harvester.errors import EndpointBusy
from harvester.evidence.queue import look_at_next, want
from harvester.fetch import open_client
from harvester.models import EvidenceCheck, HarvestRun, HostTurn
from harvester.probe import probe_source
from tests.factories import make_endpoint, make_resource
from tests.fakes.network import LOOPBACK
from tests.fakes.oaipmh_server import FakeRecord, OaiServer
from tests.fakes.web_site import WebSite
from tests.harvester.fleet import killed

pytestmark = pytest.mark.django_db
ELSEWHERE = "elsewhere:1:1:1"
LATER = timedelta(minutes=5)


def at_work(url: str) -> HarvestRun:
    return HarvestRun.objects.create(
        endpoint=make_endpoint(base_url=url),
        state="running",
        lease_owner=ELSEWHERE,
        lease_until=datetime.now(UTC) + LATER,
    )


def taken_elsewhere(host: str, *, until: datetime | None = None) -> HostTurn:
    until = until or datetime.now(UTC) + LATER
    return HostTurn.objects.create(host=host, owner=ELSEWHERE, until=until)


def identify(url: str, **options) -> None:
    with hosts.SharedTurns(**options) as turns, open_client(url, LOOPBACK, turns=turns) as client:
        client.identify()


@pytest.fixture
def server():
    with OaiServer([FakeRecord("oai:fake:1")]) as running:
        yield running


def test_host_of_a_run_that_makes_no_room_is_busy_and_not_asked(server):
    at_work(server.url)

    with pytest.raises(EndpointBusy, match="try again in a minute"):
        identify(server.url)

    assert server.requests == []
    assert not HostTurn.objects.exists()


def test_host_that_somebody_else_has_is_busy_and_stays_theirs(server):
    turn = taken_elsewhere(f"127.0.0.1:{server.port}")

    with pytest.raises(EndpointBusy):
        identify(server.url, patience_seconds=0.2)

    assert server.requests == []
    assert list(HostTurn.objects.values_list("owner", flat=True)) == [turn.owner]


@pytest.mark.parametrize("how", ["late", "dead"])
def test_turn_of_somebody_who_is_gone_is_had_by_the_next(server, how):
    owner = hosts.leases.own_name().split(":")
    dead = ":".join([owner[0], owner[1], "1", "1"])  # this process id, begun at another time
    turn = taken_elsewhere(f"127.0.0.1:{server.port}")
    fields = {"owner": dead} if how == "dead" else {"until": datetime.now(UTC) - LATER}
    HostTurn.objects.filter(pk=turn.pk).update(**fields)

    identify(server.url)

    assert server.asked("Identify") == 1
    assert not HostTurn.objects.exists()


def test_host_is_let_go_when_its_request_fails(server):
    server.fail("404", verb="Identify")

    with pytest.raises(Exception, match="404"):
        identify(server.url)

    assert not HostTurn.objects.exists()


def test_one_host_is_had_at_a_time(server):
    with OaiServer() as other, hosts.SharedTurns() as turns:
        for each in (server, other):
            with open_client(each.url, LOOPBACK, turns=turns) as client:
                client.identify()
        had = list(HostTurn.objects.values_list("host", flat=True))

    assert had == [f"127.0.0.1:{other.port}"]


def test_no_run_begins_at_a_host_that_is_asked():
    endpoint = make_endpoint(base_url="https://a.example/oai")
    run = HarvestRun.objects.create(endpoint=endpoint, state="queued")
    turn = taken_elsewhere("a.example")

    assert claims.take_next() is None
    with pytest.raises(EndpointBusy, match="looked at"):
        claims.take_run(endpoint, is_full=False)
    turn.delete()
    assert claims.take_next() == run


def test_replay_begins_at_a_host_that_is_asked():
    endpoint = make_endpoint(base_url="https://a.example/oai")
    run = HarvestRun.objects.create(endpoint=endpoint, state="queued", kind="replay")
    taken_elsewhere("a.example")

    assert claims.take_next() == run


def test_run_sees_that_somebody_waits_for_its_host():
    run = at_work("https://a.example/oai")
    before = hosts.is_wanted(run)
    taken_elsewhere("b.example")
    beside = hosts.is_wanted(run)
    taken_elsewhere("a.example")

    assert (before, beside, hosts.is_wanted(run)) == (False, False, True)


@pytest.mark.django_db(transaction=True)
def test_somebody_waits_until_the_run_has_made_room(server):
    run = at_work(server.url)
    asked_while_at_work = []

    def make_room() -> None:
        while not hosts.is_wanted(run):
            time.sleep(0.01)
        asked_while_at_work.extend(server.requests)
        endings.put_back(run)
        connection.close()

    worker = threading.Thread(target=make_room)
    worker.start()
    identify(server.url, patience_seconds=30)
    worker.join()

    assert asked_while_at_work == []
    assert server.asked("Identify") == 1
    assert [each.pk for each in claims.list_ready()] == [run.pk]


@pytest.mark.django_db(transaction=True)
def test_of_many_that_reach_for_a_host_at_once_one_has_it():
    make_endpoint(base_url="https://a.example/oai")
    HarvestRun.objects.create(endpoint=make_endpoint(base_url="https://a.example/2"))
    together, won = threading.Barrier(6), []

    def reach(number: int) -> None:
        together.wait()
        if number == 0:
            won.extend([run] if (run := claims.take_next()) else [])
        else:
            name = f"elsewhere:1:1:{number}"
            if hosts.take("a.example", name):
                if hosts.is_run_at("a.example"):
                    HostTurn.objects.filter(owner=name).delete()
                else:
                    won.append(name)
        connection.close()

    threads = [threading.Thread(target=reach, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(won) <= 1


def test_work_at_a_host_that_is_being_harvested_is_looked_at_another_time():
    with WebSite() as site:
        site.add("/1")
        at_work(site.url("/oai"))
        work = make_resource("A work", url=site.url("/1"))
        want([work.id])
        before = datetime.now(UTC)

        look_at_next(policy=LOOPBACK)

    check = EvidenceCheck.objects.get()
    assert site.requests == []
    assert check.is_wanted
    assert check.due_at < before + timedelta(hours=1)


QUEUE_A_HARVEST = """
from harvester.endpoints import register_endpoint
from harvester.fetch import open_client, policy_from_settings
from harvester.schedule import request_run
with open_client("{url}", policy_from_settings()) as client:
    request_run(register_endpoint(client, "{url}"), is_full=False)
"""
PROBE = "from harvester.probe import probe_source; print(probe_source('{url}').report.list_size)"


@pytest.mark.slow
def test_worker_pages_and_commands_ask_a_host_for_one_thing_at_a_time(instance):
    """Processes of their own: a worker at a long list, two probes and a registration."""
    instance.settings["COMMONLOOM_ALLOW_HOSTS"] = "127.0.0.1"
    records = [
        FakeRecord(f"oai:fake:{number:03}", datestamp=f"2026-01-01T00:00:{number // 10:02}Z")
        for number in range(300)
    ]
    with OaiServer(records, page_size=2) as server, ExitStack() as stack:
        server.fail("slow", times=None, value="0.1")
        command = QUEUE_A_HARVEST.format(url=server.url)
        instance.manage("shell", "--verbosity=0", "--command", command)
        environment, log = instance.environment, instance.folder / "work.log"
        written = stack.enter_context(log.open("wb"))
        work = subprocess.Popen(instance.command("work"), env=environment, stderr=written)
        stack.enter_context(killed(work))
        while server.asked("ListRecords") < 3:
            assert work.poll() is None, log.read_text()
            time.sleep(0.01)
        commands = [
            ("shell", "--verbosity=0", "--command", PROBE.format(url=server.url)),
            ("shell", "--verbosity=0", "--command", PROBE.format(url=server.url)),
            ("harvest", f"{server.url}/", "--no-index"),
        ]
        others = [
            stack.enter_context(
                killed(
                    subprocess.Popen(
                        instance.command(*each),
                        env=environment,
                        stdout=subprocess.PIPE,
                        stderr=subprocess.PIPE,
                        text=True,
                    )
                )
            )
            for each in commands
        ]
        told = [process.communicate(timeout=120) for process in others]
        listed = server.asked("ListRecords")
        while server.asked("ListRecords") < listed + 3:
            assert work.poll() is None, log.read_text()
            time.sleep(0.01)

    assert server.busiest == 1
    assert server.asked("Identify") >= 3
    for out, error in told:
        assert "300" in out or "try again in a minute" in error or "being harvested" in error


def test_probe_of_a_host_that_is_being_harvested_says_so(server, settings):
    settings.HARVEST_ALLOWED_HOSTS = ["127.0.0.1"]
    at_work(server.url)

    with pytest.raises(EndpointBusy):
        probe_source(server.url, patience_seconds=0)

    assert server.requests == []
