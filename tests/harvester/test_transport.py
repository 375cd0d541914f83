"""The deadline of all socket operations."""

import threading

import httpcore
import pytest

from harvester.transport import Deadline


def test_deadline_bounds_the_time_out_of_one_operation():
    deadline = Deadline(threading.Event())
    deadline.start(50)

    assert deadline.bound(10) == 10
    assert 40 < deadline.bound(90) <= 50
    assert 40 < deadline.bound(None) <= 50


def test_deadline_that_was_put_off_leaves_more_time():
    deadline = Deadline(threading.Event())
    deadline.start(1)
    deadline.extend(100)

    assert 90 < deadline.remaining() <= 101


def test_deadline_that_has_passed_allows_nothing():
    deadline = Deadline(threading.Event())
    deadline.start(-1)

    with pytest.raises(httpcore.ReadTimeout):
        deadline.bound(10)


def test_deadline_stopped_from_outside_allows_nothing():
    stop = threading.Event()
    deadline = Deadline(stop)
    deadline.start(50)
    stop.set()

    with pytest.raises(httpcore.ReadTimeout):
        deadline.bound(10)
