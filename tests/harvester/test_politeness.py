"""One request at a time per host."""

import threading

import pytest

from harvester.errors import EndpointError
from harvester.politeness import HostTurns, place_of
from tests.fakes.network import Naps


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://A.example/oai?x=1", "a.example"),
        ("http://www.a.example:80/", "a.example"),
        ("https://a.example.:443/", "a.example"),
        ("http://a.example:8080/", "a.example:8080"),
        ("http://[::1]:8080/", "::1:8080"),
        ("not an address", ""),
    ],
)
def test_place_is_the_host_whatever_the_way_to_it(url, place):
    assert place_of(url) == place


def test_turn_of_one_host_is_had_by_one_thread_at_a_time():
    turns, inside, seen = HostTurns(), [], []

    def work():
        for _ in range(50):
            with turns.turn("a:80", pause_seconds=0, sleep=Naps(), stop=threading.Event()):
                inside.append(1)
                seen.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert seen == [1] * 200


def test_turns_of_two_hosts_are_independent():
    turns, stop = HostTurns(), threading.Event()

    with (
        turns.turn("a:80", pause_seconds=0, sleep=Naps(), stop=stop),
        turns.turn("b:80", pause_seconds=0, sleep=Naps(), stop=stop) as waited,
    ):
        assert waited >= 0


def test_turn_waiting_thread_can_be_stopped():
    turns, stop = HostTurns(), threading.Event()
    stop.set()

    with (
        turns.turn("a:80", pause_seconds=0, sleep=Naps(), stop=threading.Event()),
        pytest.raises(EndpointError) as caught,
        turns.turn("a:80", pause_seconds=0, sleep=Naps(), stop=stop),
    ):
        pass

    assert caught.value.code == "stopped"


def test_turn_after_a_failed_request_is_free_again():
    turns = HostTurns()
    with (
        pytest.raises(ValueError, match="failed"),
        turns.turn("a:80", pause_seconds=0, sleep=Naps(), stop=threading.Event()),
    ):
        raise ValueError("failed")

    with turns.turn("a:80", pause_seconds=0, sleep=Naps(), stop=threading.Event()) as waited:
        assert waited >= 0
