"""The arguments of the protocol, read without a catalogue."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repository.oaipmh.errors import ProtocolError
from repository.oaipmh.requests import VERBS, parse_request

ARGUMENT_NAMES = ("verb", "identifier", "metadataPrefix", "from", "until", "set", "resumptionToken")


def codes(query: list[tuple[str, str]]) -> list[str]:
    with pytest.raises(ProtocolError) as refused:
        parse_request(query)
    return [fault.code for fault in refused.value.faults]


def listing(**arguments: str) -> list[tuple[str, str]]:
    given = {"verb": "ListRecords", "metadataPrefix": "oai_dc", **arguments}
    return [(name.rstrip("_"), value) for name, value in given.items() if value is not None]


@pytest.mark.parametrize(
    "pairs",
    [
        [],
        [("metadataPrefix", "oai_dc")],
        [("verb", "")],
        [("verb", "listrecords")],
        [("verb", "junk")],
        [("verb", "Identify"), ("verb", "Identify")],
        [("verb", "junk"), ("junk", "junk")],
    ],
)
def test_verb_missing_unknown_or_repeated_is_bad_verb_alone(pairs):
    assert codes(pairs) == ["badVerb"]


@pytest.mark.parametrize(
    "pairs",
    [
        [("verb", "Identify"), ("metadataPrefix", "oai_dc")],
        [("verb", "ListSets"), ("set", "source")],
        [("verb", "ListMetadataFormats"), ("metadataPrefix", "oai_dc")],
        [("verb", "GetRecord"), ("metadataPrefix", "oai_dc")],
        [("verb", "GetRecord"), ("identifier", "oai:a.b:c")],
        [("verb", "GetRecord"), ("identifier", 'invalid"id'), ("metadataPrefix", "oai_dc")],
        [("verb", "ListIdentifiers")],
        listing(metadataPrefix=None),
        listing(metadataPrefix=None, set="source"),
        listing(metadataPrefix="oai dc"),
        listing(set="a b"),
        listing(set="a:"),
        listing(identifier="oai:a.b:c"),
        listing(resumptionToken="x"),
        [*listing(), ("metadataPrefix", "oai_dc")],
        listing(from_="junk"),
        listing(until="junk"),
        listing(from_=""),
        listing(from_="2026-02-30"),
        listing(from_="2026-1-1"),
        listing(from_="2026"),
        listing(from_="2026-01-01T10:00Z"),
        listing(from_="2026-01-01T10:00:00"),
        listing(from_="2026-01-01T10:00:00.5Z"),
        listing(from_="2026-01-01T10:00:00+00:00"),
        listing(from_="2026-01-01t10:00:00z"),
        listing(from_="٢٠٢٦-01-01"),
        listing(from_="2026-01-01", until="2026-01-02T00:00:00Z"),
        listing(from_="2026-01-02", until="2026-01-01"),
        listing(from_="2026-01-01T00:00:01Z", until="2026-01-01T00:00:00Z"),
    ],
)
def test_arguments_unfit_or_unreadable_are_bad_argument(pairs):
    assert codes(pairs) == ["badArgument"]


def test_format_not_offered_is_told_apart_from_a_bad_argument():
    assert codes(listing(metadataPrefix="nonsense")) == ["cannotDisseminateFormat"]


def test_everything_wrong_is_said_at_once():
    pairs = listing(metadataPrefix="nonsense", from_="junk", until="junk", color="red")

    assert codes(pairs) == ["badArgument"] * 3 + ["cannotDisseminateFormat"]


def test_day_bounds_mean_the_whole_days():
    request = parse_request(listing(from_="2026-01-01", until="2026-01-31"))

    assert request.since == datetime(2026, 1, 1, tzinfo=UTC)
    assert request.until == datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC)


def test_token_stands_alone_without_the_required_arguments():
    request = parse_request([("verb", "ListRecords"), ("resumptionToken", "")])

    assert request.token == ""


@given(
    st.lists(
        st.tuples(
            st.sampled_from(ARGUMENT_NAMES) | st.text(max_size=10),
            st.sampled_from([*VERBS, "oai_dc", "2026-01-01", "2026-01-01T00:00:00Z", "a:b"])
            | st.text(max_size=30),
        ),
        max_size=8,
    )
)
def test_any_arguments_are_read_or_refused_with_a_reason(pairs):
    try:
        request = parse_request(pairs)
    except ProtocolError as error:
        faults = error.faults
    else:
        faults = ()
        assert request.verb in VERBS
    assert all(fault.message for fault in faults)
