"""Pages that are no good XML: one repair, everything else quarantined record by record."""

import re

import pytest

from harvester import payloads
from harvester.models import HarvestedRecord, RecordIssue
from harvester.pipeline import run_harvest
from tests.harvester.faults.outcomes import outcomes, titles

pytestmark = [pytest.mark.django_db, pytest.mark.database_independent]
DOC_ENTITIES = '<!DOCTYPE OAI-PMH [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
EXTERNAL = '<!DOCTYPE OAI-PMH [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
SPECIAL = '<!DOCTYPE OAI-PMH SYSTEM "http://127.0.0.1:1/evil.dtd">'


def inside(text: str | bytes, *, title: str = "Lesson 12"):
    """Give a page with something put into the title of its third record."""
    junk = text if isinstance(text, bytes) else text.encode()
    return lambda page: page.encode().replace(title.encode(), title.encode() + junk, 1)


def instead(text: str | bytes):
    """Give a page with another title in its third record."""
    junk = text if isinstance(text, bytes) else text.encode()
    return lambda page: page.encode().replace(b"Lesson 12", junk, 1)


def declared(encoding: str, codec: str = ""):
    """Give a page in another encoding, which it declares."""
    return lambda page: page.replace("UTF-8", encoding, 1).encode(codec or encoding)


def before(prefix: bytes):
    """Give a page behind something else."""
    return lambda page: prefix + page.encode()


REPAIRED = {
    "control-character": (inside("\x0b"), "Lesson 12"),
    "null-byte": (inside("\x00"), "Lesson 12"),
    "escape-of-a-terminal": (inside("\x1b[31m"), "Lesson 12[31m"),
    "control-character-as-reference": (inside("&#11;&#x1F;"), "Lesson 12"),
    "half-of-a-surrogate-pair": (inside("&#xD83D;"), "Lesson 12"),
    "not-a-character": (inside("\ufffe"), "Lesson 12"),
    "invalid-utf-8": (inside(b"\xff\xfe"), "Lesson 12\ufffd\ufffd"),
    "latin-1-called-utf-8": (instead(b"Le\xe7on 12"), "Le\ufffdon 12"),
    "truncated-multi-byte": (inside("€".encode()[:2]), "Lesson 12\ufffd"),
    "surrogates-in-utf-8": (inside(b"\xed\xa0\xbd\xed\xb8\x80"), "Lesson 12" + "\ufffd" * 6),
}


@pytest.mark.parametrize(("fault", "title"), REPAIRED.values(), ids=REPAIRED)
def test_page_is_repaired_once_and_the_run_shows_which_record_it_was(
    source, endpoint, fault, title
):
    source.fail(fault, page=2, times=None)

    run = run_harvest(endpoint)

    [issue] = run.issues.all()
    assert (run.state, outcomes(run)) == ("completed", {"created": 25})
    assert titles()["oai:fake:012"] == title
    assert (issue.identifier, issue.stage) == ("oai:fake:012", "repair")
    assert re.search(r"(illegal characters removed|invalid bytes replaced): \d+", issue.reason)
    assert re.search(r"from byte \d+ of the page", issue.reason)
    assert b"<identifier>oai:fake:012</identifier>" in payloads.decompress(issue.payload)


@pytest.mark.parametrize("blank", [b"\n", b"  \r\n\t", b"\xef\xbb\xbf\n"], ids=repr)
def test_blank_before_the_declaration_is_taken_away_and_told_once(source, endpoint, blank):
    source.fail(before(blank), times=None)

    run = run_harvest(endpoint)

    [issue] = run.issues.all()
    assert (run.state, outcomes(run)) == ("completed", {"created": 25})
    assert (issue.identifier, issue.stage) == ("", "repair")
    assert "blank before the XML declaration" in issue.reason


