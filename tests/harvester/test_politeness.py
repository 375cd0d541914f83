"""One request at a time per host."""

import threading

import pytest

from harvester.errors import EndpointError
from harvester.politeness import HostTurns
from tests.fakes.network import Naps


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
