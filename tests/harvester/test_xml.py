"""The XML parser: what it refuses, what it repairs and that it says so."""

import logging
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from harvester.errors import NotXML
from harvester.xml import ILLEGAL, one_line, parse_xml, repair

URL = "http://partner.example/oai"
PROLOG = b'<?xml version="1.0" encoding="UTF-8"?>'


def refused(document):
    with pytest.raises(NotXML) as caught:
        parse_xml(document, url=URL)
    assert URL in str(caught.value)
    assert "\n" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("document", "text"),
    [
        (b"<a>b</a>", "b"),
        (PROLOG + b"<a>b</a>\n", "b"),
        (b"\xef\xbb\xbf<a>b</a>", "b"),
        ("<a>Übung</a>".encode(), "Übung"),
        ('<?xml version="1.0" encoding="ISO-8859-1"?><a>Übung</a>'.encode("latin-1"), "Übung"),
        ('<?xml version="1.0" encoding="UTF-16"?><a>Übung</a>'.encode("utf-16"), "Übung"),
        (b"<a><![CDATA[<b>]]></a>", "<b>"),
        (b"<?pi?><!-- c --><a>x<!-- <!DOCTYPE y> -->y<?pi?>z</a>", "xyz"),
    ],
)
def test_parse_well_formed_document_needs_no_repair(document, text):
    parsed = parse_xml(document)

    assert parsed.root.text == text
    assert len(parsed.root) == 0
    assert parsed.repairs == ()


@pytest.mark.parametrize(
    "document",
    [
        b"<!DOCTYPE html><html><body>Log in</body></html>",
        b"<!doctype HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'>\n<HTML><br></HTML>",
        b"\n  <html lang='en'><head></head></html>",
        b"\xef\xbb\xbf<!-- hello --><html>",
        PROLOG + b'<!DOCTYPE html PUBLIC "x" "y"><html xmlns="http://www.w3.org/1999/xhtml"/>',
        PROLOG + b'<x:html xmlns:x="http://www.w3.org/1999/xhtml"/>',
        b"<head><title>503</title></head><body>busy<br></body>",
        b"Sorry <p>we are closed<br></p>",
    ],
)
def test_parse_web_page_is_called_one(document):
    error = refused(document)

    assert error.code == "html"
    assert "web page" in str(error)


@pytest.mark.parametrize(
    "document",
    [
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        PROLOG + b"\n<!-- x --><?y?>\n<!DOCTYPE a><a/>",
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd"><a/>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<!DOCTYPE a [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;">]><a b="&c;"/>',
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'.encode(
            "utf-16"
        ),
    ],
)
def test_parse_document_type_is_refused(document):
    error = refused(document)

    assert error.code == "doctype"
    assert "DOCTYPE" in str(error)


@pytest.mark.parametrize(
    "document",
    [
        b"<a><b></a>",
        b"<a>&nbsp;</a>",
        b"<a>fish & chips</a>",
        b"plain words",
        b"<a/><b/>",
        b"<a>" * 300 + b"</a>" * 300,
        PROLOG + b"<a>" + PROLOG + b"</a>",
        b"\x00\x01\x02\xff\xfe",
    ],
)
def test_parse_other_faults_are_not_repaired(document):
    error = refused(document)

    assert error.code == "bad-xml"
    assert not error.is_temporary


@pytest.mark.parametrize("document", [b"", b" \n"])
def test_parse_empty_answer_may_be_tried_again(document):
    error = refused(document)

    assert (error.code, error.is_temporary) == ("empty", True)


def test_parse_says_where_it_is_not_well_formed_or_how_it_begins():
    assert str(refused(b"<a>\n<b></a>")) == (
        "the answer is not well-formed XML: Opening and ending tag mismatch: b line 2 and a,"
        f" line 2, column 8 at {URL} - tell the partner"
    )
    assert str(refused(b'{"error":\n "not found"}')) == (
        """the answer is no XML: it begins with '{"error": "not found"}'"""
        f" at {URL} - tell the partner"
    )


def test_parse_too_large_document_is_refused_unparsed():
    with pytest.raises(NotXML, match="larger than") as caught:
        parse_xml(b"<a>" + b"x" * 2000, max_bytes=1000)

    assert caught.value.code == "too-large"


