"""Pages taken apart into records; what cannot be used is kept with its reason."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from harvester import parse
from harvester.errors import EndpointError, NotXML, RecordError
from harvester.parse import parse_page, parse_record
from harvester.records import Header
from tests.corpus import corpus_path

OAI = "http://www.openarchives.org/OAI/2.0/"
DC = "http://purl.org/dc/elements/1.1/"
HEADER = "<header><identifier>oai:x:1</identifier><datestamp>2024-01-02</datestamp></header>"
METADATA = f'<metadata><dc xmlns="{DC}"><title>Algebra</title></dc></metadata>'


def page(inside, *, namespace=OAI):
    return (
        f'<?xml version="1.0"?><OAI-PMH xmlns="{namespace}" xmlns:xsi="urn:xsi">'
        "<responseDate>2024-05-06T07:08:09Z</responseDate><request/>"
        f"<ListRecords>{inside}</ListRecords></OAI-PMH>"
    ).encode()


def record(header=HEADER, metadata=METADATA):
    return f"<record>{header}{metadata}</record>"


def test_parse_page_gives_the_record_and_the_flow():
    parsed = parse_page(
        page(
            record(
                '<header status=" "><identifier> oai:x:1\n</identifier>'
                "<datestamp>2024-01-02</datestamp><setSpec>a</setSpec><setSpec> a:b </setSpec>"
                "<setSpec/></header>"
            )
            + '<resumptionToken completeListSize="2" cursor="0">next</resumptionToken>'
        )
    )

    (only,) = parsed.records
    assert only.header == Header(
        identifier="oai:x:1", datestamp="2024-01-02", set_specs=("a", "a:b"), is_deleted=False
    )
    assert only.namespace == DC
    assert only.metadata.findtext(f"{{{DC}}}title") == "Algebra"
    assert (parsed.token, parsed.complete_list_size, parsed.cursor) == ("next", 2, 0)
    assert parsed.response_date == datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
    assert (parsed.rejected, parsed.repairs) == ((), ())


@pytest.mark.parametrize("namespace", ["", "http://wrong.example/", OAI.rstrip("/")])
def test_parse_page_namespace_of_the_protocol_is_not_insisted_on(namespace):
    (only,) = parse_page(page(record(), namespace=namespace)).records

    assert (only.header.identifier, only.namespace) == ("oai:x:1", DC)


def test_parse_page_payload_is_the_record_alone_with_its_namespaces():
    metadata = (
        '<metadata><p:dc xmlns:p="urn:p" xsi:schemaLocation="a b">'
        '<p:t xml:lang="ar">كتاب &amp; 😀</p:t></p:dc></metadata>'
    )
    (only,) = parse_page(page(record(metadata=metadata) + "\n  ")).records

    root = etree.fromstring(only.payload)
    assert root.tag == f"{{{OAI}}}record"
    assert root[1][0].get("{urn:xsi}schemaLocation") == "a b"
    assert root[1][0][0].text == "كتاب & 😀"
    assert only.payload.decode().endswith("</record>")
    assert not only.payload.startswith(b"<?xml")


def test_parse_record_of_a_kept_payload_is_the_same_record():
    (kept,) = parse_page(page(record())).records

    again = parse_record(kept.payload)

    assert (again.header, again.payload, again.namespace) == (kept.header, kept.payload, DC)


def test_parse_page_deleted_record_has_no_metadata():
    header = HEADER.replace("<header>", '<header status="Deleted">')

    with_metadata, without = parse_page(page(record(header) + record(header, ""))).records

    assert with_metadata.header.is_deleted
    assert without.header.is_deleted
    assert with_metadata.metadata is None
    assert without.metadata is None


@pytest.mark.parametrize(
    ("xml", "identifier", "word"),
    [
        (record("", METADATA), "", "no header"),
        (record("<header/>"), "", "no identifier"),
        (record("<header><identifier>  </identifier></header>"), "", "no identifier"),
        (record(HEADER, ""), "oai:x:1", "no metadata"),
        (record(HEADER, "<metadata/>"), "oai:x:1", "no metadata"),
        (record(HEADER, "<metadata>words</metadata>"), "oai:x:1", "no metadata"),
        (record(HEADER.replace("oai:x:1", "x" * 2001)), "x" * 500, "longer than 2000 bytes"),
    ],
)
def test_parse_page_unusable_record_is_kept_with_its_reason(xml, identifier, word):
    parsed = parse_page(page(record() + xml + record()))

    assert len(parsed.records) == 2
    (rejected,) = parsed.rejected
    assert rejected.identifier == identifier
    assert word in rejected.reason
    assert etree.fromstring(rejected.payload).tag == f"{{{OAI}}}record"


def test_parse_page_endless_record_is_rejected():
    text = "x" * (parse.MAX_RECORD_BYTES // 2)
    metadata = f"<metadata><t><a>{text}</a><b>{text}</b></t></metadata>"

    parsed = parse_page(page(record(metadata=metadata)))

    assert parsed.records == ()
    assert parsed.rejected[0].reason.startswith("the record is larger than 5 MB, at /OAI-PMH/")


def test_parse_page_broken_record_is_rejected_and_the_token_kept():
    broken = record(HEADER, "<metadata><t>&nbsp;</t></metadata>")

    parsed = parse_page(page(record() + broken + record() + "<resumptionToken>n</resumptionToken>"))

    assert len(parsed.records) == 2
    assert parsed.token == "n"
    (rejected,) = parsed.rejected
    assert (rejected.identifier, rejected.payload) == ("oai:x:1", broken.encode())
    assert "from byte" in rejected.reason


def test_parse_page_repair_is_told():
    parsed = parse_page(page(record().replace("Algebra", "Alge\x0bbra")))

    assert parsed.repairs == ("illegal characters removed: 1",)
    assert parsed.records[0].metadata.findtext(f"{{{DC}}}title") == "Algebra"


def test_parse_page_that_never_ends_is_refused():
    with pytest.raises(EndpointError, match=r"50,001 records") as caught:
        parse_page(page("<record/>" * 50_001))

    assert caught.value.code == "too-large"


def test_parse_page_that_breaks_off_is_temporary():
    with pytest.raises(NotXML) as caught:
        parse_page(page(record() * 20)[:-300])

    assert caught.value.is_temporary


@pytest.mark.parametrize(
    "payload", [b"", b"<record>", b"<record/>", b"<!DOCTYPE r><record/>", b"<html/>"]
)
def test_parse_record_unusable_payload_is_an_error_of_the_record(payload):
    with pytest.raises(RecordError) as caught:
        parse_record(payload)

    assert caught.value.stage == "parse"


@given(st.binary(max_size=300), st.integers(0, 600))
def test_parse_page_any_damage_gives_a_page_or_an_endpoint_error(junk, place):
    document = page(record() * 3 + "<resumptionToken>n</resumptionToken>")

    try:
        parsed = parse_page(document[:place] + junk + document[place + len(junk) :])
    except EndpointError:
        return
    assert len(parsed.records) + len(parsed.rejected) <= 4


def test_parse_page_every_recorded_answer_is_read_or_refused():
    read = refused = 0
    for path in sorted(corpus_path("oai").rglob("*")):
        if path.suffix not in {".xml", ".html", ".txt"}:
            continue
        try:
            parsed = parse_page(path.read_bytes(), url=path.name)
        except EndpointError:
            refused += 1
            continue
        for each in parsed.records:
            assert parse_record(each.payload).header == each.header
            read += 1

    assert read > 5_000
    assert refused
