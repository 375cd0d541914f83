"""The outer layer of an answer: errors, other documents, broken records."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from harvester.errors import BadResumptionToken, EndpointError, NotXML, ProtocolError
from harvester.oaipmh.envelope import content_named, read_envelope
from harvester.oaipmh.errors import (
    CannotDisseminateFormat,
    IdDoesNotExist,
    NoMetadataFormats,
    NoSetHierarchy,
)

URL = "http://partner.example/oai"
OAI = "http://www.openarchives.org/OAI/2.0/"
RECORD = (
    "<record><header><identifier>oai:x:{0}</identifier></header>"
    "<metadata><t>{1}</t></metadata></record>"
)


def answer(inside, *, before="", namespace=f' xmlns="{OAI}"'):
    return (
        f'<?xml version="1.0"?><OAI-PMH{namespace}>'
        f"<responseDate>2024-05-06T07:08:09Z</responseDate><request>{URL}</request>"
        f"{before}{inside}</OAI-PMH>"
    ).encode()


def page(*records, end="<resumptionToken>next</resumptionToken>"):
    return answer(f"<ListRecords>{''.join(records)}{end}</ListRecords>")


def read(document):
    return read_envelope(document, url=URL)


def identifiers(envelope):
    return [each.findtext(".//{*}identifier") for each in envelope.content.iterfind("{*}record")]


@pytest.mark.parametrize("namespace", [f' xmlns="{OAI}"', "", ' xmlns="http://wrong.example/"'])
def test_envelope_namespace_is_not_insisted_on(namespace):
    envelope = read(answer("<Identify/>", namespace=namespace))

    assert content_named(envelope, "Identify") is envelope.content
    assert envelope.response_date == datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("badArgument", ProtocolError),
        ("badVerb", ProtocolError),
        ("badResumptionToken", BadResumptionToken),
        ("cannotDisseminateFormat", CannotDisseminateFormat),
        ("idDoesNotExist", IdDoesNotExist),
        ("noMetadataFormats", NoMetadataFormats),
        ("noSetHierarchy", NoSetHierarchy),
        ("somethingNew", ProtocolError),
    ],
)
def test_envelope_protocol_error_is_raised_with_its_code(code, error):
    with pytest.raises(ProtocolError) as caught:
        read(answer(f'<error code="{code}">So it\n is.</error>'))

    assert type(caught.value) is error
    assert caught.value.code == code
    assert str(caught.value).startswith(
        f"the source refused the request ({code}: So it is.) at {URL} - "
    )


def test_envelope_no_records_match_is_an_empty_answer():
    envelope = read(answer('<error code="noRecordsMatch"/>'))

    assert envelope.content is None
    assert envelope.response_date == datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


def test_envelope_several_errors_are_all_told_the_gravest_decides():
    errors = '<error code="badArgument">a</error><error code="badResumptionToken">b</error>'

    with pytest.raises(BadResumptionToken, match=r"badArgument: a; badResumptionToken: b"):
        read(answer(errors))


@pytest.mark.parametrize(
    ("document", "word"),
    [
        (b'<rss version="2.0"/>', "<rss> document"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"/>', "<feed> document"),
        (answer(""), "neither a result nor an error"),
    ],
)
def test_envelope_other_xml_is_no_repository(document, word):
    with pytest.raises(EndpointError, match="not an OAI-PMH repository") as caught:
        read(document)

    assert caught.value.code == "not-oai"
    assert word in str(caught.value)
    assert "verb=Identify" in str(caught.value)


def test_content_of_another_verb_is_no_repository():
    with pytest.raises(EndpointError, match="answered ListRecords with <Identify>"):
        content_named(read(answer("<Identify/>")), "ListRecords")
    with pytest.raises(EndpointError, match="answered Identify with noRecordsMatch"):
        content_named(read(answer('<error code="noRecordsMatch"/>')), "Identify")


@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_envelope_answer_that_breaks_off_may_be_tried_again(part):
    document = page(*(RECORD.format(number, "x" * 50) for number in range(20)))

    with pytest.raises(NotXML, match="breaks off") as caught:
        read(document[: int(len(document) * part)])

    assert (caught.value.code, caught.value.is_temporary) == ("truncated", True)


def test_envelope_broken_record_is_cut_out_with_its_bytes_and_place():
    bad = (
        "<record><header><identifier>oai:x:2</identifier></header><metadata><t>&nbsp;</t></record>"
    )
    document = page(RECORD.format(1, "a"), bad, RECORD.format(3, "c"))

    envelope = read(document)

    assert identifiers(envelope) == ["oai:x:1", "oai:x:3"]
    assert envelope.content[-1].text == "next"
    (broken,) = envelope.broken
    assert (broken.identifier, broken.payload) == ("oai:x:2", bad.encode())
    assert document[broken.offset :].startswith(bad.encode())
    assert broken.reason.startswith(
        f"not well-formed XML, from byte {broken.offset} of the page: Entity 'nbsp' not defined"
    )


def test_envelope_repair_and_broken_record_on_one_page_both_happen():
    document = page(
        RECORD.format(1, "a\x0bb"), RECORD.format(2, "<open>"), RECORD.format(3, "c"), end=""
    )

    envelope = read(document)

    assert identifiers(envelope) == ["oai:x:1", "oai:x:3"]
    assert envelope.repairs == ("illegal characters removed: 1",)
    assert [each.identifier for each in envelope.broken] == ["oai:x:2"]


def test_envelope_broken_record_keeps_its_illegal_bytes():
    envelope = read(page(RECORD.format(1, "a"), RECORD.format(2, "\x0b<open>")))

    assert b"\x0b<open>" in envelope.broken[0].payload


def test_envelope_prefixed_and_nested_records_are_told_apart():
    marc = '<record xmlns="http://www.loc.gov/MARC21/slim"><leader>x</leader></record>'
    records = "".join(
        f"<o:record><o:header><o:identifier>oai:x:{number}</o:identifier></o:header>"
        f"<o:metadata>{marc}{'<open>' if number == 2 else ''}</o:metadata></o:record>\n"
        for number in (1, 2, 3)
    )
    document = (
        f'<o:OAI-PMH xmlns:o="{OAI}"><o:ListRecords>{records}'
        "<o:resumptionToken/></o:ListRecords></o:OAI-PMH>"
    ).encode()

    envelope = read(document)

    assert identifiers(envelope) == ["oai:x:1", "oai:x:3"]
    assert [each.identifier for each in envelope.broken] == ["oai:x:2"]


def test_envelope_latin_1_page_with_a_broken_record_is_saved():
    document = page(RECORD.format(1, "Übung"), RECORD.format(2, "<open>"))
    document = document.replace(b'"1.0"?', b'"1.0" encoding="ISO-8859-1"?')
    document = document.decode().encode("latin-1")

    envelope = read(document)

    assert envelope.content[0].findtext(".//{*}t") == "Übung"
    assert len(envelope.broken) == 1


def test_envelope_fault_outside_the_records_loses_the_page():
    document = answer(f"<ListRecords>{RECORD.format(1, 'a')}</ListRecords>", before="<x>a & b</x>")

    with pytest.raises(NotXML) as caught:
        read(document)

    assert caught.value.code == "bad-xml"


def test_envelope_all_records_broken_is_a_page_without_records():
    envelope = read(page(*(RECORD.format(number, "<open>") for number in range(5))))

    assert identifiers(envelope) == []
    assert len(envelope.broken) == 5
    assert envelope.content[-1].text == "next"


@given(st.text(max_size=40) | st.binary(max_size=40))
def test_envelope_junk_in_one_record_never_harms_another(junk):
    raw = junk.encode("utf-8", "surrogatepass") if isinstance(junk, str) else junk
    document = page(
        *(RECORD.format(number, "JUNK" if number == 2 else "x") for number in (1, 2, 3))
    )

    envelope = read(document.replace(b"JUNK", raw))

    found = identifiers(envelope) + [each.identifier for each in envelope.broken]
    assert sorted(found) == ["oai:x:1", "oai:x:2", "oai:x:3"]
    assert {"oai:x:1", "oai:x:3"} <= set(identifiers(envelope))
    assert all(etree.tostring(each) for each in envelope.content)
