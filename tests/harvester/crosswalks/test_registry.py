from dataclasses import dataclass

import pytest
from lxml import etree

from harvester.crosswalks import REGISTRY, choose_format, crosswalk, rank
from harvester.errors import RecordError
from harvester.records import Header, ParsedRecord, Stated
from tests.harvester.crosswalks.golden import parsed

LOM = "http://ltsc.ieee.org/xsd/LOM"
IMS = "http://www.imsglobal.org/xsd/imsmd_v1p2"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"


@dataclass(frozen=True)
class Offered:
    prefix: str
    namespace: str
    schema: str = ""


def test_choose_format_prefers_the_richest_whatever_the_prefix():
    formats = [Offered("oai_dc", OAI_DC), Offered("oer", IMS), Offered("xyz", "urn:unknown")]

    assert choose_format(formats) == formats[1]


def test_choose_format_is_not_misled_by_a_prefix():
    formats = [Offered("lom", "urn:unknown"), Offered("oai_dc", OAI_DC)]

    assert choose_format(formats) == formats[1]


def test_choose_format_of_equals_takes_the_first():
    formats = [Offered("ims", IMS), Offered("lom", LOM)]

    assert choose_format(formats) == formats[0]


@pytest.mark.parametrize("formats", [[], [Offered("oai_dc", "urn:unknown")]])
def test_choose_format_without_a_readable_one_gives_none(formats: list[Offered]):
    assert choose_format(formats) is None


@pytest.mark.parametrize(
    "spelling",
    [
        "http://www.openarchives.org/OAI/2.0/oai_dc",
        "https://www.openarchives.org/OAI/2.0/oai_dc/",
        " http://www.openarchives.org/oai/2.0/oai_dc/ ",
    ],
)
def test_rank_folds_spellings_of_a_namespace(spelling: str):
    assert rank(spelling) == rank(OAI_DC)


def test_rank_of_an_unknown_namespace_is_none():
    assert rank("urn:unknown") is None
    assert rank("") is None


def test_registry_holds_each_name_namespace_and_root_once():
    names = [known.name for known in REGISTRY]
    namespaces = [uri for known in REGISTRY for uri in known.namespaces]
    roots = [root for known in REGISTRY for root in known.roots]

    assert len(set(names)) == len(names)
    assert len({rank(uri) for uri in namespaces}) == len(REGISTRY)
    assert len(set(namespaces)) == len(namespaces)
    assert len(set(roots)) == len(roots)


def test_crosswalk_of_an_unknown_namespace_names_it():
    record = parsed(b'<work xmlns="urn:example:unknown"><title>T</title></work>')

    with pytest.raises(RecordError, match="urn:example:unknown") as caught:
        crosswalk(record)

    assert caught.value.stage == "crosswalk"


def test_crosswalk_of_a_deleted_record_raises():
    header = Header(identifier="oai:example.org:1", datestamp="2024-01-01", is_deleted=True)

    with pytest.raises(RecordError, match="deleted") as caught:
        crosswalk(ParsedRecord(header=header, payload=b""))

    assert caught.value.stage == "crosswalk"


@pytest.mark.parametrize(
    "metadata",
    [
        "<dc><title>Stars</title></dc>",
        '<dc xmlns="http://www.openarchives.org/OAI/2.0/"><title>Stars</title></dc>',
        '<dc xmlns="http://www.openarchives.org/OAI/2.0/oai_dc"><title>Stars</title></dc>',
        "<lom><general><title><string>Stars</string></title></general></lom>",
        "<LOM><General><Title>Stars</Title></General></LOM>",
        f'<w xmlns="urn:w"><lom xmlns="{LOM}"><general><title>Stars</title></general></lom></w>',
    ],
)
def test_crosswalk_finds_a_format_without_its_namespace_or_in_a_wrapper(metadata: str):
    assert crosswalk(parsed(metadata.encode())).titles == (Stated("Stars"),)


@pytest.mark.parametrize(
    "metadata",
    [
        "<record><title>Stars</title><author>Ada</author></record>",
        "<record><metadata><field name='title'>Stars</field></metadata></record>",
        "<collection><record><title>Stars</title></record></collection>",
        "<resource><title>Stars</title><url>https://x.example/</url></resource>",
        "<resource/>",
    ],
)
def test_crosswalk_of_a_bare_root_of_a_common_name_is_unknown_unless_its_parts_say_more(
    metadata: str,
):
    with pytest.raises(RecordError, match="unknown metadata format"):
        crosswalk(parsed(metadata.encode()))


@pytest.mark.parametrize(
    "metadata",
    [
        "<record><datafield tag='245'><subfield code='a'>Stars</subfield></datafield></record>",
        (
            "<collection><record><datafield tag='245'><subfield code='a'>Stars</subfield>"
            "</datafield></record></collection>"
        ),
        "<resource><titles><title>Stars</title></titles></resource>",
    ],
)
def test_crosswalk_of_a_bare_root_of_a_common_name_is_told_by_its_parts(metadata: str):
    assert crosswalk(parsed(metadata.encode())).titles == (Stated("Stars"),)


def test_crosswalk_keeps_nothing_of_comments_and_instructions():
    root = etree.fromstring(
        f'<lom xmlns="{LOM}"><general><title><!-- draft --><?no t?><string>Stars</string></title>'
        "<keyword><!-- none --></keyword></general></lom>"
    )

    stated = crosswalk(parsed(root))

    assert stated.titles == (Stated("Stars"),)
    assert stated.keywords == ()
