"""A long list is handed over to another process, whenever that process happens to be ready."""

import time

import pytest

from harvester import remote
from harvester.errors import EndpointError
from harvester.fetch import open_client
from harvester.reading import ListRequest
from harvester.remote import ListReader
from tests.fakes.network import LOOPBACK
from tests.fakes.oaipmh_server import FakeRecord, OaiServer


@pytest.fixture(autouse=True)
def every_list_is_long(monkeypatch):
    monkeypatch.setattr(remote, "LONG_LIST_PAGES", 0)


def read_page(reader: ListReader) -> list[str] | None:
    head = reader.head()
    if head is None:
        return None
    reader.ask(range(len(head.listed)))
    return [record.deposit.source_identifier for record in reader.body().storable]


def ask_for_next(reader: ListReader) -> bool:
    head = reader.head()
    if head is not None:
        reader.ask(range(len(head.listed)))
    return head is not None


def wait_until_ready(reader: ListReader) -> None:
    for _ in range(1000):
        if reader.remote.is_ready:
            return
        time.sleep(0.01)
    pytest.fail("the other process never came up")


@pytest.mark.parametrize("ready_behind_page", [1, 2, 3])
def test_every_record_is_read_once_wherever_the_list_is_handed_over(ready_behind_page):
    records = [FakeRecord(f"oai:x:{number:02}") for number in range(25)]
    pages = []
    with OaiServer(records) as server, open_client(server.url, LOOPBACK) as client:
        with ListReader(client, ListRequest(metadata_prefix="oai_dc")) as reader:
            while (page := read_page(reader)) is not None:
                pages.append(page)
                if len(pages) == ready_behind_page:
                    wait_until_ready(reader)
            was_handed_over = reader.reader is reader.remote
        asked = server.asked("ListRecords")

    found = [identifier for page in pages for identifier in page]
    assert found == [record.identifier for record in records]
    assert asked == 3
    assert was_handed_over or ready_behind_page == 3


@pytest.mark.parametrize("ready_behind_page", [1, 2])
def test_bodies_come_in_the_order_in_which_they_were_asked_for(ready_behind_page):
    records = [FakeRecord(f"oai:x:{number:02}") for number in range(35)]
    found = []
    with (
        OaiServer(records) as server,
        open_client(server.url, LOOPBACK) as client,
        ListReader(client, ListRequest(metadata_prefix="oai_dc")) as reader,
    ):
        asked = 0
        while ask_for_next(reader):
            asked += 1
            if asked == ready_behind_page:
                wait_until_ready(reader)
            if asked > 1:
                found += reader.body().storable
        found += reader.body().storable

    assert [each.deposit.source_identifier for each in found] == [
        record.identifier for record in records
    ]


def test_page_that_was_asked_for_is_given_when_the_next_one_cannot_be_had():
    records = [FakeRecord(f"oai:x:{number:02}") for number in range(35)]
    with (
        OaiServer(records) as server,
        open_client(server.url, LOOPBACK) as client,
        ListReader(client, ListRequest(metadata_prefix="oai_dc")) as reader,
    ):
        read_page(reader)
        wait_until_ready(reader)
        server.fail("403", times=None, page=3)
        assert ask_for_next(reader)
        with pytest.raises(EndpointError, match="403"):
            ask_for_next(reader)
        identifiers = [each.deposit.source_identifier for each in reader.body().storable]

    assert identifiers == [record.identifier for record in records[10:20]]


def test_only_what_is_wanted_of_a_page_is_given_though_all_was_wanted_before():
    records = [FakeRecord(f"oai:x:{number:02}") for number in range(60)]
    found = []
    with (
        OaiServer(records) as server,
        open_client(server.url, LOOPBACK) as client,
        ListReader(client, ListRequest(metadata_prefix="oai_dc")) as reader,
    ):
        read_page(reader)
        wait_until_ready(reader)
        for wanted in (range(10), range(10), [0, 7], [], range(10)):
            reader.head()
            reader.ask(wanted)
            found.append([each.deposit.source_identifier for each in reader.body().storable])
        assert reader.head() is None

    assert found[2:4] == [["oai:x:30", "oai:x:37"], []]
    assert [len(page) for page in found] == [10, 10, 2, 0, 10]


def test_rest_lets_the_answer_on_its_way_come_and_asks_for_no_other():
    records = [FakeRecord(f"oai:x:{number:03}") for number in range(200)]
    with (
        OaiServer(records) as server,
        open_client(server.url, LOOPBACK) as client,
        ListReader(client, ListRequest(metadata_prefix="oai_dc")) as reader,
    ):
        read_page(reader)
        wait_until_ready(reader)
        ask_for_next(reader)
        ask_for_next(reader)
        reader.body()
        reader.remote.rest()
        asked = server.asked("ListRecords")
        time.sleep(0.3)

        assert server.asked("ListRecords") == asked
        assert asked < 7
