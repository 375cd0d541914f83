"""Resumption tokens: those that die, lie, go round in circles or hold odd characters."""

import base64
import json
import re

import pytest

from harvester.pipeline import run_harvest
from tests.fakes.oaipmh_server import OaiServer, Reply
from tests.harvester.faults.outcomes import lists_asked, outcomes, titles

pytestmark = [pytest.mark.django_db, pytest.mark.database_independent]
TOKEN = re.compile(r"<resumptionToken[^>]*>([^<]*)</resumptionToken>")
ALL_NEW = {"created": 25}


def token(make):
    """Give an answer with another token element; ``make`` gets the right one's text."""
    return lambda answer: TOKEN.sub(lambda found: make(found[1]), answer)


def stated(**attributes: object):
    """Give an answer whose token element has these attributes and no others."""
    shown = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return token(lambda text: f"<resumptionToken{shown}>{text}</resumptionToken>")


def token_to(start: int) -> str:
    """Give a token of the fake repository, escaped, for the list that begins there."""
    state = {"from": "", "until": "", "set": "", "start": start}
    return "a+b&amp;c= " + base64.b64encode(json.dumps(state).encode()).decode()


ENDS = {
    "no-token-element": token(lambda _: ""),
    "empty-token": token(lambda _: "<resumptionToken/>"),
    "blank-token": token(lambda _: "<resumptionToken>\n \t</resumptionToken>"),
    "token-that-is-a-comment": token(lambda _: "<resumptionToken><!-- end --></resumptionToken>"),
}


@pytest.mark.parametrize("fault", ENDS.values(), ids=ENDS)
def test_list_ends_without_a_token(source, endpoint, fault):
    source.fail(fault, page=3)

    run = run_harvest(endpoint)

    assert (run.state, outcomes(run)) == ("completed", ALL_NEW)


SIZES = {
    "none": {},
    "nonsense": {"completeListSize": "many", "cursor": "here"},
    "negative": {"completeListSize": "-1", "cursor": "-10"},
    "zero": {"completeListSize": "0", "cursor": "0"},
    "size-of-the-page": {"completeListSize": "10", "cursor": "0"},
    "larger-than-any-column": {"completeListSize": "3000000000", "cursor": "3000000000"},
    "longer-than-any-number": {"completeListSize": "9" * 400, "cursor": "9" * 400},
    "cursor-that-stands-still": {"completeListSize": "25", "cursor": "0"},
    "cursor-that-counts-from-one": {"completeListSize": "25", "cursor": "11"},
    "other-digits": {"completeListSize": "٢٥", "cursor": "²"},
    "unknown-attributes": {"expirationDate": "1999-01-01T00:00:00Z", "total": "1"},
}


@pytest.mark.parametrize("attributes", SIZES.values(), ids=SIZES)
def test_complete_list_size_and_cursor_that_are_nonsense_harm_nothing(source, endpoint, attributes):
    source.fail(stated(**attributes), times=None)

    run = run_harvest(endpoint)

    assert (run.state, outcomes(run)) == ("completed", ALL_NEW), run.message


def test_complete_list_size_of_each_page_alone_is_no_loop(source, endpoint):
    """Some sources state how many records the page holds; 2,000 records are no circle of 10."""
    source.records[:] = [
        type(source.records[0])(f"oai:fake:{number:04}", "2026-01-01T00:00:00Z", f"Lesson {number}")
        for number in range(2400)
    ]
    source.page_size = 100
    source.fail(stated(completeListSize=100), times=None)

    run = run_harvest(endpoint)

    assert (run.state, outcomes(run)) == ("completed", {"created": 2400}), run.message


def test_complete_list_size_that_grows_while_the_list_is_read_is_no_loop(source, endpoint):
    for page, size in enumerate((11, 21, 25), start=1):
        source.fail(stated(completeListSize=size), page=page)

    run = run_harvest(endpoint)

    assert (run.state, outcomes(run)) == ("completed", ALL_NEW)


LOOPS = {
    "same-token-again": "same-token",
    "tokens-that-take-turns": token(lambda _: f"<resumptionToken>{token_to(0)}</resumptionToken>"),
    "empty-pages-with-tokens": "empty-page",
}


@pytest.mark.parametrize("fault", LOOPS.values(), ids=LOOPS)
def test_list_that_would_never_end_is_stopped_and_the_good_part_kept(source, endpoint, fault):
    source.fail(fault, page=2, times=None)

    run = run_harvest(endpoint)
    endpoint.refresh_from_db()

    assert run.state == "failed"
    assert "would never end" in run.message
    assert len(titles()) >= 10
    assert endpoint.checkpoint_at is None
    assert source.asked("ListRecords") < 10


def test_new_tokens_for_the_same_page_are_a_loop(source, endpoint):
    numbers = iter(range(1000))
    start = token_to(10)
    again = token(lambda _: f"<resumptionToken>{start}{'=' * 0} {next(numbers)}</resumptionToken>")
    source.fail(again, page=2, times=None)

    run = run_harvest(endpoint)

    assert run.state == "failed"
    assert "would never end" in run.message
    assert len(titles()) == 20
    assert source.asked("ListRecords") < 10


def test_token_of_the_last_page_that_is_repeated_ends_the_list(source, endpoint):
    again = token_to(20)
    last = f'<resumptionToken completeListSize="25" cursor="20">{again}</resumptionToken>'
    source.fail(token(lambda _: last), page=3, times=None)

    run = run_harvest(endpoint)

    assert (run.state, outcomes(run)) == ("completed", ALL_NEW), run.message
    assert source.asked("ListRecords") == 3


