"""Records are cut out of a page as they were served, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from harvester.oaipmh.cutting import cut_records
from harvester.parse import parse_page
from harvester.xml import parse_strictly

pytestmark = pytest.mark.database_independent
OAI = "http://www.openarchives.org/OAI/2.0/"
HEAD = "<header><identifier>oai:x:{}</identifier></header>"
INSIDE = HEAD + "<metadata><dc xmlns='urn:dc'><title>{}</title></dc></metadata>"


def page(*records: str, start: str = "", root: str = f'OAI-PMH xmlns="{OAI}"') -> bytes:
    body = f"<ListRecords>{''.join(records)}</ListRecords>"
    return f"{start}<{root}>{body}</{root.split(maxsplit=1)[0]}>".encode()


def record(number: int, title: str = "A", tag: str = "record") -> str:
    return f"<{tag}>{INSIDE.format(number, title)}</{tag.split(maxsplit=1)[0]}>"


def cut(document: bytes) -> list[bytes]:
    return cut_records(document, parse_strictly(document)[-1])


NOT_PLAIN = {
    "no record": page(),
    "comment": page(record(1), "<!-- </record><record> -->", record(2)),
    "comment in a record": page(record(1, "<!-- </record> -->")),
    "CDATA section": page(record(1, "<![CDATA[</record><record>]]>")),
    "processing instruction": page(record(1, "<?x </record><record>?>")),
    "instruction before the root": page(record(1), start="<?x <record>?>"),
    "instruction that is no declaration": page(record(1), start="<?xml-x <record>?>"),
    "record in a record": page(record(1, record(2)), record(3)),
    "record in the last record": page("<record/>", record(1, record(2))),
    "attribute": page(record(1), record(2, tag='record status="x"')),
    "other tag": page(record(1), record(2, tag='o:record xmlns:o="urn:o"')),
    "blank in the tag": page(record(1, tag="record ")),
    "empty record": page(record(1), "<record/>"),
    "something between": page(record(1), "<other/>", record(2)),
    "text between": page(record(1), "text", record(2)),
    "another encoding": page(record(1, "é"), start="<?xml version='1.0' encoding='iso-8859-1'?>")
    .decode()
    .encode("latin-1"),
    "UTF-16": page(record(1)).decode().encode("utf-16"),
}


@pytest.mark.parametrize("document", NOT_PLAIN.values(), ids=NOT_PLAIN)
def test_page_that_is_not_plain_is_not_cut(document):
    assert cut(document) == []


@pytest.mark.parametrize("document", NOT_PLAIN.values(), ids=NOT_PLAIN)
def test_records_of_a_page_that_is_not_plain_are_kept_all_the_same(document):
    content = parse_strictly(document)[-1]

    payloads = [each.payload for each in parse_page(document).records]

    written = [etree.tostring(child, encoding="utf-8", with_tail=False) for child in content]
    assert payloads == [each for each in written if b"<metadata" in each and b"header" in each]


PLAIN = {
    "side by side": page(record(1), record(2)),
    "on lines": page("\n  ", record(1), "\r\n ", record(2), "\n"),
    "with a token": page(record(1), "<resumptionToken>x</resumptionToken>"),
    "declaration": page(record(1), start='<?xml version="1.0" encoding="UTF-8"?>\n'),
    "byte order mark": page(record(1), start="\ufeff<?xml version='1.0'?>"),
    "escaped tags": page(record(1, "&lt;/record&gt; &lt;record&gt;")),
    "other scripts": page(record(1, "Привет 数学")),
    "no namespace": page(record(1), root="OAI-PMH"),
    "several namespaces": page(record(1), root=f'OAI-PMH xmlns="{OAI}" xmlns:a="urn:a&amp;b"'),
    "longer name inside": page(record(1, "<records>x</records>")),
}


@pytest.mark.parametrize("document", PLAIN.values(), ids=PLAIN)
def test_records_of_a_plain_page_are_cut_as_they_would_be_written_out(document):
    content = parse_strictly(document)[-1]

    payloads = cut(document)

    written = [
        etree.tostring(child, encoding="utf-8", with_tail=False)
        for child in content
        if child.tag.endswith("record")
    ]
    assert payloads
    assert [canonical(each) for each in payloads] == [canonical(each) for each in written]


def test_records_with_a_prefix_are_cut():
    document = page(record(1, tag="o:record"), root=f'o:OAI-PMH xmlns:o="{OAI}"')

    assert cut(document) == [
        f'<o:record xmlns:o="{OAI}">{INSIDE.format(1, "A")}</o:record>'.encode()
    ]


def test_bytes_are_those_of_the_source():
    served = "<a  x = '1' ></a>\r\n&#65;<b/>"

    assert served.encode() in cut(page(record(1, served)))[0]


PIECES = ["<record>", "</record>", "<record/>", "x", " ", HEAD, "<!--", "-->", "<![CDATA[", "]]>"]


@given(st.lists(st.sampled_from([*PIECES, "<?x ", "?>", "<o>", "</o>", record(1)]), max_size=12))
def test_what_is_cut_is_what_the_parser_found(pieces):
    document = page(*pieces)
    try:
        content = parse_strictly(document)[-1]
    except etree.XMLSyntaxError:
        return

    payloads = cut(document)

    found = [child for child in content if child.tag.endswith("record")]
    written = [etree.tostring(child, encoding="utf-8", with_tail=False) for child in found]
    assert payloads == [] or [canonical(each) for each in payloads] == [
        canonical(each) for each in written
    ]


def canonical(document: bytes) -> str:
    return etree.canonicalize(document.decode())
