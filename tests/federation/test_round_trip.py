"""Out in a format and in again: what a second site understands is what we understood.

No database and no socket: record -> format -> crosswalk -> normalise -> record.
"""

from collections.abc import Iterator

import pytest
from lxml import etree

from harvester.crosswalks import crosswalk, rank
from harvester.crosswalks.elements import namespace_of
from harvester.errors import RecordError
from harvester.normalize import normalize
from repository.formats.registry import FORMATS
from repository.metadata.record import ResourceMetadata
from tests.corpus import corpus_path
from tests.harvester.crosswalks.golden import parsed
from tests.harvester.crosswalks.test_corpus import roots_of
from tests.repository.formats.records import LOM_RECORD

PAGE_URL = "https://oer.example.org/resources/1"
LOM_FIELDS = (
    *("titles", "descriptions", "keywords", "languages", "contributors", "resource_types"),
    *("educational_levels", "age_ranges", "audiences", "competencies", "accessibility"),
    *("url", "files", "relations", "access"),
)
formats = pytest.mark.parametrize("prefix", FORMATS)


def read(root: etree._Element) -> ResourceMetadata:
    return normalize(crosswalk(parsed(root))).metadata


def round_trip(metadata: ResourceMetadata, prefix: str) -> ResourceMetadata:
    return read(etree.fromstring(FORMATS[prefix].render(metadata, page_url=PAGE_URL)))


def essence(metadata: ResourceMetadata) -> tuple:
    """Give what every format must carry."""
    return (
        metadata.titles,
        metadata.descriptions,
        metadata.languages,
        metadata.url or PAGE_URL,
        metadata.license.id,
        metadata.license.license_class,
        metadata.license.kind,
        metadata.access,
    )


@formats
def test_record_is_understood_the_same(prefix):
    understood = round_trip(LOM_RECORD, prefix)

    again = round_trip(understood, prefix)

    assert (understood.titles, understood.descriptions) == (
        LOM_RECORD.titles,
        LOM_RECORD.descriptions,
    )
    assert (understood.languages, understood.url) == (LOM_RECORD.languages, LOM_RECORD.url)
    assert understood.license.id == LOM_RECORD.license.id
    assert essence(again) == essence(understood)


@pytest.mark.parametrize("field", LOM_FIELDS)
def test_lom_carries_the_whole_field(field):
    understood = round_trip(LOM_RECORD, "lom")

    again = round_trip(understood, "lom")

    assert getattr(understood, field)
    assert getattr(again, field) == getattr(understood, field)


def corpus_records() -> Iterator[ResourceMetadata]:
    """Yield what we understand of every recorded record that has a title."""
    folder = corpus_path("oai")
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        for root in roots_of(path):
            if rank(namespace_of(root.tag)) is not None:
                try:
                    yield read(root)
                except RecordError:
                    continue


@pytest.mark.slow
@formats
def test_recorded_records_are_understood_the_same(prefix):
    seen = 0

    for metadata in corpus_records():
        assert essence(round_trip(metadata, prefix)) == essence(metadata)
        seen += 1

    assert seen > 9_000
