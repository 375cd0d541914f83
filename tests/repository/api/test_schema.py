"""The description of the API agrees with what it answers."""

import pytest
from drf_spectacular.validation import validate_schema

from tests.factories import make_resource

pytestmark = pytest.mark.django_db


@pytest.fixture
def schema(client) -> dict:
    """The OpenAPI description, as served."""
    return client.get("/api/v1/schema", {"format": "json"}).json()


def test_schema_is_valid_and_has_the_catalogue(schema):
    validate_schema(schema)
    assert {"/api/v1/resources", "/api/v1/resources/{resource_id}"} <= schema["paths"].keys()


@pytest.mark.parametrize("name", ["Resource", "License"])
def test_answers_have_the_properties_that_are_described(client, schema, name):
    make_resource()
    [shown] = client.get("/api/v1/resources").json()["results"]

    described = schema["components"]["schemas"][name]

    given = shown if name == "Resource" else shown["license"]
    assert set(described["properties"]) == set(described["required"]) == set(given)


def test_every_parameter_of_the_list_is_described(client, schema):
    described = {each["name"] for each in schema["paths"]["/api/v1/resources"]["get"]["parameters"]}

    refused = client.get("/api/v1/resources", {"nonsense": ""}).json()["nonsense"][0]

    assert all(name in refused for name in described)
    assert len(described) == 7