def test_empty_page_between_full_ones_is_gone_through(source, endpoint):
    bare = stated()
    source.fail(lambda answer: re.sub("<record>.*</record>", "", bare(answer)), page=2)
    for page in (1, 3):
        source.fail(bare, page=page)

    run = run_harvest(endpoint)

    assert (run.state, outcomes(run)) == ("completed", {"created": 15}), run.message


ODD = {
    "reserved": "a&amp;b=c+d/e?f#g;h%20%zz",
    "markup": "&lt;token x=&quot;1&quot;&gt;",
    "other-scripts": "標記 علامة метка",
    "not-in-unicode-planes-alone": "😀" * 10,
    "already-encoded": "from%3D2024-01-01%26set%3Da",
    "long": "x" * 3000,
    "looks-like-a-verb": "verb=Identify&amp;metadataPrefix=lom",
    "line-breaks-inside": "a&#10;b&#9;c",
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_token_with_characters_that_need_escaping_comes_back_as_it_was(source, endpoint, odd):
    plain = odd.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    plain = plain.replace("&#10;", "\n").replace("&#9;", "\t").replace("&amp;", "&")
    source.fail(token(lambda _: f"<resumptionToken>{odd}</resumptionToken>"), page=1)

    run_harvest(endpoint)

    assert plain in [each.get("resumptionToken") for each in source.requests]


@pytest.mark.parametrize(
    "fault",
    ["expired-token", "badArgument", "BADRESUMPTIONTOKEN", "400", "404", "500-with-the-error"],
)
def test_token_that_died_goes_on_from_the_last_record_of_an_ordered_list(source, endpoint, fault):
    break_off(source, fault)

    run = run_harvest(endpoint)

    assert (run.state, len(titles())) == ("completed", 25), run.message
    assert lists_asked(source)[-1]["from"] == source.records[19].datestamp
    assert outcomes(run) == {"created": 25, "unchanged": 1}


@pytest.mark.parametrize("fault", ["expired-token", "badArgument"])
def test_token_that_died_begins_the_window_again_where_the_list_has_no_order(
    source, endpoint, fault
):
    for number, record in enumerate(reversed(source.records)):
        record.identifier = f"oai:fake:{number:03}"
    source.records[0].datestamp = source.records[24].datestamp
    source.fail(swap_first_and_last, page=1, times=None)
    break_off(source, fault)

    run = run_harvest(endpoint)

    assert (run.state, len(titles())) == ("completed", 25), run.message
    assert "from" not in lists_asked(source)[-1]


def test_token_that_died_before_any_order_was_seen_begins_the_window_again(source, endpoint):
    source.order = lambda each: each.identifier
    for record in source.records[:10]:
        record.datestamp = "2026-01-01T12:00:00Z"
    source.fail("expired-token", page=2)

    run = run_harvest(endpoint)

    assert (run.state, len(titles())) == ("completed", 25), run.message
    assert "from" not in lists_asked(source)[-1]


def swap_first_and_last(answer: str) -> str:
    """Give the page with its first and last record changing places."""
    records = re.findall("<record>.*?</record>", answer)
    records[0], records[-1] = records[-1], records[0]
    return re.sub("(<record>.*</record>)", lambda _: "".join(records), answer)


def break_off(source: OaiServer, fault: str) -> None:
    """Let the token of the third page die once, in one of the ways in which sources say so."""
    if fault == "badArgument" or fault.isupper():
        source.fail("error", page=3, value=fault)
    elif fault == "500-with-the-error":
        source.fail(dead_token_with_500, page=3, times=4)
    else:
        source.fail(fault, page=3)


def dead_token_with_500(answer: str):
    """Say by HTTP 500 that the token is dead."""
    error = '<error code="badResumptionToken">expired</error>'
    return Reply(re.sub("<ListRecords>.*</ListRecords>", error, answer).encode(), status=500)


def test_no_records_match_is_success_with_zero(source, endpoint):
    source.records.clear()

    run = run_harvest(endpoint)

    assert (run.state, run.seen_count, run.message) == ("completed", 0, "")


def test_records_inside_an_error_are_not_read(source, endpoint):
    inside = r'<error code="badArgument">\1</error>'
    source.fail(
        lambda answer: re.sub("(<ListRecords>.*</ListRecords>)", inside, answer), times=None
    )

    run = run_harvest(endpoint)

    assert (run.state, run.seen_count) == ("failed", 0)
    assert "badArgument" in run.message


def test_error_beside_records_does_not_lose_them(source, endpoint):
    source.fail(
        lambda answer: answer.replace("<ListRecords>", '<error code="x"/><ListRecords>'),
        page=2,
    )

    run = run_harvest(endpoint)

    assert (run.state, outcomes(run)) == ("completed", ALL_NEW)


def test_list_that_ends_far_before_its_announced_size_is_not_called_complete(source, endpoint):
    source.fail(token(lambda _: '<resumptionToken completeListSize="25" cursor="10"/>'), page=2)

    run = run_harvest(endpoint)
    endpoint.refresh_from_db()

    assert run.state == "partial"
    assert "25" in run.message
    assert "20" in run.message
    assert endpoint.checkpoint_at is None
    assert outcomes(run_harvest(endpoint)) == {"created": 5, "unchanged": 20}


def test_no_records_match_in_the_middle_of_a_list_is_not_taken_for_its_end(source, endpoint):
    source.fail("error", page=3, value="noRecordsMatch")

    run = run_harvest(endpoint)
    endpoint.refresh_from_db()

    assert run.state == "partial", run.message
    assert endpoint.checkpoint_at is None
