"""What every outgoing format has to be; a new one is tested by being registered."""

import pytest
from lxml import etree

from repository.formats.registry import FORMATS
from repository.metadata.record import ResourceMetadata
from repository.oaipmh.requests import METADATA_PREFIX
from tests.repository.formats.records import DUBLIN_CORE_RECORD, LOM_RECORD
from tests.repository.schemas import assert_valid_part

formats = pytest.mark.parametrize("offered", FORMATS.values(), ids=lambda each: each.prefix)


@formats
@pytest.mark.parametrize(
    "metadata", [DUBLIN_CORE_RECORD, LOM_RECORD, ResourceMetadata(titles={"und": ("T",)})]
)
def test_format_gives_one_valid_element_of_its_namespace(offered, metadata):
    document = offered.render(metadata, page_url="https://oer.example.org/resources/1")

    root = etree.fromstring(document)
    assert etree.QName(root).namespace == offered.namespace
    location = root.get("{http://www.w3.org/2001/XMLSchema-instance}schemaLocation")
    assert location.split() == [offered.namespace, offered.schema_url]
    assert_valid_part(root)


@formats
def test_prefix_is_one_that_the_protocol_allows(offered):
    assert METADATA_PREFIX.fullmatch(offered.prefix)


def test_dublin_core_is_always_offered():
    assert "oai_dc" in FORMATS
