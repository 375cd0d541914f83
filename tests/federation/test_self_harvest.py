"""What we offer, harvested by ourselves into a second site, is what we have."""

import json
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from harvester.sample_partner.server import SamplePartnerServer
from tests.services.instance import Instance

pytestmark = pytest.mark.slow


@pytest.fixture
def sample_url() -> Iterator[str]:
    with SamplePartnerServer(0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.base_url
        server.shutdown()
        thread.join()


@pytest.fixture
def second_instance(tmp_path: Path) -> Iterator[Instance]:
    with Instance.create(tmp_path / "second") as created:
        yield created


def harvest(instance: Instance, url: str, *options: str) -> dict:
    instance.settings["COMMONLOOM_ALLOW_HOSTS"] = "127.0.0.1"
    return json.loads(instance.manage("harvest", url, "--json", *options).stdout.splitlines()[-1])


def list_resources(site: str) -> list[dict]:
    found, url = [], f"{site}/api/v1/resources?page_size=50&is_withdrawn=all"
    while url:
        with urllib.request.urlopen(url) as answer:
            page = json.load(answer)
        found += page["results"]
        url = page["next"]
    return found


def essence(resource: dict) -> tuple:
    """Give what must survive the way out and in again."""
    return (
        resource["title"],
        resource["description"],
        sorted(resource["languages"]),
        resource["license"]["id"],
        resource["license"]["class"],
        resource["url"],
        resource["is_withdrawn"],
    )


@pytest.mark.parametrize("prefix", ["oai_dc", "lom"])
def test_own_offer_gives_the_same_catalogue_in_a_second_site(
    instance, second_instance, sample_url, prefix
):
    harvest(instance, sample_url, "--prefix", "oai_dc", "--set", "library")
    harvest(instance, sample_url, "--prefix", "lom")

    with instance.serve() as site:
        result = harvest(second_instance, f"{site}/oai", "--prefix", prefix)
        again = harvest(second_instance, f"{site}/oai", "--prefix", prefix, "--full")
        originals = {str(each["id"]): each for each in list_resources(site)}
    with second_instance.serve() as second_site:
        copies = {
            each["source_identifier"].rpartition(":")[2]: each
            for each in list_resources(second_site)
        }

    assert result["state"] == "completed"
    assert result["failed"] == 0
    assert again["unchanged"] == result["seen"] == len(originals)
    assert {key: essence(each) for key, each in copies.items()} == {
        key: essence(each) for key, each in originals.items()
    }
