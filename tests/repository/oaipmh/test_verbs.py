"""What each verb answers, validated against the official schemas."""

from datetime import UTC, datetime, timedelta

import pytest
from lxml import etree

from repository.models import LearningResource, Provider
from tests.factories import make_provider, make_resource
from tests.repository.oaipmh.asking import values

pytestmark = pytest.mark.django_db

BASE_URL = "https://oer.example.org/oai"
OAI_DC = "{http://www.openarchives.org/OAI/2.0/oai_dc/}dc"
ABSENT = "oai:oer.example.org:00000000-0000-4000-8000-000000000000"


def identifier_of(resource) -> str:
    return f"oai:oer.example.org:{resource.id}"


def test_identify_says_who_we_are(provider, settings):
    settings.SITE_NAME, settings.ADMIN_EMAIL = "Loom & Co", "oai@example.org"

    root = provider.ask(verb="Identify")

    assert values(root, "repositoryName") == ["Loom & Co"]
    assert values(root, "baseURL") == [BASE_URL] == values(root, "request")
    assert values(root, "protocolVersion") == ["2.0"]
    assert values(root, "adminEmail") == ["oai@example.org"]
    assert values(root, "deletedRecord") == ["persistent"]
    assert values(root, "granularity") == ["YYYY-MM-DDThh:mm:ssZ"]
    assert values(root, "compression") == ["gzip"]
    assert root.findtext(".//{*}repositoryIdentifier") == "oer.example.org"


def test_identify_leaves_the_identifier_description_out_for_a_host_without_domain(
    provider, settings
):
    settings.PUBLIC_URL, settings.PUBLIC_HOST = "http://localhost:8000", "localhost"

    root = provider.ask(verb="Identify")

    assert root.find(".//{*}description") is None


def test_earliest_datestamp_is_never_after_any_record_even_after_changes(provider):
    resource = make_resource()
    old = datetime(2020, 2, 3, 4, 5, 6, tzinfo=UTC)
    LearningResource.objects.filter(id=resource.id).update(datestamp=old)
    make_resource(identifier=resource.source_identifier, title="Changed")

    LearningResource.objects.filter(id=resource.id).update(datestamp=old)

    assert values(provider.ask(verb="Identify"), "earliestDatestamp") == ["2020-02-03T00:00:00Z"]


def test_earliest_datestamp_stays_when_the_only_record_changes(provider):
    registered_at = datetime.now(UTC) - timedelta(days=400)
    make_resource()
    Provider.objects.update(created_at=registered_at)

    earliest = values(provider.ask(verb="Identify"), "earliestDatestamp")

    assert earliest == [f"{registered_at:%Y-%m-%d}T00:00:00Z"]


def test_earliest_datestamp_of_an_empty_catalogue_is_in_the_past(provider):
    [earliest] = values(provider.ask(verb="Identify"), "earliestDatestamp")

    assert datetime.fromisoformat(earliest) <= datetime.now(UTC)


def test_metadata_formats_include_dublin_core(provider):
    root = provider.ask(verb="ListMetadataFormats")

    assert "oai_dc" in values(root, "metadataPrefix")
    assert "http://www.openarchives.org/OAI/2.0/oai_dc/" in values(root, "metadataNamespace")


@pytest.mark.parametrize("withdrawn", [False, True])
def test_metadata_formats_of_an_item_are_all_formats(provider, withdrawn):
    resource = make_resource(withdrawn=withdrawn)

    root = provider.ask(verb="ListMetadataFormats", identifier=identifier_of(resource))

    assert "oai_dc" in values(root, "metadataPrefix")


@pytest.mark.parametrize("identifier", [ABSENT, "oai:other.example:1", "junk"])
def test_unknown_identifier_does_not_exist_in_any_verb_that_takes_one(provider, identifier):
    assert provider.errors(verb="ListMetadataFormats", identifier=identifier) == ["idDoesNotExist"]
    assert provider.errors(verb="GetRecord", identifier=identifier, metadataPrefix="oai_dc") == [
        "idDoesNotExist"
    ]


