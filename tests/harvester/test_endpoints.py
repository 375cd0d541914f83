import pytest

from harvester.endpoints import clean_base_url, find_endpoint, register_endpoint
from harvester.errors import EndpointError
from harvester.fetch import open_client, policy_from_settings
from harvester.models import Endpoint
from repository.models import Provider
from tests.factories import make_provider
from tests.fakes.oaipmh_server import FakeRecord, OaiServer

pytestmark = pytest.mark.django_db
LOM = "http://ltsc.ieee.org/xsd/LOM"


@pytest.fixture(autouse=True)
def allow_loopback(settings):
    settings.HARVEST_ALLOWED_HOSTS = ["127.0.0.1"]


def register(server: OaiServer, **options: str) -> Endpoint:
    with open_client(server.url, policy_from_settings()) as client:
        return register_endpoint(client, server.url, **options)


@pytest.mark.parametrize(
    ("address", "clean"),
    [
        ("https://a.example/oai?verb=Identify", "https://a.example/oai"),
        (" HTTPS://a.example/oai#top ", "https://a.example/oai"),
        ("https://a.example/oai", "https://a.example/oai"),
    ],
)
def test_base_url_is_taken_out_of_a_copied_request(address, clean):
    assert clean_base_url(address) == clean


def test_richest_known_format_is_chosen_by_namespace_not_by_prefix():
    formats = {"oai_dc": "http://www.openarchives.org/OAI/2.0/oai_dc/", "oddly": LOM, "x": "urn:x"}
    with OaiServer([FakeRecord("oai:a:1")], formats=formats) as server:
        endpoint = register(server)

    assert endpoint.metadata_prefix == "oddly"
    assert endpoint.provider.name == "A fake"


def test_same_address_twice_is_one_endpoint_and_other_sets_share_its_provider():
    with OaiServer([FakeRecord("oai:a:1", sets=("maths",))]) as server:
        first, again = register(server), register(server)
        of_set = register(server, set_spec="maths")

    assert first == again
    assert of_set != first
    assert of_set.provider == first.provider


def test_two_repositories_of_one_name_are_two_providers():
    with OaiServer() as one, OaiServer() as two:
        first, second = register(one), register(two)

    assert first.provider != second.provider
    assert first.provider.slug != second.provider.slug


def test_name_given_joins_the_provider_of_that_name():
    ministry = make_provider("ministry")

    with OaiServer() as server:
        endpoint = register(server, name="Ministry")

    assert endpoint.provider == ministry


@pytest.mark.parametrize(
    ("first", "second", "is_one"),
    [
        ("مستودع الموارد", "مستودع الموارد", True),
        ("مستودع الموارد", "国家资源中心", False),
        ("Ministry", "ministry", True),
        ("Ministry", "国家资源中心", False),
    ],
)
def test_name_in_any_script_joins_its_own_provider_and_no_other(first, second, is_one):
    with OaiServer() as one, OaiServer() as other:
        providers = {register(one, name=first).provider, register(other, name=second).provider}

    assert (len(providers) == 1) is is_one


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"metadata_prefix": "mods"}, ["no metadata format 'mods'", "choose one of: oai_dc"]),
        ({"set_spec": "history"}, ["no set 'history'", "choose one of: maths"]),
    ],
)
def test_unknown_format_or_set_is_refused_with_what_there_is(options, words):
    with (
        OaiServer([FakeRecord("oai:a:1", sets=("maths",))]) as server,
        pytest.raises(EndpointError) as caught,
    ):
        register(server, **options)

    assert all(each in str(caught.value) for each in [*words, server.url])
    assert not Endpoint.objects.exists()


def test_set_at_a_repository_without_sets_is_refused():
    with OaiServer() as server, pytest.raises(EndpointError, match="it has no sets"):
        register(server, set_spec="history")


def test_repository_without_a_known_format_is_refused():
    with (
        OaiServer(formats={"x": "urn:x"}) as server,
        pytest.raises(EndpointError, match="no metadata format that can be read here"),
    ):
        register(server)


def test_endpoint_is_found_with_and_without_its_prefix():
    with OaiServer() as server:
        endpoint = register(server)

    assert find_endpoint(server.url) == endpoint
    assert find_endpoint(server.url, metadata_prefix="oai_dc") == endpoint
    assert find_endpoint(server.url, metadata_prefix="lom") is None


def test_provider_of_an_address_keeps_its_id_in_an_emptied_catalogue():
    with OaiServer() as server:
        first = register(server).provider
        Endpoint.objects.all().delete()
        Provider.objects.all().delete()
        again = register(server).provider

    assert again.id == first.id
