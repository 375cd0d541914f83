from itertools import count as counted

import msgspec
import pytest

from harvester.errors import SourceLoop
from harvester.guards import LoopGuard
from harvester.records import ListedRecord, PageHead

_numbers = counted()


def page(count: int = 1, token: str = "", size: int | None = None) -> PageHead:
    """Give a page of records that no other page has."""
    records = tuple(ListedRecord(f"oai:a:{next(_numbers)}", "2026-01-01", "") for _ in range(count))
    return PageHead(listed=records, token=token, complete_list_size=size)


def test_ordinary_list_passes():
    guard = LoopGuard()

    for each in (page(100, "a", 250), page(100, "b", 250), page(50, "", 250)):
        guard.check(each)


def test_token_that_is_handed_out_again_stops():
    guard = LoopGuard()
    guard.check(page(1, "a"))

    with pytest.raises(SourceLoop, match="same resumption token"):
        guard.check(page(1, "a"))


def test_tokens_that_take_turns_stop():
    guard = LoopGuard()
    guard.check(page(1, "a"))
    guard.check(page(1, "b"))

    with pytest.raises(SourceLoop, match="same resumption token"):
        guard.check(page(1, "a"))


def test_same_records_under_ever_new_tokens_stop():
    guard, again = LoopGuard(), page(2)
    for number in range(3):
        guard.check(msgspec.structs.replace(again, token=f"token-{number}"))

    with pytest.raises(SourceLoop, match="sent the same records 4 times"):
        guard.check(msgspec.structs.replace(again, token="token-3"))


def test_page_that_comes_twice_between_others_passes():
    guard, again = LoopGuard(), page(2)

    for number, each in enumerate((again, again, page(2), again, again, page(2))):
        guard.check(msgspec.structs.replace(each, token=f"token-{number}"))


def test_token_that_a_continued_run_asked_with_is_known():
    guard = LoopGuard(token="a")

    with pytest.raises(SourceLoop, match="same resumption token"):
        guard.check(page(1, "a"))


def test_third_empty_page_in_a_row_stops():
    guard = LoopGuard()
    for token in "ab":
        guard.check(page(0, token))

    with pytest.raises(SourceLoop, match="without a record"):
        guard.check(page(0, "c"))


def test_empty_pages_between_full_ones_pass():
    guard = LoopGuard()

    for number, count in enumerate((0, 0, 1, 0, 0, 1, 0)):
        guard.check(page(count, f"token-{number}"))


def test_list_far_longer_than_announced_stops():
    guard = LoopGuard()

    for number in range(13):
        guard.check(page(100, f"token-{number}", 150))

    with pytest.raises(SourceLoop, match="announced 150 records and has already sent 1400"):
        guard.check(page(100, "token-13", 150))


def test_size_that_is_that_of_the_page_says_nothing_of_the_list():
    guard = LoopGuard()

    for number in range(30):
        guard.check(page(100, f"token-{number}", 100))


def test_list_that_grows_a_little_while_it_is_read_passes():
    guard = LoopGuard()

    for number in range(12):
        guard.check(page(100, f"token-{number}", 1000))
