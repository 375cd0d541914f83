"""Compatibility and credit lines for programs."""

from uuid import uuid4

import pytest
from drf_spectacular.validation import validate_schema

from repository.metadata.record import Contributor, LicenseFinding
from tests.factories import make_resource

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("interface_languages")]


def make_work(license_id="CC-BY-SA-4.0"):
    return make_resource(
        "Algebra",
        contributors=(Contributor(name="Ann Lee"),),
        url="https://example.org/algebra",
        license=LicenseFinding(id=license_id, license_class="open"),
    )


@pytest.mark.parametrize(
    ("query", "name", "said"),
    [
        ({"license": "gibberish"}, "license", "Not recognised: gibberish"),
        ({"license": ["MIT", "CC-BY-9.0"]}, "license", "CC-BY-9.0"),
        ({"work": "nonsense"}, "work", "a UUID"),
        ({"work": [str(uuid4()) for _ in range(101)]}, "work", "at most 100"),
        ({"license": [f"CC-BY-{n}" for n in range(31)]}, "license", "at most 30"),
    ],
)
def test_what_cannot_be_answered_is_refused_by_name(client, query, name, said):
    answer = client.get("/api/v1/compatibility", query)

    assert answer.status_code == 400
    assert said in answer.json()[name][0]


def test_works_and_licences_are_checked_together(client):
    work = make_work()
    missing = uuid4()

    told = client.get(
        "/api/v1/compatibility",
        {"work": [str(work.id), str(missing)], "license": ["CC-BY-NC-4.0"]},
    ).json()

    [reason] = told["reasons"]
    assert told["licenses"] == ["CC-BY-SA-4.0", "CC-BY-NC-4.0"]
    assert told["missing"] == [str(missing)]
    assert (told["adaptation"], told["collection"]) == ("no", "yes")
    assert told["results"] == []
    assert reason["code"] == "share-alike-non-commercial"
    assert reason["licenses"] == ["CC-BY-SA-4.0", "CC-BY-NC-4.0"]
    assert "CC BY-SA 4.0 must carry that licence again" in reason["text"]


def test_results_are_given_with_what_speaks_against_them(client):
    told = client.get("/api/v1/compatibility", {"license": ["CC BY-SA 3.0 IGO"]}).json()

    assert told["adaptation"] == "yes"
    assert [(one["id"], one["is_recommended"]) for one in told["results"]] == [
        ("CC-BY-SA-4.0", True),
        ("CC-BY-SA-3.0-IGO", False),
    ]
    assert told["results"][1]["reasons"][0]["code"] == "intergovernmental"


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_sentences_are_in_the_language_asked_for(client, language):
    query = {"license": "CC-BY-ND-4.0"}
    english = client.get("/api/v1/compatibility", query).json()

    asked = client.get("/api/v1/compatibility", {**query, "lang": language}).json()

    assert asked["reasons"][0]["code"] == english["reasons"][0]["code"]
    assert asked["reasons"][0]["text"] != english["reasons"][0]["text"]


def test_credits_are_given_one_by_one_and_as_a_list(client):
    work = make_work()

    told = client.get("/api/v1/credits", {"work": str(work.id), "lang": "es"}).json()

    line = (
        "«Algebra», de Ann Lee (https://example.org/algebra). Licencia: CC BY-SA 4.0 "
        "(https://creativecommons.org/licenses/by-sa/4.0/)."
    )
    assert told == {
        "language": "es",
        "form": "text",
        "credits": [{"work": str(work.id), "credit": line}],
        "list": f"- {line}",
        "missing": [],
    }


def test_unknown_form_is_refused(client):
    answer = client.get("/api/v1/credits", {"form": "rtf"})

    assert answer.status_code == 400
    assert "markdown" in answer.json()["form"][0]


@pytest.mark.parametrize(
    ("path", "name"),
    [("/api/v1/compatibility", "Compatibility"), ("/api/v1/credits", "Credits")],
)
def test_answers_have_the_properties_that_are_described(client, path, name):
    schema = client.get("/api/v1/schema", {"format": "json"}).json()

    validate_schema(schema)

    assert path in schema["paths"]
    described = schema["components"]["schemas"][name]["properties"]
    assert set(described) == set(client.get(path).json())
