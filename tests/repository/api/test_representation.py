"""How the API shows a resource."""

import json

import pytest

from repository.api.representation import represent
from repository.metadata.record import LicenseFinding, ResourceMetadata, from_json
from tests.factories import make_provider, make_resource

pytestmark = pytest.mark.django_db

CC_BY = "https://creativecommons.org/licenses/by/4.0/"


def test_every_key_is_there_for_the_barest_record(settings):
    settings.PUBLIC_URL = "https://oer.example.org"
    provider = make_provider("alpha", name="Alpha")
    resource = make_resource("T", provider=provider, identifier="oai:alpha:1")

    assert represent(resource) == {
        "id": str(resource.id),
        "source": "alpha",
        "source_name": "Alpha",
        "source_identifier": "oai:alpha:1",
        "datestamp": f"{resource.datestamp:%Y-%m-%dT%H:%M:%SZ}",
        "is_withdrawn": False,
        "page_url": f"https://oer.example.org/resources/{resource.id}",
        "url": "",
        "title": {"en": "T"},
        "description": {},
        "languages": [],
        "license": {
            "id": "",
            "url": "",
            "class": "unknown",
            "is_oer": None,
            "kind": "none",
            "basis": "none",
            "confidence": 0.0,
            "changing_since": None,
        },
        "rights_statements": [],
        "rights_stated_on": resource.stated_on.isoformat(),
        "download_count": 0,
        "metadata": {"titles": {"en": ["T"]}},
    }


def test_texts_are_language_maps_and_the_license_says_how_it_was_found():
    resource = make_resource(
        titles={"en": ("First", "Second"), "ar": ("الجبر",)},
        descriptions={"en": ("One.", "Two.")},
        languages=("en", "ar"),
        rights_statements=("CC BY 4.0",),
        license=LicenseFinding(
            id="CC-BY-4.0",
            url=CC_BY,
            license_class="open",
            kind="license",
            basis="code",
            confidence=0.9,
        ),
    )

    shown = represent(resource)

    assert shown["title"] == {"en": "First", "ar": "الجبر"}
    assert shown["description"] == {"en": "One.\n\nTwo."}
    assert shown["languages"] == ["en", "ar"]
    assert shown["rights_statements"] == ["CC BY 4.0"]
    assert shown["license"] == {
        "id": "CC-BY-4.0",
        "url": CC_BY,
        "class": "open",
        "is_oer": True,
        "kind": "license",
        "basis": "code",
        "confidence": 0.9,
        "changing_since": None,
    }


def test_metadata_is_the_whole_canonical_record():
    record = ResourceMetadata(
        titles={"en": ("T",)}, keywords={"en": ("k",)}, audiences=("teacher",)
    )
    resource = make_resource(keywords={"en": ("k",)}, audiences=("teacher",), titles=record.titles)

    assert from_json(json.dumps(represent(resource)["metadata"])) == record


def test_withdrawn_resource_keeps_all_keys_and_no_content():
    resource = make_resource("Secret", withdrawn=True)

    shown = represent(resource)

    assert shown.keys() == represent(make_resource()).keys()
    assert (shown["title"], shown["metadata"]) == ({}, {"titles": {}})
