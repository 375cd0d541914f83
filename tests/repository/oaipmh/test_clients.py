"""Two independent clients walk the catalogue over real sockets and get every record once."""

import warnings

import pytest
from oaipmh.client import Client
from oaipmh.metadata import MetadataRegistry, oai_dc_reader

from repository.models import LearningResource
from tests.factories import make_provider, make_resource

with warnings.catch_warnings():
    # an old release, which escapes and compares as Python has since come to dislike
    warnings.simplefilter("ignore")
    from sickle import Sickle

pytestmark = pytest.mark.django_db(transaction=True)

SCRIPTS = {
    "en": "Algebra & geometry <1>",
    "ar": "الجبر والهندسة",
    "hi": "बीजगणित और ज्यामिति",
    "zh": "代数与几何",
    "fr": "Algèbre, « géométrie »\x0b",
}


@pytest.fixture
def address(live_server, settings) -> str:
    """The base URL of a running catalogue with pages of seven."""
    settings.OAI_PAGE_SIZE = 7
    settings.PUBLIC_URL = live_server.url
    return f"{live_server.url}/oai"


@pytest.fixture
def resources() -> list[LearningResource]:
    """Forty resources of two sources in five scripts, every fifth withdrawn."""
    tags = list(SCRIPTS)
    return [
        make_resource(
            provider=make_provider(f"source-{number % 2}"),
            titles={tags[number % 5]: (f"{SCRIPTS[tags[number % 5]]} {number}",)},
            languages=(tags[number % 5],),
            withdrawn=number % 5 == 4,
        )
        for number in range(40)
    ]


def expected(resources) -> dict[str, bool]:
    return {f"oai:127.0.0.1:{each.id}": each.is_withdrawn for each in resources}


def oaipmh_client(address: str) -> Client:
    registry = MetadataRegistry()
    registry.registerReader("oai_dc", oai_dc_reader)
    return Client(address, registry)


def test_sickle_gets_every_record_once(address, resources):
    records = list(Sickle(address).ListRecords(metadataPrefix="oai_dc"))

    assert len(records) == len(resources)
    assert {each.header.identifier: each.deleted for each in records} == expected(resources)
    titles = {title for each in records if not each.deleted for title in each.metadata["title"]}
    assert "代数与几何 3" in titles
    assert "Algebra & geometry <1> 0" in titles


def test_sickle_gets_a_set_by_post_and_every_header(address, resources):
    sickle = Sickle(address, http_method="POST")

    headers = list(sickle.ListIdentifiers(metadataPrefix="oai_dc", set="source:source-1"))

    wanted = [each for each in resources if each.provider.slug == "source-1"]
    assert {each.identifier: each.deleted for each in headers} == expected(wanted)
    assert len(headers) == len(wanted)


def test_oaipmh_gets_every_record_once(address, resources):
    client = oaipmh_client(address)
    client.updateGranularity()

    records = list(client.listRecords(metadataPrefix="oai_dc"))

    assert len(records) == len(resources)
    headers = [header for header, _metadata, _about in records]
    assert {each.identifier(): bool(each.isDeleted()) for each in headers} == expected(resources)


def test_oaipmh_reads_what_the_repository_says_of_itself(address, resources):
    client = oaipmh_client(address)

    said = client.identify()

    assert (said.baseURL(), said.deletedRecord()) == (address, "persistent")
    assert said.granularity() == "YYYY-MM-DDThh:mm:ssZ"
    assert "oai_dc" in [prefix for prefix, _schema, _namespace in client.listMetadataFormats()]
    sets = [spec for spec, _name, _description in client.listSets()]
    assert {"source", "source:source-0", "source:source-1", "license"} <= set(sets)


def test_writes_during_the_walk_lose_nothing_and_double_nothing(address, resources):
    records = Sickle(address).ListRecords(metadataPrefix="oai_dc")
    seen = [next(records).header.identifier for _ in range(10)]
    listed = set(seen)
    waiting = [each for each in resources if f"oai:127.0.0.1:{each.id}" not in listed]
    changed, withdrawn = waiting[0], waiting[1]

    later = make_resource("Later", provider=resources[0].provider)
    make_resource("Changed", provider=changed.provider, identifier=changed.source_identifier)
    make_resource(
        provider=withdrawn.provider, identifier=withdrawn.source_identifier, withdrawn=True
    )
    seen += [each.header.identifier for each in records]

    assert len(seen) == len(set(seen))
    untouched = expected(each for each in resources if each.id not in {changed.id, withdrawn.id})
    assert untouched.keys() <= set(seen)
    assert set(seen) <= expected([*resources, later]).keys()
