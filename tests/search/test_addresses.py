"""The address of the engine: what is meant, and what is refused without telling secrets."""

from pathlib import Path

import pytest

from search.addresses import ClusterAddress, EmbeddedAddress, parse_address, without_secrets

pytestmark = pytest.mark.database_independent


@pytest.mark.parametrize(
    "url",
    [
        "",
        "tantivy:",
        "/some/folder",
        "solr://localhost",
        "opensearch://localhost:9200",
        "opensearch+ftp://localhost",
        "elasticsearch+https:localhost",
        "elasticsearch+https://",
        "elasticsearch+https://one:9200,/name",
        "elasticsearch+https://one:port",
        "elasticsearch+https://one:70000",
        "opensearch+https://one/Name",
        "opensearch+https://one/../other",
        "opensearch+https://one/a/b",
        "opensearch+https://one?retries=many",
        "opensearch+https://one?retries=-1",
        "opensearch+https://one?timeout_seconds=0",
        "opensearch+https://one?timeout_seconds=nan",
        "opensearch+https://one?shards=0",
        "opensearch+https://one?replicas=some",
        "opensearch+https://one?unknown=1",
        "opensearch+https://one?ca_file=/no/such/file.pem",
        "opensearch+https://me:word@one?api_key=key",
    ],
)
def test_what_is_no_address_is_refused(url):
    with pytest.raises(ValueError, match=r"\w+"):
        parse_address(url)


def test_a_folder_is_the_embedded_engine():
    assert parse_address("tantivy:/var/search") == EmbeddedAddress(folder=Path("/var/search"))


def test_hosts_credentials_name_and_parameters_are_read(tmp_path):
    ca_file = tmp_path / "ca.pem"
    ca_file.touch()

    address = parse_address(
        "opensearch+https://me:pass%40word@one.example:9201,two.example,[::1]:9300/oer-2"
        f"?ca_file={ca_file}&timeout_seconds=2.5&retries=4&shards=3&replicas=2"
    )

    assert address == ClusterAddress(
        engine="opensearch",
        hosts=("https://one.example:9201", "https://two.example:9200", "https://[::1]:9300"),
        prefix="oer-2",
        user="me",
        password="pass@word",
        ca_file=str(ca_file),
        timeout_seconds=2.5,
        retries=4,
        shards=3,
        replicas="2",
    )


def test_little_is_enough():
    address = parse_address("elasticsearch+http://localhost?api_key=abc%3D%3D")

    assert (address.engine, address.hosts) == ("elasticsearch", ("http://localhost:9200",))
    assert (address.api_key, address.user, address.prefix) == ("abc==", "", "commonloom")


@pytest.mark.parametrize(
    "url",
    [
        "opensearch+https://me:s3cret@one,two/name?timeout_seconds=1",
        "elasticsearch+https://one/name?retries=2&api_key=s3cret&shards=1",
    ],
)
def test_an_address_is_told_without_its_secrets(url):
    assert "s3cret" not in without_secrets(url)
    assert "one" in without_secrets(url)
