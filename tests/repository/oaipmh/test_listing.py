"""Lists in pages: nothing twice, nothing left out, whatever happens during the walk."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from repository.deposits import deposit_of
from repository.metadata.record import ResourceMetadata
from repository.models import LearningResource
from repository.services import store_resources
from tests.factories import make_provider, make_resource
from tests.repository.oaipmh.asking import listed, token_of, values
from tests.repository.oaipmh.dated import identifiers_of, make_dated

pytestmark = pytest.mark.django_db


def token_elements(pages) -> list:
    return [page.find(".//{*}resumptionToken") for page in pages]


@pytest.mark.parametrize("verb", ["ListIdentifiers", "ListRecords"])
@pytest.mark.parametrize("minutes", [0, 1])
@pytest.mark.parametrize("count", [1, 2, 3, 4, 6, 7, 9])
def test_walk_gives_every_item_once_in_order(provider, verb, minutes, count):
    resources = make_dated(count, minutes=minutes)

    pages = provider.walk(verb=verb)

    assert listed(pages) == identifiers_of(resources)
    assert len(pages) == -(-count // 3)


def test_list_of_one_page_has_no_token_element(provider):
    make_dated(3)

    assert token_elements(provider.walk()) == [None]


def test_tokens_count_and_the_last_one_is_empty(provider):
    make_dated(7)

    elements = token_elements(provider.walk())

    assert [element.get("cursor") for element in elements] == ["0", "3", "6"]
    assert {element.get("completeListSize") for element in elements} == {"7"}
    assert [bool(element.text) for element in elements] == [True, True, False]
    assert elements[-1].get("expirationDate") is None
    expires_at = datetime.fromisoformat(elements[0].get("expirationDate"))
    assert timedelta(days=6) < expires_at - datetime.now(UTC) <= timedelta(days=7)


def test_token_gives_the_same_page_every_time(provider):
    make_dated(8)
    token = token_of(provider.ask(verb="ListRecords", metadataPrefix="oai_dc"))

    first, second, third = (
        values(provider.ask(verb="ListRecords", resumptionToken=token), "identifier")
        for _ in range(3)
    )

    assert first == second == third
    assert len(first) == 3


def test_token_holds_set_and_bounds(provider):
    wanted = make_dated(9, provider=make_provider("alpha"))
    make_dated(9, provider=make_provider("beta"))

    pages = provider.walk(
        set="source:alpha", from_="2026-03-01T12:01:00Z", until="2026-03-01T12:07:00Z"
    )

    assert listed(pages) == identifiers_of(wanted[1:8])


def test_request_element_of_a_later_page_names_the_token(provider):
    make_dated(4)
    token = token_of(provider.ask(verb="ListIdentifiers", metadataPrefix="oai_dc"))

    request = provider.ask(verb="ListIdentifiers", resumptionToken=token).find("{*}request")

    assert dict(request.attrib) == {"verb": "ListIdentifiers", "resumptionToken": token}


@pytest.mark.parametrize("verb", ["ListIdentifiers", "ListRecords"])
@pytest.mark.parametrize("token", ["", "junk", "a.b.c", "ä", "x" * 3000])
def test_token_not_ours_is_bad(provider, verb, token):
    assert provider.errors(verb=verb, resumptionToken=token) == ["badResumptionToken"]


def test_token_of_the_other_verb_is_bad(provider):
    make_dated(4)
    token = token_of(provider.ask(verb="ListIdentifiers", metadataPrefix="oai_dc"))

    assert provider.errors(verb="ListRecords", resumptionToken=token) == ["badResumptionToken"]


def test_token_outlives_its_set_only_as_a_bad_token(provider):
    source = make_provider("alpha")
    make_dated(4, provider=source)
    token = token_of(
        provider.ask(verb="ListIdentifiers", metadataPrefix="oai_dc", set="source:alpha")
    )
    source.slug = "renamed"
    source.save()

    errors = provider.errors(verb="ListIdentifiers", resumptionToken=token)

    assert errors == ["badResumptionToken"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"from_": "2026-03-01T12:01:00Z", "until": "2026-03-01T12:02:00Z"}, [1, 2]),
        ({"until": "2026-03-01T12:00:00Z"}, [0]),
        ({"until": "2026-03-01T12:00:59Z"}, [0]),
        ({"from_": "2026-03-01T12:02:00Z", "until": "2026-03-01"}, None),
        ({"from_": "2026-03-01", "until": "2026-03-01"}, [0, 1, 2]),
        ({"from_": "2000-01-01", "until": "2026-03-01"}, [0, 1, 2]),
    ],
)
def test_bounds_are_both_included(provider, arguments, expected):
    resources = make_dated(3)

    if expected is None:
        assert provider.errors(verb="ListIdentifiers", metadataPrefix="oai_dc", **arguments) == [
            "badArgument"
        ]
    else:
        assert provider.identifiers(**arguments) == identifiers_of(
            [resources[number] for number in expected]
        )


@pytest.mark.parametrize(
    "arguments",
    [
        {"from_": "2100-01-01"},
        {"until": "2000-01-01"},
        {"from_": "2026-03-02", "until": "2026-03-03"},
        {"set": "source:nobody"},
        {"set": "license:nonsense"},
        {"set": "nonsense"},
        {"set": "source:partner:below"},
    ],
)
def test_nothing_that_matches_is_said_so(provider, arguments):
    make_dated(2)

    for verb in ("ListIdentifiers", "ListRecords"):
        errors = provider.errors(verb=verb, metadataPrefix="oai_dc", **arguments)

        assert errors == ["noRecordsMatch"]


def test_empty_catalogue_matches_nothing(provider):
    assert provider.errors(verb="ListRecords", metadataPrefix="oai_dc") == ["noRecordsMatch"]


@pytest.mark.parametrize("verb", ["ListIdentifiers", "ListRecords"])
def test_format_not_offered_cannot_be_disseminated(provider, verb):
    make_dated(1)

    errors = provider.errors(verb=verb, metadataPrefix="nonsense", set="nonsense")

    assert errors == ["cannotDisseminateFormat"]


@pytest.mark.parametrize("set_spec", ["", "source", "license", "source:alpha", "license:unknown"])
def test_set_and_its_parent_hold_the_item_and_its_tombstone(provider, set_spec):
    alpha = make_provider("alpha")
    kept, gone = make_resource(provider=alpha), make_resource(provider=alpha, withdrawn=True)
    arguments = {"set": set_spec} if set_spec else {}

    root = provider.ask(verb="ListRecords", metadataPrefix="oai_dc", **arguments)

    found = {
        header.findtext("{*}identifier"): header.get("status") for header in root.iter("{*}header")
    }
    assert found == dict(zip(identifiers_of([kept, gone]), [None, "deleted"], strict=True))
    assert len(list(root.iter("{*}metadata"))) == 1


def test_withdrawn_record_comes_back_under_its_identifier(provider):
    resource = make_resource(withdrawn=True)
    make_resource(identifier=resource.source_identifier)

    root = provider.ask(verb="ListIdentifiers", metadataPrefix="oai_dc")

    assert values(root, "identifier") == identifiers_of([resource])
    assert root.find(".//{*}header").get("status") is None


def test_records_that_cannot_be_rendered_cost_neither_the_page_nor_the_list(provider, caplog):
    resources = make_dated(9)
    broken = resources[1:8]
    LearningResource.objects.filter(id__in=[each.id for each in broken]).update(
        metadata_json="not JSON"
    )

    pages = provider.walk(verb="ListRecords")

    given = listed(pages)
    assert given == identifiers_of([resources[0], resources[8]])
    assert all(str(each.id) in caplog.text for each in broken)


def test_list_in_which_nothing_can_be_rendered_matches_nothing(provider):
    make_dated(4)
    LearningResource.objects.update(metadata_json="{}")

    errors = provider.errors(verb="ListRecords", metadataPrefix="oai_dc")

    assert errors == ["noRecordsMatch"]


def test_deep_page_asks_the_database_no_more_than_an_early_one(provider):
    source = make_provider("partner")
    deposits = [
        deposit_of(f"oai:partner.example:{n}", ResourceMetadata(titles={"en": (f"Unit {n}",)}))
        for n in range(60)
    ]
    store_resources(provider=source, deposits=deposits)
    counts, token = [], token_of(provider.ask(verb="ListIdentifiers", metadataPrefix="oai_dc"))
    while token:
        with CaptureQueriesContext(connection) as asked:
            page = provider.ask(verb="ListIdentifiers", resumptionToken=token)
        counts.append(len(asked))
        assert not any("OFFSET" in query["sql"] for query in asked)
        token = token_of(page)

    assert set(counts) == {1}
