import threading
from time import monotonic

import pytest
from django.db import connection, transaction

from repository import clock, selectors
from repository.deposits import deposit_of
from repository.metadata.record import ResourceMetadata
from repository.services import store_resources
from tests.factories import make_provider


@pytest.mark.django_db(transaction=True)
def test_reader_that_settles_waits_for_a_writer_and_then_sees_its_change():
    provider = make_provider("partner")
    stamped, may_commit = threading.Event(), threading.Event()

    def write() -> None:
        try:
            with transaction.atomic():
                record = ResourceMetadata(titles={"en": ("Late",)})
                store_resources(provider=provider, deposits=[deposit_of("oai:a:1", record)])
                stamped.set()
                may_commit.wait(10)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert stamped.wait(10)
    threading.Timer(0.3, may_commit.set).start()
    begun = monotonic()

    until = clock.settled_now()

    assert may_commit.is_set(), f"did not wait: {monotonic() - begun:.3f} s"
    [resource] = selectors.list_resources(until=until)
    assert resource.title == "Late"
    writer.join()


@pytest.mark.django_db(transaction=True)
def test_writers_do_not_wait_for_each_other_on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    together = threading.Barrier(2, timeout=10)
    broken = []

    def write() -> None:
        try:
            with transaction.atomic():
                clock.stamp()
                together.wait()
        except threading.BrokenBarrierError as error:
            broken.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