def test_identifier_in_another_spelling_of_the_uuid_is_not_ours(provider):
    identifier = (
        identifier_of(make_resource()).upper().replace("OAI:OER.EXAMPLE.ORG", "oai:oer.example.org")
    )

    assert provider.errors(verb="GetRecord", identifier=identifier, metadataPrefix="oai_dc") == [
        "idDoesNotExist"
    ]


def test_sets_are_sources_and_license_classes_with_their_parents(provider):
    make_resource(provider=make_provider("alpha", name="Alpha & Sons"))
    make_resource(provider=make_provider("beta"))

    root = provider.ask(verb="ListSets")

    assert values(root, "setSpec") == [
        "source",
        "source:alpha",
        "source:beta",
        "license",
        "license:unknown",
    ]
    assert "Alpha & Sons" in values(root, "setName")


def test_sets_take_no_token_that_was_never_given(provider):
    assert provider.errors(verb="ListSets", resumptionToken="") == ["badResumptionToken"]
    assert provider.errors(verb="ListSets", resumptionToken="x") == ["badResumptionToken"]


def test_record_has_header_with_all_sets_and_metadata(provider):
    resource = make_resource("Algèbre", provider=make_provider("alpha"))

    root = provider.ask(
        verb="GetRecord", identifier=identifier_of(resource), metadataPrefix="oai_dc"
    )

    assert values(root, "identifier") == [identifier_of(resource)]
    assert values(root, "datestamp") == [f"{resource.datestamp:%Y-%m-%dT%H:%M:%SZ}"]
    assert values(root, "setSpec") == ["source:alpha", "license:unknown"]
    assert root.find(f".//{OAI_DC}")[0].text == "Algèbre"
    assert dict(root.find("{*}request").attrib) == {
        "verb": "GetRecord",
        "identifier": identifier_of(resource),
        "metadataPrefix": "oai_dc",
    }


def test_deleted_record_is_a_header_alone_and_stays_in_its_sets(provider):
    resource = make_resource(provider=make_provider("alpha"), withdrawn=True)

    root = provider.ask(
        verb="GetRecord", identifier=identifier_of(resource), metadataPrefix="oai_dc"
    )

    [header] = root.iter("{*}header")
    assert header.get("status") == "deleted"
    assert values(root, "setSpec") == ["source:alpha", "license:unknown"]
    assert root.find(".//{*}metadata") is None
    assert root.find(".//{*}about") is None


def test_format_unknown_for_a_known_item_cannot_be_disseminated(provider):
    identifier = identifier_of(make_resource())

    root = provider.ask(verb="GetRecord", identifier=identifier, metadataPrefix="nonsense")

    assert [each.get("code") for each in root.iter("{*}error")] == ["cannotDisseminateFormat"]
    assert root.find("{*}request").get("metadataPrefix") == "nonsense"


def test_request_element_is_bare_after_bad_verb_and_bad_argument(provider):
    for arguments in ({"verb": "junk"}, {"verb": "ListRecords"}, {"verb": "Identify", "a": "b"}):
        request = provider.ask(**arguments).find("{*}request")

        assert (request.text, dict(request.attrib)) == (BASE_URL, {})


def test_record_that_cannot_be_rendered_is_not_a_fault_of_the_server(provider, caplog):
    broken = make_resource()
    LearningResource.objects.filter(id=broken.id).update(metadata_json='{"titles": 7}')

    codes = provider.errors(
        verb="GetRecord", identifier=identifier_of(broken), metadataPrefix="oai_dc"
    )

    assert codes == ["cannotDisseminateFormat"]
    assert str(broken.id) in caplog.text


def test_response_date_is_now(provider):
    [responded] = values(provider.ask(verb="Identify"), "responseDate")

    assert abs(datetime.fromisoformat(responded) - datetime.now(UTC)) < timedelta(seconds=60)


def test_answer_is_one_document_with_its_schema(provider):
    document = provider.document(verb="Identify")

    assert document.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    location = etree.fromstring(document).get(
        "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
    )
    assert location == (
        "http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"
    )
