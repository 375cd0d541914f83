"""Lists that are walked while the catalogue changes."""

from datetime import UTC, datetime, timedelta

import pytest

from repository.models import LearningResource
from tests.factories import make_resource
from tests.repository.oaipmh.asking import token_of, values
from tests.repository.oaipmh.dated import identifiers_of, make_dated

pytestmark = pytest.mark.django_db


def test_record_changed_during_the_walk_is_left_to_the_next_harvest(provider):
    resources = make_dated(7)
    first = provider.ask(verb="ListIdentifiers", metadataPrefix="oai_dc")
    began = values(first, "responseDate")[0]
    changed = resources[5]
    LearningResource.objects.filter(id=changed.id).update(
        datestamp=datetime.fromisoformat(began) + timedelta(seconds=5)
    )

    rest, token = [], token_of(first)
    while token:
        page = provider.ask(verb="ListIdentifiers", resumptionToken=token)
        rest += values(page, "identifier")
        token = token_of(page)

    assert rest == identifiers_of([*resources[3:5], resources[6]])


def test_response_date_of_the_first_page_misses_nothing_as_the_next_from(provider):
    make_dated(2)
    began = values(provider.ask(verb="ListIdentifiers", metadataPrefix="oai_dc"), "responseDate")[0]

    later = make_resource("Later")

    assert provider.identifiers(from_=began) == identifiers_of([later])


def test_rest_of_a_list_that_has_all_changed_is_given_as_it_is_now(provider):
    resources = make_dated(5)
    token = token_of(provider.ask(verb="ListIdentifiers", metadataPrefix="oai_dc"))
    later = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=5)
    LearningResource.objects.filter(id__in=[each.id for each in resources[3:]]).update(
        datestamp=later
    )

    page = provider.ask(verb="ListIdentifiers", resumptionToken=token)

    assert set(values(page, "identifier")) == set(identifiers_of(resources[3:]))
    assert token_of(page) == ""


def test_rest_of_a_bounded_list_that_has_all_changed_is_empty(provider):
    resources = make_dated(5)
    token = token_of(
        provider.ask(verb="ListIdentifiers", metadataPrefix="oai_dc", until="2026-03-01")
    )
    LearningResource.objects.filter(id__in=[each.id for each in resources[3:]]).update(
        datestamp=datetime.now(UTC).replace(microsecond=0)
    )

    errors = provider.errors(verb="ListIdentifiers", resumptionToken=token)

    assert errors == ["noRecordsMatch"]