@pytest.mark.parametrize(
    ("document", "text", "repairs"),
    [
        (b"<a>x\x0by</a>", "xy", ("illegal characters removed: 1",)),
        (b"<a>x&#11;&#x0C;&#10;y</a>", "x\ny", ("illegal characters removed: 2",)),
        (b"<a>x&#0;&#xFFFF;&#xD800;&#1114112;</a>", "x", ("illegal characters removed: 4",)),
        (b"<a>caf\xe9</a>", "caf\ufffd", ("invalid bytes replaced: 1",)),
        ("<a>x\uffffy\uffff</a>".encode(), "xy", ("illegal characters removed: 2",)),
        (b"\n\n" + PROLOG + b"<a>x</a>", "x", ("blank before the XML declaration removed",)),
        (
            b'<?xml version="1.0" encoding="ISO-8859-1"?><a>caf\xe9\x08</a>',
            "café",
            ("illegal characters removed: 1",),
        ),
        (
            PROLOG + b"<a>\xc3(\x00 \xef\xbf\xbd</a>",
            "\ufffd( \ufffd",
            ("invalid bytes replaced: 1", "illegal characters removed: 1"),
        ),
    ],
)
def test_parse_repairs_once_and_says_what(document, text, repairs, caplog):
    with caplog.at_level(logging.WARNING):
        parsed = parse_xml(document, url=URL)

    assert parsed.root.text == text
    assert parsed.repairs == repairs
    assert [record.getMessage() for record in caplog.records] == [
        f"repaired XML from {URL}: {'; '.join(repairs)}"
    ]


def test_parse_repair_that_does_not_help_is_not_reported(caplog):
    with caplog.at_level(logging.WARNING):
        refused(b"<a>\x0b<b></a>")

    assert caplog.records == []


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_repair_gives_the_text_without_what_xml_forbids(text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    repaired, _ = repair(f"<a>{escaped}</a>".encode())

    given_back = etree.fromstring(repaired).text or ""
    assert given_back == re.sub("\r\n?", "\n", ILLEGAL.sub("", text))


legal_texts = st.text(
    st.characters(codec="utf-8", exclude_characters=map(chr, range(32))), max_size=20
).map(lambda text: ILLEGAL.sub("", text))
trees = st.recursive(
    st.tuples(st.sampled_from("abc"), legal_texts, st.just(())),
    lambda inside: st.tuples(
        st.sampled_from("abc"), legal_texts, st.lists(inside, max_size=3).map(tuple)
    ),
    max_leaves=8,
)


def grown(tree: tuple) -> etree._Element:
    """Give the element of a tree, its text also as an attribute and behind each child."""
    name, text, inside = tree
    element = etree.Element(f"{{urn:{name}}}{name}", {"about": text})
    element.text = text
    for branch in inside:
        child = grown(branch)
        child.tail = text
        element.append(child)
    return element


@given(trees, st.sampled_from(["UTF-8", "UTF-16", "ISO-8859-1", "US-ASCII"]), st.booleans())
def test_parse_never_changes_what_is_well_formed(tree, encoding, has_declaration):
    whole = etree.tostring(
        grown(tree), encoding=encoding, xml_declaration=has_declaration or encoding[0] != "U"
    )

    parsed = parse_xml(whole)

    assert parsed.repairs == ()
    assert etree.tostring(parsed.root, method="c14n") == etree.tostring(grown(tree), method="c14n")


@given(st.binary(max_size=200))
def test_parse_any_bytes_inside_an_element_are_read_or_refused(junk):
    try:
        parsed = parse_xml(b"<a>" + junk + b"</a>")
    except NotXML:
        return
    assert not ILLEGAL.search("".join(parsed.root.itertext()))


@given(st.binary(max_size=400))
def test_parse_any_bytes_are_read_or_refused(document):
    try:
        parse_xml(document)
    except NotXML as error:
        refusal = str(error)
        assert "\n" not in refusal


def test_one_line_is_short_and_one_line():
    assert one_line("a\n b\t c") == "a b c"
    assert one_line("x" * 500, 10) == "x" * 9 + "…"
