import pytest

from harvester.errors import SourceLoop
from harvester.guards import LoopGuard
from harvester.records import ListedRecord, PageHead


def page(count: int = 1, token: str = "", size: int | None = None) -> PageHead:
    records = tuple(ListedRecord(f"oai:a:{number}", "2026-01-01", "") for number in range(count))
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

    for number in range(10):
        guard.check(page(100, f"token-{number}", 10))

    with pytest.raises(SourceLoop, match="announced 10 records and has already sent 1100"):
        guard.check(page(100, "token-10", 10))


def test_list_that_grows_a_little_while_it_is_read_passes():
    guard = LoopGuard()

    for number in range(12):
        guard.check(page(100, f"token-{number}", 1000))