READ = {
    "byte-order-mark": (before(b"\xef\xbb\xbf"), "Lesson 12"),
    "utf-16-with-mark": (declared("UTF-16"), "Lesson 12"),
    "utf-16-little-endian": (
        lambda page: b"\xff\xfe" + page.replace("UTF-8", "UTF-16", 1).encode("utf-16-le"),
        "Lesson 12",
    ),
    "latin-1-declared": (declared("ISO-8859-1"), "Lesson 12"),
    "windows-1251-declared": (
        lambda page: (
            page.replace("Lesson 12", "Урок 12")
            .replace("UTF-8", "windows-1251", 1)
            .encode("cp1251")
        ),
        "Урок 12",
    ),
    "cdata": (instead("<![CDATA[Lesson <b>12</b>]]>"), "Lesson 12"),
    "cdata-inside-cdata": (instead("<![CDATA[a <![CDATA[ b]]>"), "a <![CDATA[ b"),
    "comments-and-instructions": (instead("<!-- x -->Lesson<?php echo 1 ?> 12"), "Lesson 12"),
    "escaped-twice": (instead("Lesson &amp;amp; 12"), "Lesson & 12"),
    "no-xml-declaration": (lambda page: page.partition("\n")[2], "Lesson 12"),
    "namespace-of-the-protocol-wrong": (
        lambda page: page.replace('http://www.openarchives.org/OAI/2.0/"', 'urn:x"', 1),
        "Lesson 12",
    ),
    "namespace-of-the-protocol-missing": (
        lambda page: page.replace(' xmlns="http://www.openarchives.org/OAI/2.0/"', "", 1),
        "Lesson 12",
    ),
    "namespace-of-the-format-on-https": (
        lambda page: page.replace(
            '"http://www.openarchives.org/OAI/2.0/oai_dc/"',
            '"https://www.openarchives.org/OAI/2.0/oai_dc"',
        ),
        "Lesson 12",
    ),
    "other-prefixes": (
        lambda page: (
            page.replace("oai_dc:dc", "ns1:dc")
            .replace("xmlns:oai_dc", "xmlns:ns1")
            .replace("dc:title", "zz:title")
            .replace("dc:identifier", "zz:identifier")
            .replace("xmlns:dc", "xmlns:zz")
        ),
        "Lesson 12",
    ),
    "format-without-any-namespace": (
        lambda page: (
            re.sub(
                r"</?oai_dc:dc[^>]*>", lambda tag: "</dc>" if "/" in tag[0][:2] else "<dc>", page
            )
            .replace("<dc:", "<")
            .replace("</dc:", "</")
        ),
        "Lesson 12",
    ),
    "junk-behind-the-end": (lambda page: page + "\n<!-- 0.3 s -->\n", "Lesson 12"),
    "unknown-elements-around-the-record": (
        lambda page: page.replace("<metadata>", "<about><x/></about><metadata>"),
        "Lesson 12",
    ),
}


@pytest.mark.parametrize(("fault", "title"), READ.values(), ids=READ)
def test_page_that_is_odd_and_still_xml_is_read_as_it_is(source, endpoint, fault, title):
    source.fail(fault, page=2, times=None)

    run = run_harvest(endpoint)

    assert (run.state, outcomes(run)) == ("completed", {"created": 25}), run.message
    assert titles()["oai:fake:012"] == title
    assert not run.issues.exists()


QUARANTINED = {
    "tags-do-not-match": instead("Lesson</dc:titel>"),
    "ampersand-bare": instead("Salt & pepper"),
    "less-than-bare": instead("1 < 2"),
    "entity-of-html": instead("Caf&eacute;&nbsp;au lait"),
    "entity-unknown": instead("&xxe;"),
    "attribute-twice": instead('<b a="1" a="2">x</b>'),
    "prefix-unbound": instead("<x:y>z</x:y>"),
    "cdata-end-alone": instead("a ]]> b"),
    "reference-too-large": instead("<b>&#x110000</b>"),
    "tag-never-closed": instead("<b>bold"),
    "nested-beyond-reason": instead("<b>" * 5000 + "</b>" * 5000),
    "declaration-in-the-middle": instead('<?xml version="1.0"?>x'),
    "doctype-in-the-middle": instead(DOC_ENTITIES),
}


