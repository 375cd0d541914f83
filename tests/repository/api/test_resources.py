"""/api/v1/resources: lists, filters, cursors, one resource, and clear refusals."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repository.metadata.record import LicenseFinding
from repository.models import LearningResource
from tests.factories import make_provider, make_resource

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/resources"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def get(client, **parameters):
    response = client.get(ADDRESS, parameters)
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/json"
    return response.json()


def ids(answer) -> list[str]:
    return [each["id"] for each in answer["results"]]


def make_dated(count: int, *, minutes: int = 1, **fields) -> list[str]:
    """Store resources last changed ``minutes`` apart, from noon on; gives ids in list order."""
    keys = []
    for number in range(count):
        resource = make_resource(f"Unit {number}", **fields)
        datestamp = NOON + timedelta(minutes=minutes * number)
        LearningResource.objects.filter(id=resource.id).update(datestamp=datestamp)
        keys.append((datestamp, resource.id))
    return [str(key) for _datestamp, key in sorted(keys)]


def test_empty_catalogue_has_an_empty_list(client):
    assert get(client) == {"count": 0, "next": None, "results": []}


@pytest.mark.parametrize("minutes", [0, 1])
@pytest.mark.parametrize(("count", "page_size"), [(1, 1), (3, 3), (7, 3), (4, 500)])
def test_pages_give_everything_once_in_order_and_count_it(client, minutes, count, page_size):
    wanted = make_dated(count, minutes=minutes)

    answer = get(client, page_size=page_size)
    found, counts = ids(answer), {answer["count"]}
    while answer["next"]:
        assert len(answer["results"]) == page_size
        answer = client.get(answer["next"]).json()
        found += ids(answer)
        counts.add(answer["count"])

    assert found == wanted
    assert counts == {count}


def test_next_address_keeps_the_filters(client):
    wanted = make_dated(4, provider=make_provider("alpha"))
    make_dated(4, provider=make_provider("beta"))

    first = get(client, source="alpha", page_size=3)

    assert ids(first) + ids(client.get(first["next"]).json()) == wanted


def test_page_size_above_the_limit_means_the_limit(client):
    make_dated(3)

    assert len(get(client, page_size=10_000)["results"]) == 3


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"since": "2026-03-01T12:02:00Z"}, [2, 3]),
        ({"since": "2026-03-01T14:02:00+02:00"}, [2, 3]),
        ({"until": "2026-03-01T12:01:00"}, [0, 1]),
        ({"since": "2026-03-01", "until": "2026-03-01"}, [0, 1, 2, 3]),
        ({"since": "2026-03-02"}, []),
        ({"until": "2026-02-28"}, []),
    ],
)
def test_bounds_are_included(client, parameters, expected):
    wanted = make_dated(4)

    assert ids(get(client, **parameters)) == [wanted[number] for number in expected]


def test_license_class_narrows_the_list(client):
    make_resource("Unknown")
    opened = make_resource("Open", license=LicenseFinding(id="CC0-1.0", license_class="open"))

    answer = get(client, license_class="open")

    assert (ids(answer), answer["count"]) == ([str(opened.id)], 1)


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, [False]),
        ({"is_withdrawn": "false"}, [False]),
        ({"is_withdrawn": "true"}, [True]),
        ({"is_withdrawn": "all"}, [False, True]),
    ],
)
def test_withdrawn_resources_are_listed_when_asked_for(client, parameters, expected):
    make_resource()
    make_resource(withdrawn=True)

    answer = get(client, **parameters)

    assert sorted(each["is_withdrawn"] for each in answer["results"]) == expected
    assert answer["count"] == len(expected)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("page_size=0", "page_size"),
        ("page_size=-1", "page_size"),
        ("page_size=ten", "page_size"),
        ("page_size=٣", "page_size"),
        ("page_size=", "page_size"),
        ("page_size=1&page_size=2", "page_size"),
        ("cursor=", "cursor"),
        ("cursor=junk", "cursor"),
        ("source=nobody", "source"),
        ("source=%00", "source"),
        ("license_class=free", "license_class"),
        ("since=yesterday", "since"),
        ("since=2026-02-30", "since"),
        ("since=0001-01-01T00:00:00%2B10:00", "since"),
        ("until=9999-12-31T23:59:59-10:00", "until"),
        ("since=2026-03-02&until=2026-03-01", "until"),
        ("is_withdrawn=maybe", "is_withdrawn"),
        ("pagesize=10", "pagesize"),
    ],
)
def test_nonsense_is_refused_by_name_with_a_sentence(client, query, name):
    response = client.get(f"{ADDRESS}?{query}")

    assert response.status_code == 400
    [(refused, [sentence])] = response.json().items()
    assert refused == name
    assert sentence.endswith(".")


def test_everything_wrong_is_said_at_once(client):
    response = client.get(ADDRESS, {"page_size": "x", "since": "x", "color": "red"})

    assert set(response.json()) == {"page_size", "since", "color"}


def test_cursor_of_a_list_with_other_filters_is_refused(client):
    make_dated(3)
    cursor = get(client, page_size=1)["next"].partition("cursor=")[2]

    response = client.get(ADDRESS, {"cursor": cursor, "is_withdrawn": "all"})

    assert response.status_code == 400
    assert set(response.json()) == {"cursor"}


def test_cursor_that_was_changed_is_refused(client):
    make_dated(3)
    cursor = get(client, page_size=1)["next"].partition("cursor=")[2]

    response = client.get(ADDRESS, {"cursor": f"A{cursor[1:]}"})

    assert response.status_code == 400


def test_one_resource_is_the_same_as_in_the_list(client):
    resource = make_resource()

    response = client.get(f"{ADDRESS}/{resource.id}")

    assert response.status_code == 200
    assert [response.json()] == get(client)["results"]


def test_withdrawn_resource_is_gone_and_says_which_it_was(client):
    resource = make_resource("Secret", withdrawn=True, url="https://partner.example/secret")

    response = client.get(f"{ADDRESS}/{resource.id}")

    assert response.status_code == 410
    answer = response.json()
    assert answer["id"] == str(resource.id)
    assert answer["source_identifier"] == resource.source_identifier
    assert answer["is_withdrawn"] is True
    assert b"secret" not in response.content.lower()


@pytest.mark.parametrize("key", ["00000000-0000-4000-8000-000000000000", "junk", "%00"])
def test_unknown_resource_is_not_found_in_json(client, key):
    response = client.get(f"{ADDRESS}/{key}")

    assert response.status_code == 404
    assert response.json() == {"detail": "There is no resource of this id."}


def test_nothing_can_be_written(client):
    assert client.post(ADDRESS, {}).status_code == 405
    assert client.delete(f"{ADDRESS}/{make_resource().id}").status_code == 405


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.dictionaries(
        st.sampled_from(["page_size", "cursor", "source", "since", "until", "is_withdrawn"]),
        st.text(max_size=30) | st.sampled_from(["1", "9" * 30, "2026-01-01", "all", "a.b"]),
        max_size=3,
    )
)
def test_any_parameters_are_answered_or_refused(client, parameters):
    assert client.get(ADDRESS, parameters).status_code in {200, 400}
