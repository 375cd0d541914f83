"""The client against a real socket: what it sends, what it makes of the answers."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from harvester.errors import (
    BadResumptionToken,
    EndpointError,
    HttpStatusError,
    NotXML,
    ProtocolError,
)
from harvester.http import HttpClient
from harvester.oaipmh.client import Client, read_refusal
from harvester.oaipmh.errors import CannotDisseminateFormat, IdDoesNotExist
from harvester.oaipmh.messages import MetadataFormat, SetInfo
from harvester.parse import parse_envelope, parse_headers
from tests.fakes.network import LOOPBACK, Naps
from tests.fakes.oaipmh_server import OAI_DC, FakeRecord, OaiServer

RECORDS = [
    FakeRecord(
        f"oai:x:{number:02d}", datestamp=f"2024-01-{number + 1:02d}T12:00:00Z", sets=("a:b",)
    )
    for number in range(25)
]


@pytest.fixture
def server():
    with OaiServer(RECORDS, set_names={"a": "All", "a:b": "Some"}) as running:
        yield running


@pytest.fixture
def client(server):
    with HttpClient(LOOPBACK, sleep=Naps()) as http:
        yield Client(server.url, http)


def first_page(client, **arguments):
    return parse_envelope(client.list_records_page(metadata_prefix="oai_dc", **arguments))


def next_page(client, page):
    return parse_envelope(client.list_records_page(token=page.token))


def names(page):
    return [record.header.identifier for record in page.records]


def test_client_reads_what_the_repository_says_of_itself(server, client):
    identify = client.identify()

    assert (identify.repository_name, identify.base_url) == ("A fake", server.url)
    assert client.list_metadata_formats() == (MetadataFormat("oai_dc", OAI_DC, OAI_DC),)
    assert client.list_sets() == (SetInfo("a", "All"), SetInfo("a:b", "Some"))
    assert [request["verb"] for request in server.requests] == [
        "Identify",
        "ListMetadataFormats",
        "ListSets",
    ]


def test_list_records_a_page_per_call_with_the_token_encoded_again(server, client):
    pages = [first_page(client)]
    while pages[-1].token:
        pages.append(next_page(client, pages[-1]))

    assert [len(page.records) for page in pages] == [10, 10, 5]
    assert sorted(name for page in pages for name in names(page)) == [
        record.identifier for record in RECORDS
    ]
    assert [page.cursor for page in pages] == [0, 10, 20]
    assert pages[0].complete_list_size == 25
    assert server.requests[1] == {"verb": "ListRecords", "resumptionToken": pages[0].token}
    assert set("&+= ") <= set(pages[0].token)


def test_list_records_of_a_set_since_a_time(server, client):
    client.identify()
    since = datetime(2024, 1, 20, 14, 0, 0, 500, tzinfo=timezone(timedelta(hours=2)))

    page = first_page(client, since=since, set_spec="a:b")

    assert server.requests[-1] == {
        "verb": "ListRecords",
        "metadataPrefix": "oai_dc",
        "from": "2024-01-20T12:00:00Z",
        "set": "a:b",
    }
    assert names(page) == [f"oai:x:{number}" for number in range(19, 25)]


def test_list_records_since_is_cut_to_days_where_the_source_counts_days(client, server):
    server.granularity = "YYYY-MM-DD"
    client.identify()

    page = first_page(client, since=datetime(2024, 1, 20, 23, 59, tzinfo=UTC))

    assert server.requests[-1]["from"] == "2024-01-20"
    assert page.records[0].header.datestamp == "2024-01-20"


def test_list_records_since_before_identify_was_asked_is_cut_to_days(client, server):
    first_page(client, since=datetime(2024, 1, 20, 23, 59, tzinfo=UTC))

    assert server.requests[-1]["from"] == "2024-01-20"


def test_list_records_nothing_matches_is_an_empty_page_with_a_date(client, server):
    server.response_date = "2024-05-06T07:08:09Z"

    page = first_page(client, since=datetime(2030, 1, 1, tzinfo=UTC))

    assert (page.records, page.token) == ((), "")
    assert page.response_date == datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


def test_list_identifiers_gives_headers(client, server):
    server.records.append(FakeRecord("oai:x:gone", "2023-01-01T00:00:00Z", is_deleted=True))

    page = parse_headers(client.list_identifiers_page(metadata_prefix="oai_dc"))
    rest = parse_headers(client.list_identifiers_page(token=page.token))

    assert (len(page.headers), len(rest.headers)) == (10, 10)
    assert page.headers[0].is_deleted
    assert page.headers[0].identifier == "oai:x:gone"
    assert page.complete_list_size == 26


def test_get_record_is_a_page_of_one(client):
    page = parse_envelope(client.get_record(identifier="oai:x:07", metadata_prefix="oai_dc"))

    assert names(page) == ["oai:x:07"]


def test_unknown_identifier_prefix_and_set_are_told_apart(client):
    with pytest.raises(IdDoesNotExist):
        client.get_record(identifier="oai:x:none", metadata_prefix="oai_dc")
    with pytest.raises(CannotDisseminateFormat, match="choose a format"):
        client.list_records_page(metadata_prefix="klingon")
    assert first_page(client, set_spec="nowhere").records == ()


def test_list_sets_of_a_repository_without_sets_is_empty():
    with (
        OaiServer([FakeRecord("oai:x:1")]) as server,
        HttpClient(LOOPBACK, sleep=Naps()) as http,
    ):
        assert Client(server.url, http).list_sets() == ()


def test_dead_token_is_told_whatever_code_the_source_uses(client, server):
    token = first_page(client).token
    server.fail("expired-token", page=2)
    server.fail("error", page=2, value="badArgument")

    for _ in range(2):
        with pytest.raises(BadResumptionToken, match=r"badResumptionToken|badArgument"):
            client.list_records_page(token=token)
    with pytest.raises(BadResumptionToken):
        client.list_records_page(token="rubbish")
    assert parse_envelope(client.list_records_page(token=token)).records


def test_bad_argument_without_a_token_stays_one(client, server):
    server.fail("error", value="badArgument")

    with pytest.raises(ProtocolError) as caught:
        first_page(client)

    assert not isinstance(caught.value, BadResumptionToken)
    assert caught.value.code == "badArgument"


@pytest.mark.parametrize("kind", ["html", "empty-body", "truncated"])
def test_answer_that_is_no_xml_is_asked_for_once_more(client, server, kind):
    server.fail(kind)

    assert len(first_page(client).records) == 10
    assert server.asked("ListRecords") == 2


@pytest.mark.parametrize(
    ("kind", "code", "times"),
    [
        ("html", "html", 2),
        ("empty-body", "empty", 2),
        ("truncated", "truncated", 2),
        ("doctype", "doctype", 1),
        ("not-oai", "not-oai", 1),
    ],
)
def test_answer_that_stays_wrong_ends_with_one_clear_line(client, server, kind, code, times):
    server.fail(kind, times=None)

    with pytest.raises(EndpointError) as caught:
        first_page(client)

    assert caught.value.code == code
    assert server.asked("ListRecords") == times
    assert f"at {server.url}?verb=ListRecords&metadataPrefix=oai_dc - " in str(caught.value)
    assert "\n" not in str(caught.value)


def test_identify_of_something_else_is_no_repository(client, server):
    server.fail("not-oai", verb="Identify", times=None)

    with pytest.raises(EndpointError, match="not an OAI-PMH repository"):
        client.identify()


def test_identify_of_a_web_page_says_so(client, server):
    server.fail("html", verb="Identify", times=None)

    with pytest.raises(NotXML, match="web page, not OAI-PMH"):
        client.identify()


def test_client_that_was_moved_for_good_says_where_and_asks_there(client, server):
    new = f"http://127.0.0.1:{server.port}/new"
    server.fail("301", verb="Identify", value=f"{new}?verb=Identify")

    client.identify()
    first_page(client)

    assert client.moved_to == new
    assert client.base_url == server.url
    assert len(server.requests) == 3


def test_client_sent_on_for_now_asks_there_but_has_not_moved(client, server):
    server.fail("302", verb="Identify", value="/other?verb=Identify")

    client.identify()
    first_page(client)

    assert client.moved_to == ""
    assert len(server.requests) == 3


def test_base_url_with_a_query_keeps_it(server):
    with HttpClient(LOOPBACK, sleep=Naps()) as http:
        client = Client(f"{server.url}?collection=oer", http)
        with pytest.raises(ProtocolError, match="collection"):
            client.identify()

    assert server.requests[0] == {"collection": "oer", "verb": "Identify"}


@pytest.mark.parametrize("code", ["badResumptionToken", "idDoesNotExist"])
def test_protocol_error_inside_an_http_error_is_found(code):
    body = f'<OAI-PMH><error code="{code}">gone</error></OAI-PMH>'.encode()

    with pytest.raises(ProtocolError) as caught:
        read_refusal(http_error(body))

    assert caught.value.code == code


def test_no_records_match_inside_an_http_error_is_an_empty_answer():
    body = b'<OAI-PMH><error code="noRecordsMatch"/></OAI-PMH>'

    assert read_refusal(http_error(body)).content is None


@pytest.mark.parametrize("body", [b"", b"busy", b"<html>", b"<OAI-PMH><Identify/></OAI-PMH>"])
def test_http_error_without_the_protocols_own_stays_one(body):
    with pytest.raises(HttpStatusError) as caught:
        read_refusal(http_error(body))

    assert caught.value.status == 422


def http_error(body):
    return HttpStatusError(
        "HTTP 422", url="http://a.example", advice="", status=422, body=body, is_temporary=False
    )
