"""Every work in doubt has its turn, and none is two workers' at once."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from harvester.evidence import choosing
from harvester.evidence.choosing import CLAIM, WORKS_A_HOST, release, take
from harvester.evidence.queue import want
from harvester.models import EvidenceCheck, EvidenceWalk
from repository.deposits import deposit_of
from repository.metadata.record import LicenseFinding, ResourceMetadata
from repository.services import store_resources
from tests.factories import make_provider, make_resource

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _seeking(settings):
    settings.SEEK_EVIDENCE = True


def store(host, count, license_class="unknown"):
    """Store works of a host, the later call's being the newer ones; give their ids."""
    deposits = [
        deposit_of(
            f"{host}:{license_class}:{number}",
            ResourceMetadata(
                titles={"en": ("Algebra",)},
                url=f"https://{host}/{number}",
                license=LicenseFinding(license_class=license_class),
            ),
        )
        for number in range(count)
    ]
    stored = store_resources(provider=make_provider(host.partition(".")[0]), deposits=deposits)
    return {each.resource_id for each in stored}


def finish(ids):
    """Note that works were looked at, as it is done after a look."""
    again = datetime.now(UTC) + timedelta(days=180)
    EvidenceCheck.objects.filter(pk__in=ids).update(due_at=again, claimed_until=None)


@pytest.mark.parametrize("limit", [1, 7, 20])
def test_every_work_in_doubt_is_taken_once(limit, monkeypatch):
    monkeypatch.setattr(choosing, "WINDOW", 10)
    monkeypatch.setattr(choosing, "CANDIDATES", 5)
    ids = store("a.example", 23) | store("b.example", 9, "conflict") | store("c.example", 1)

    taken = []
    for _ in range(200):  # a round may find nothing new in what it passes
        chosen = take(limit)
        finish(chosen)
        taken += chosen

    assert sorted(taken) == sorted(ids)


def test_a_large_new_source_does_not_keep_older_works_waiting(monkeypatch):
    monkeypatch.setattr(choosing, "WINDOW", 100)
    monkeypatch.setattr(choosing, "CANDIDATES", 50)
    old = store("old.example", 2)
    store("large.example", 300)

    rounds = 0
    while EvidenceCheck.objects.filter(pk__in=old).count() < len(old):
        finish(take(20))
        rounds += 1

    assert rounds <= 300 / 50 + 1
    assert EvidenceCheck.objects.count() <= len(old) + rounds * WORKS_A_HOST


def test_unknown_works_have_their_turn_while_conflicts_are_left():
    conflicts, unknown = store("a.example", 5, "conflict"), store("b.example", 5)

    order = ["conflict" if take(1)[0] in conflicts else "unknown" for _ in range(4)]

    assert order == ["conflict", "unknown", "conflict", "unknown"]
    assert unknown


def test_works_due_again_have_their_turn_while_new_ones_are_left():
    old = store("old.example", 1)
    finish(take(20))
    EvidenceCheck.objects.update(due_at=datetime.now(UTC) - timedelta(minutes=1))
    store("new.example", 50)

    assert old & set(take(5))


def test_the_walk_goes_on_after_a_restart(monkeypatch):
    monkeypatch.setattr(choosing, "WINDOW", 4)
    store("a.example", 12)
    first = take(3)

    walk = EvidenceWalk.objects.get(stream="unknown")

    assert walk.resource_id == first[-1]
    assert not set(take(3)) & set(first)


def test_a_claimed_work_is_nobody_else_s_even_when_it_is_wanted_meanwhile():
    work = make_resource(url="https://a.example/1", license=LicenseFinding(license_class="unknown"))
    assert take(1) == [work.id]

    want([work.id])

    assert take(1) == []
    EvidenceCheck.objects.update(claimed_until=datetime.now(UTC) - timedelta(seconds=1))
    assert take(1) == [work.id], "who had it has died"
    release([work.id])
    assert take(1) == [work.id]
    assert EvidenceCheck.objects.get().claimed_until > datetime.now(UTC) + CLAIM / 2


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_moment_take_different_works():
    ids = {key for number in range(25) for key in store(f"host-{number}.example", 4)}
    want(list(ids)[:10])
    begin, taken, lock = threading.Barrier(4), [], threading.Lock()

    def work():
        try:
            begin.wait()
            while chosen := take(3):
                with lock:
                    taken.extend(chosen)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    assert len(taken) == len(set(taken)), "some work was two workers' at once"
    assert set(taken) == ids
