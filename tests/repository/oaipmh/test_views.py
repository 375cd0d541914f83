"""The HTTP side: methods, headers, packing, and no request that breaks it."""

import gzip
import zlib

import pytest
from django.db import OperationalError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.factories import make_resource
from tests.repository.oaipmh.asking import values
from tests.repository.schemas import assert_valid_answer

pytestmark = pytest.mark.django_db

IDENTIFY = {"verb": "Identify"}


def test_content_type_is_xml_in_utf_8_and_nothing_is_kept_by_caches(client):
    response = client.get("/oai", IDENTIFY)

    assert response["Content-Type"] == "text/xml; charset=utf-8"
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["/oai", "/oai/"])
def test_get_and_post_give_the_same(client, address):
    resource = make_resource()
    arguments = {
        "verb": "GetRecord",
        "identifier": f"oai:127.0.0.1:{resource.id}",
        "metadataPrefix": "oai_dc",
    }

    got, posted = client.get(address, arguments), client.post(address, arguments)

    assert values(assert_valid_answer(got.content), "identifier") == [arguments["identifier"]]
    assert got.content.partition(b"<request")[2] == posted.content.partition(b"<request")[2]


def test_post_in_a_form_body_needs_no_token_of_a_form(client):
    client.handler.enforce_csrf_checks = True

    response = client.post(
        "/oai", "verb=Identify", content_type="application/x-www-form-urlencoded"
    )

    assert response.status_code == 200
    assert b"<Identify>" in response.content


def test_argument_both_in_address_and_body_is_repeated(client):
    response = client.post("/oai?verb=ListSets", IDENTIFY)

    assert b'code="badVerb"' in response.content


def test_repeated_argument_is_seen(client):
    response = client.get("/oai?verb=ListRecords&metadataPrefix=oai_dc&set=source&set=license")

    assert b'code="badArgument"' in response.content


def test_other_methods_are_refused(client):
    for method in (client.put, client.delete, client.patch):
        assert method("/oai").status_code == 405


def test_head_gives_the_headers_alone(client):
    response = client.head("/oai", IDENTIFY)

    assert (response.status_code, response.content) == (200, b"")


def test_answer_is_packed_for_who_can_unpack_it(client):
    for number in range(20):
        make_resource(f"Unit {number}")
    arguments = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}

    packed = client.get("/oai", arguments, headers={"Accept-Encoding": "gzip, deflate"})
    plain = client.get("/oai", arguments)

    assert packed["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain
    assert "Accept-Encoding" in packed["Vary"]
    assert "Accept-Encoding" in plain["Vary"]
    assert len(packed.content) * 4 < len(plain.content)
    unpacked = gzip.decompress(packed.content)
    assert unpacked.partition(b"<request")[2] == plain.content.partition(b"<request")[2]
    assert len(zlib.compress(unpacked, 9)) * 2 > len(packed.content)


def test_catalogue_that_cannot_be_asked_sends_the_partner_away_for_a_while(client, monkeypatch):
    def fail():
        raise OperationalError("canceling statement due to lock timeout")

    monkeypatch.setattr("repository.oaipmh.listing.settled_now", fail)
    make_resource()

    response = client.get("/oai", {"verb": "ListRecords", "metadataPrefix": "oai_dc"})

    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0


VALUES = st.sampled_from(
    [
        *("Identify", "ListRecords", "ListIdentifiers", "GetRecord", "ListSets"),
        *("ListMetadataFormats", "oai_dc", "lom", "source", "source:partner", "license:unknown"),
        *("2026-01-01", "2026-01-01T00:00:00Z", "9999-12-31", "0001-01-01", "0000-01-01"),
        *("oai:127.0.0.1:x", "a:b", "http://[", "%", "a%zz", "\x00", "\ud7ff\ufffe", "'\"<&>"),
        *("oai:127.0.0.1:00000000-0000-4000-8000-000000000000", "1:2", "//", "a://b:c@d:99999999/"),
    ]
)
NAMES = st.sampled_from(
    ["verb", "identifier", "metadataPrefix", "from", "until", "set", "resumptionToken"]
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    arguments=st.dictionaries(
        NAMES | st.text(max_size=5), VALUES | st.text(max_size=20), max_size=6
    )
)
def test_any_arguments_get_a_valid_answer(client, arguments):
    response = client.get("/oai", arguments)

    assert response.status_code == 200
    assert_valid_answer(response.content)


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=st.binary(max_size=200))
def test_any_body_gets_a_valid_answer_or_is_a_bad_request(client, body):
    response = client.post("/oai", body, content_type="application/x-www-form-urlencoded")

    assert response.status_code in {200, 400}
    if response.status_code == 200:
        assert etree.fromstring(response.content) is not None
