import json

import pytest

from harvester.errors import RecordError
from harvester.http import HttpAnswer
from harvester.records import ParsedRecord, RejectedRecord
from harvester.sitemap.documents import Listed
from harvester.sitemap.pages import (
    WebPage,
    conditions,
    parse_payload,
    read_page,
    read_record,
    validator_of,
)

pytestmark = pytest.mark.database_independent

URL = "https://oer.example.org/tea"
COURSE = {"@context": "https://schema.org", "@type": "Course", "name": "Tea"}


def answer(body: str | bytes, content_type: str = "text/html", **headers: str) -> HttpAnswer:
    content = body.encode() if isinstance(body, str) else body
    return HttpAnswer(url=URL, body=content, content_type=content_type, headers=headers)


def block(text: str, kind: str = "application/ld+json") -> str:
    return f'<script type="{kind}">{text}</script>'


def test_blocks_of_json_ld_are_read_and_no_others():
    html = (
        "<!doctype html>"
        + block('{"a": "</b>"}')
        + block("var a = 1;", "text/javascript")
        + "<!-- "
        + block('{"hidden": 1}')
        + " -->"
        + block(" \n ")
        + "<div>"
        + block('{"b": "&amp;"}', "Application/LD+JSON; charset=utf-8")
    )

    assert read_page(answer(html)).blocks == ('{"a": "</b>"}', '{"b": "&amp;"}')


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("é".encode(), "text/html; charset=utf-8"),
        ("é".encode("latin-1"), "text/html; charset=ISO-8859-1"),
        (b'<meta charset="windows-1252">' + "é".encode("cp1252"), "text/html"),
        ("\ufeffé".encode(), "text/html"),
        ("é".encode(), "text/html; charset=no-such-thing"),
        ("é".encode(), ""),
    ],
)
def test_text_is_decoded_by_what_the_page_says(body: bytes, content_type: str):
    script = b'<script type="application/ld+json">' + body[-4:] + b"</script>"

    page = read_page(answer(body + script, content_type))

    assert "é" in page.blocks[0]


@pytest.mark.parametrize(
    ("html", "headers"),
    [
        ('<meta name="robots" content="noindex, follow">', {}),
        ('<META NAME="Robots" CONTENT="none">', {}),
        ("<p>", {"x-robots-tag": "noindex"}),
    ],
)
def test_page_may_ask_not_to_be_kept(html: str, headers: dict[str, str]):
    assert read_page(answer(html, **headers)).is_not_kept
    assert not read_page(answer("<meta name='robots' content='index'>")).is_not_kept


@pytest.mark.parametrize(
    "body", ["", "\0", "<", "<?xml version='1.0' encoding='x'?><html/>", "<![x"]
)
def test_any_body_is_a_page(body: str):
    assert read_page(answer(body)).blocks == ()


def test_several_blocks_are_one_document_with_the_address_of_the_page():
    blocks = ('{"@id": "#a", "@type": "Person", "name": "Ada"},', json.dumps(COURSE))

    record = read_record(answer(""), WebPage(blocks=blocks), Listed(URL, "2024-01-01"))

    assert isinstance(record, ParsedRecord)
    assert record.metadata == {
        "@id": URL,
        "@graph": [{"@id": "#a", "@type": "Person", "name": "Ada"}, COURSE],
    }
    assert json.loads(record.payload) == record.metadata


def test_readable_block_is_used_beside_an_unreadable_one():
    page = WebPage(blocks=("{oops", json.dumps(COURSE)))

    assert isinstance(read_record(answer(""), page, Listed(URL)), ParsedRecord)


def test_lone_surrogate_does_not_reach_the_payload():
    page = WebPage(blocks=('{"@type": "Course", "name": "Tea \\ud83c"}',))

    record = read_record(answer(""), page, Listed(URL))

    assert isinstance(record, ParsedRecord)
    assert b"Tea ?" in record.payload


def test_address_that_no_index_can_hold_is_rejected():
    page = WebPage(blocks=(json.dumps(COURSE),))

    record = read_record(answer(""), page, Listed(URL + "x" * 2000))

    assert isinstance(record, RejectedRecord)
    assert "longer than" in record.reason


def test_validator_becomes_the_conditions_of_the_next_request():
    stated = answer("", etag='W/"7"', **{"last-modified": "Wed, 01 May 2024 10:00:00 GMT"})

    assert conditions(validator_of(stated)) == {
        "If-None-Match": 'W/"7"',
        "If-Modified-Since": "Wed, 01 May 2024 10:00:00 GMT",
    }
    assert conditions(validator_of(answer(""))) == {}


@pytest.mark.parametrize("payload", [b"", b"<record/>", b"[]", b"{}", b'{"@id": 1}', b"[" * 99999])
def test_payload_that_is_no_named_graph_is_refused(payload: bytes):
    with pytest.raises(RecordError) as caught:
        parse_payload(payload)

    assert caught.value.stage == "parse"
