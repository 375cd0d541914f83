"""Answers that were fetched ahead are found again, each as long as it may be on its way."""

import os
import time
from pathlib import Path

import pytest

from harvester import ahead
from harvester.ahead import Ahead
from harvester.http import HttpAnswer

pytestmark = pytest.mark.database_independent


def answer(number: int) -> HttpAnswer:
    return HttpAnswer(url=f"u{number}", body=b"<OAI-PMH/>\x00", headers={"a": "b"}, has_moved=True)


def urls_found(folder: Path, count: int) -> list[int]:
    return [number for number in range(count) if Ahead(folder).find(f"u{number}")]


def test_answer_is_found_by_the_next_worker(tmp_path):
    Ahead(tmp_path / "1").keep("u1", answer(1))

    assert Ahead(tmp_path / "1").find("u1") == answer(1)
    assert Ahead(tmp_path / "1").find("u2") is None
    assert Ahead(tmp_path / "2").find("u1") is None


def test_only_the_last_answers_are_kept_whoever_kept_them(tmp_path):
    first = Ahead(tmp_path)
    for number in range(6):
        first.keep(f"u{number}", answer(number))
    before = urls_found(tmp_path, 6)

    second = Ahead(tmp_path)
    for number in range(6, 9):
        second.keep(f"u{number}", answer(number))

    assert (before, urls_found(tmp_path, 9)) == ([1, 2, 3, 4, 5], [4, 5, 6, 7, 8])
    assert len(list(tmp_path.iterdir())) == ahead.KEPT


def test_answer_that_was_of_no_use_is_fetched(tmp_path):
    Ahead(tmp_path).keep("u1", answer(1))
    later = Ahead(tmp_path)

    assert later.find("u1") == answer(1)
    assert later.find("u1") is None


@pytest.mark.parametrize("damage", [lambda body: body[:10], lambda _: b"", lambda _: b"\xc1"])
def test_damaged_file_is_fetched_again(tmp_path, damage):
    Ahead(tmp_path).keep("u1", answer(1))
    [file] = tmp_path.iterdir()
    file.write_bytes(damage(file.read_bytes()))

    assert Ahead(tmp_path).find("u1") is None


def test_old_answer_is_fetched_again(tmp_path):
    Ahead(tmp_path).keep("u1", answer(1))
    [file] = tmp_path.iterdir()
    old = time.time() - ahead.KEPT_SECONDS - 1
    os.utime(file, (old, old))

    assert Ahead(tmp_path).find("u1") is None


def test_folder_that_cannot_be_written_costs_a_request_only(tmp_path, caplog):
    (tmp_path / "file").write_text("in the way")

    Ahead(tmp_path / "file").keep("u1", answer(1))

    assert Ahead(tmp_path / "file").find("u1") is None
    assert "could not be kept" in caplog.text


def test_end_of_a_list_takes_its_answers_and_those_of_lists_nobody_ended(tmp_path):
    for name in ("ended", "lost", "going-on"):
        Ahead(tmp_path / name).keep("u1", answer(1))
    old = time.time() - ahead.KEPT_SECONDS - 1
    os.utime(tmp_path / "lost", (old, old))

    ahead.forget(tmp_path / "ended")

    assert [folder.name for folder in tmp_path.iterdir()] == ["going-on"]