@pytest.mark.parametrize("fault", QUARANTINED.values(), ids=QUARANTINED)
def test_bad_record_is_quarantined_with_its_bytes_and_place_and_the_page_kept(
    source, endpoint, fault
):
    source.fail(fault, page=2, times=None)

    run = run_harvest(endpoint)

    [issue] = run.issues.all()
    kept = HarvestedRecord.objects.get(identifier="oai:fake:012")
    raw = payloads.decompress(kept.payload)
    served = fault("<title>Lesson 12</title>")
    served = served.encode() if isinstance(served, str) else served
    assert outcomes(run) == {"created": 24, "failed": 1}
    assert (issue.identifier, issue.stage) == ("oai:fake:012", "parse")
    assert re.search(r"not well-formed XML, from byte \d+ of the page: .+", issue.reason)
    assert served[7:-8] in raw
    assert payloads.decompress(issue.payload)[:1000] == raw[:1000]
    assert "oai:fake:012" not in titles()


DECLARATIONS = {
    "entities": DOC_ENTITIES,
    "billion-laughs": '<!DOCTYPE x [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]>",
    "external-entity": EXTERNAL,
    "external-dtd": SPECIAL,
    "parameter-entity": '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:1/"> %p;]>',
    "behind-a-comment": f"<!-- {'x' * 10_000} -->{DOC_ENTITIES}",
}


@pytest.mark.parametrize("doctype", DECLARATIONS.values(), ids=DECLARATIONS)
def test_document_type_declaration_is_refused_whatever_it_says(source, endpoint, doctype):
    use = "&a;" if "ENTITY a " in doctype else "&a9;" if "a9" in doctype else "x"
    source.fail(
        lambda page: page.replace("<OAI-PMH", doctype + "<OAI-PMH", 1).replace("Lesson 12", use),
        page=2,
        times=None,
    )

    run = run_harvest(endpoint)

    assert (run.state, outcomes(run)) == ("failed", {"created": 10})
    assert "(DOCTYPE), which is refused" in run.message


def test_fault_outside_the_records_ends_the_run_and_says_so(source, endpoint):
    source.fail(lambda page: page.replace("<request", "<request x='<'", 1), page=2, times=None)

    run = run_harvest(endpoint)

    assert (run.state, outcomes(run)) == ("failed", {"created": 10})
    assert "not well-formed XML" in run.message


def test_every_record_of_a_page_that_is_bad_leaves_the_other_pages(source, endpoint):
    source.fail(lambda page: page.replace("</dc:title>", "</dc:titel>"), page=2, times=None)

    run = run_harvest(endpoint)

    assert (run.state, outcomes(run)) == ("partial", {"created": 15, "failed": 10})
    assert RecordIssue.objects.filter(run=run, stage="parse").count() == 10


def test_repair_and_bad_record_on_one_page_both_happen(source, endpoint):
    source.fail(
        lambda page: page.replace("Lesson 12", "Salt & pepper").replace("Lesson 15", "a\x0bb"),
        page=2,
        times=None,
    )

    run = run_harvest(endpoint)

    stages = dict(run.issues.values_list("identifier", "stage"))
    assert outcomes(run) == {"created": 24, "failed": 1}
    assert stages == {"oai:fake:012": "parse", "oai:fake:015": "repair"}
    assert titles()["oai:fake:015"] == "ab"


def test_bad_record_that_is_mended_at_the_source_is_stored_by_the_next_harvest(source, endpoint):
    source.fail(instead("1 < 2"), page=2)
    run_harvest(endpoint)

    run = run_harvest(endpoint, is_full=True)

    assert outcomes(run) == {"created": 1, "unchanged": 24}
    assert titles()["oai:fake:012"] == "Lesson 12"
