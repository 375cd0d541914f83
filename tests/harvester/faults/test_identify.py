"""What a source says of itself, and what of it is wrong."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from harvester.models import Endpoint
from harvester.pipeline import run_harvest
from tests.fakes.oaipmh_server import FakeRecord, OaiServer, Reply
from tests.harvester.faults.outcomes import lists_asked, outcomes, titles

pytestmark = pytest.mark.django_db
SECONDS, DAYS = "YYYY-MM-DDThh:mm:ssZ", "YYYY-MM-DD"


def element(name: str, text: str | None):
    """Give an answer with another text in one element; None leaves the element out."""

    def twist(answer: str) -> str:
        there = re.compile(f"<{name}>.*?</{name}>")
        return there.sub("" if text is None else f"<{name}>{text}</{name}>", answer)

    return twist


def refuse(pattern: str):
    """Give an answer that refuses a ``from`` of this form with badArgument."""

    def twist(answer: str) -> str:
        found = re.search(f'<request[^>]* from="{pattern}"', answer)
        error = '<error code="badArgument">bad date</error>'
        return re.sub("<ListRecords>.*</ListRecords>", error, answer) if found else answer

    return twist


def test_identify_is_asked_before_every_harvest(source, endpoint):
    before = source.asked("Identify")

    run_harvest(endpoint)
    source.granularity, source.deleted_record = DAYS, "transient"
    run_harvest(endpoint)

    kept = Endpoint.objects.get()
    assert source.asked("Identify") == before + 2
    assert (kept.granularity, kept.deleted_record) == (DAYS, "transient")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("granularity", None),
        ("granularity", "YYYY-MM-DDThh:mmZ"),
        ("granularity", "x" * 5000),
        ("earliestDatestamp", None),
        ("earliestDatestamp", "2999-01-01T00:00:00Z"),
        ("earliestDatestamp", "long ago " * 500),
        ("deletedRecord", None),
        ("deletedRecord", "sometimes, but not on weekdays"),
        ("protocolVersion", "1.1"),
        ("baseURL", None),
        ("baseURL", "not an address"),
        ("baseURL", "http://example.org/" + "x" * 5000),
        ("repositoryName", "x" * 5000),
        ("adminEmail", None),
        ("responseDate", None),
        ("responseDate", "yesterday"),
    ],
)
def test_identify_that_says_nonsense_harvests_all_the_same(source, register, name, text):
    source.fail(element(name, text), verb="Identify", times=None)
    endpoint = register(source)

    run = run_harvest(endpoint)

    assert (run.state, outcomes(run)) == ("completed", {"created": 25}), run.message


@pytest.mark.parametrize(
    "fault", ["500", "404", "html", "not-oai", "empty-body", lambda _: "<OAI-PMH/>"], ids=str
)
def test_identify_that_fails_while_the_list_works_stops_nothing(source, endpoint, fault):
    source.response_date = "2026-02-01T12:00:00Z"
    run_harvest(endpoint)
    source.records[3].title, source.records[3].datestamp = "New words", "2026-02-02T00:00:00Z"
    source.fail(fault, verb="Identify", times=None)

    run = run_harvest(endpoint)

    assert (run.state, outcomes(run)) == ("completed", {"updated": 1}), run.message
    assert lists_asked(source)[-1]["from"] == "2026-02-01T11:55:00Z"


@pytest.mark.parametrize(
    ("stated", "refused", "asked"),
    [
        (SECONDS, '[^"]{11,}', "2026-02-01"),
        (DAYS, '[^"]{10}', "2026-01-31T12:00:00Z"),
    ],
)
def test_source_that_lies_about_its_granularity_is_asked_in_the_other_one(
    source, endpoint, stated, refused, asked
):
    source.response_date, source.granularity = "2026-02-01T12:00:00Z", stated
    run_harvest(endpoint)
    source.granularity = SECONDS
    source.fail(element("granularity", stated), verb="Identify", times=None)
    source.fail(refuse(refused), times=None)
    source.records[3].title, source.records[3].datestamp = "New words", "2026-02-02T00:00:00Z"

    run = run_harvest(endpoint)

    assert (run.state, titles()["oai:fake:003"]) == ("completed", "New words"), run.message
    assert lists_asked(source)[-1]["from"] == asked


def test_source_that_refuses_every_from_is_asked_for_everything(source, endpoint):
    source.response_date = "2026-01-01T00:04:00Z"
    run_harvest(endpoint)
    source.fail(refuse('[^"]*'), times=None)
    source.records[3].title = "New words"

    run = run_harvest(endpoint)

    assert (run.state, outcomes(run)) == ("completed", {"updated": 1, "unchanged": 24})
    assert "from" not in lists_asked(source)[-1]


def test_source_that_refuses_the_request_for_another_reason_is_asked_no_longer(source, endpoint):
    run_harvest(endpoint)
    source.fail("error", times=None, value="badArgument")

    run = run_harvest(endpoint)

    assert run.state == "failed"
    assert "badArgument" in run.message
    assert source.asked("ListRecords") <= 3 + 3


@pytest.mark.parametrize("shift", [timedelta(days=1), timedelta(days=-1)], ids=["ahead", "behind"])
def test_next_from_is_the_time_of_the_source_not_ours(source, endpoint, shift):
    theirs = datetime.now(UTC).replace(microsecond=0) + shift
    source.response_date = f"{theirs:%Y-%m-%dT%H:%M:%SZ}"
    run_harvest(endpoint)
    source.records.append(
        FakeRecord("oai:fake:new", f"{theirs - timedelta(minutes=1):%Y-%m-%dT%H:%M:%SZ}")
    )

    run = run_harvest(endpoint)

    overlap = timedelta(minutes=5)
    assert lists_asked(source)[-1]["from"] == f"{theirs - overlap:%Y-%m-%dT%H:%M:%SZ}"
    assert outcomes(run) == {"created": 1}


def test_next_from_is_a_day_earlier_where_the_source_counts_days(source, register):
    source.granularity, source.response_date = DAYS, "2026-02-01T00:00:00Z"
    endpoint = register(source)
    run_harvest(endpoint)
    source.records[3].title, source.records[3].datestamp = "Late", "2026-01-31T23:59:59Z"

    run = run_harvest(endpoint)

    assert lists_asked(source)[-1]["from"] == "2026-01-31"
    assert outcomes(run) == {"updated": 1}


@pytest.mark.parametrize(
    "stated",
    [None, "", "soon", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z"],
)
def test_list_without_a_usable_response_date_is_asked_for_in_full_again(source, endpoint, stated):
    source.fail(element("responseDate", stated), times=None)
    run_harvest(endpoint)
    source.records[3].title = "New words"

    run = run_harvest(endpoint)

    assert (run.state, outcomes(run)) == ("completed", {"updated": 1, "unchanged": 24})
    assert titles()["oai:fake:003"] == "New words"


def test_source_that_moved_for_good_is_harvested_there_and_the_move_is_kept(settings, register):
    settings.HARVEST_ALLOWED_HOSTS = ["127.0.0.1"]
    with OaiServer([FakeRecord("oai:x:1")]) as old, OaiServer([FakeRecord("oai:x:2")]) as new:
        endpoint = register(old)
        for verb in ("Identify", "ListRecords", "ListSets", "ListIdentifiers"):
            old.fail(moved_to(new, verb), verb=verb, times=None)

        run = run_harvest(endpoint)

    kept = Endpoint.objects.get()
    assert (run.state, titles()) == ("completed", {"oai:x:2": "A title"})
    assert (kept.base_url, kept.moved_to) == (old.url, new.url)


def moved_to(source: OaiServer, verb: str):
    """Give an answer that sends a request on for good, with its arguments."""
    arguments = "&metadataPrefix=oai_dc" if verb.startswith("List") else ""
    location = f"{source.url}?verb={verb}{arguments}"
    return lambda _: Reply(status=301, headers={"Location": location})


def test_metadata_prefix_that_vanished_is_named(source, endpoint):
    run_harvest(endpoint)
    source.formats = {"lom": "http://ltsc.ieee.org/xsd/LOM"}

    run = run_harvest(endpoint, is_full=True)

    assert run.state == "failed"
    assert "cannotDisseminateFormat" in run.message
    assert len(titles()) == 25


def test_metadata_prefix_is_chosen_by_namespace_and_falls_back_to_dublin_core(source, register):
    source.formats = {"x": "urn:unknown", "oai_dc": "http://www.openarchives.org/OAI/2.0/oai_dc/"}
    plain = register(source)
    source.formats |= {"oer": "http://ltsc.ieee.org/xsd/LOM"}
    rich = register(source)

    assert (plain.metadata_prefix, rich.metadata_prefix) == ("oai_dc", "oer")
