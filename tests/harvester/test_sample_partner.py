import threading
import unicodedata
from collections.abc import Iterator

import pytest
from lxml import etree
from sickle import Sickle

from harvester.sample_partner.records import load_records
from harvester.sample_partner.repository import SampleRepository
from harvester.sample_partner.server import SamplePartnerServer
from tests.corpus import schema_path

NAMESPACES = {
    "oai": "http://www.openarchives.org/OAI/2.0/",
    "dc": "http://purl.org/dc/elements/1.1/",
}


@pytest.fixture
def base_url() -> Iterator[str]:
    with SamplePartnerServer(0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.base_url
        server.shutdown()
        thread.join()


@pytest.fixture
def repository() -> SampleRepository:
    return SampleRepository(load_records(), base_url="http://127.0.0.1/oai", page_size=20)


def ask(repository: SampleRepository, **arguments: str) -> etree._Element:
    pairs = [(name.rstrip("_"), value) for name, value in arguments.items()]
    return etree.fromstring(repository.respond(pairs))


def scripts() -> set[str]:
    titles = [text for each in load_records() for text in each.stated.get("titles", {}).values()]
    letters = {letter for title in titles for letter in title if letter.isalpha()}
    return {unicodedata.name(letter).split()[0] for letter in letters}


def test_sample_is_as_varied_as_a_catalogue_has_to_be():
    records = [each for each in load_records() if not each.is_deleted]
    languages = {tag.split("-")[0] for each in records for tag in each.stated["titles"]}
    statements = [str(each.stated.get("rights", "")) for each in records]

    assert len(records) >= 80
    assert sum(each.has_lom for each in records) * 2 in range(len(records) - 6, len(records) + 6)
    assert len(languages) >= 10
    assert {"LATIN", "ARABIC", "CYRILLIC", "CJK", "DEVANAGARI", "ETHIOPIC", "GREEK"} <= scripts()
    assert len(set(statements)) >= 30
    assert "" in statements


@pytest.mark.parametrize("client_page", [{"metadataPrefix": "oai_dc"}, {"metadataPrefix": "lom"}])
def test_independent_client_gets_every_record_once(base_url, client_page):
    found = [each.header for each in Sickle(base_url).ListRecords(**client_page)]

    wanted = [
        each for each in load_records() if client_page["metadataPrefix"] != "lom" or each.has_lom
    ]
    assert [each.identifier for each in found] == [each.identifier for each in wanted]
    assert sum(each.deleted for each in found) == sum(each.is_deleted for each in wanted)


def test_set_and_bounds_select(repository):
    records = load_records()
    third = f"{records[2].datestamp:%Y-%m-%dT%H:%M:%SZ}"

    answer = ask(
        repository, verb="ListIdentifiers", metadataPrefix="oai_dc", set="library", until=third
    )

    assert len(answer.findall(".//oai:header", NAMESPACES)) == 3


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "badVerb"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "ListRecords", "resumptionToken": "x"}, "badResumptionToken"),
        (
            {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "oai:x:1"},
            "idDoesNotExist",
        ),
        (
            {
                "verb": "GetRecord",
                "metadataPrefix": "lom",
                "identifier": "oai:sample.commonloom.example:library/sicp",
            },
            "cannotDisseminateFormat",
        ),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "nowhere"}, "noRecordsMatch"),
    ],
)
def test_wrong_request_gets_the_protocol_error(repository, arguments, code):
    answer = ask(repository, **arguments)

    assert [each.get("code") for each in answer.findall("oai:error", NAMESPACES)] == [code]


def test_mistakes_go_out_as_they_are(repository):
    identifier = "oai:sample.commonloom.example:library/open-data-handbook"

    answer = ask(repository, verb="GetRecord", metadataPrefix="oai_dc", identifier=identifier)

    assert answer.findtext(".//dc:language", namespaces=NAMESPACES) == "eng;fre"


@pytest.mark.parametrize("prefix", ["oai_dc", "lom"])
def test_every_page_is_valid(repository, prefix):
    schema = etree.XMLSchema(etree.parse(schema_path("OAI-PMH.xsd")))
    token, pages = "", 0
    while not pages or token:
        given = {"resumptionToken": token} if token else {"metadataPrefix": prefix}
        answer = ask(repository, verb="ListRecords", **given)
        schema.assertValid(answer)
        token = answer.findtext(".//oai:resumptionToken", namespaces=NAMESPACES)
        pages += 1
    assert pages >= 3
