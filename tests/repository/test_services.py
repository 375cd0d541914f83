from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from repository import clock
from repository.deposits import deposit_of
from repository.metadata.record import LicenseFinding, ResourceMetadata
from repository.models import Change, LearningResource
from repository.services import Outcome, resource_id, store_resources
from tests.factories import make_provider, make_resource

pytestmark = pytest.mark.django_db


def record(title: str = "Algebra", **fields) -> ResourceMetadata:
    return ResourceMetadata(titles={"en": (title,)}, **fields)


def store(provider, *pairs) -> list[Outcome]:
    deposits = [deposit_of(identifier, metadata) for identifier, metadata in pairs]
    return [stored.outcome for stored in store_resources(provider=provider, deposits=deposits)]


def stop_clock(monkeypatch, text: str) -> datetime:
    moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
    monkeypatch.setattr(clock, "stamp", lambda: moment)
    return moment


def test_new_record_is_created_with_what_lists_need():
    provider = make_provider("ministry")
    finding = LicenseFinding(id="CC-BY-4.0", license_class="open", kind="license", basis="url")

    [outcome] = store(provider, ("oai:a:1", record("Álgebra", license=finding)))

    resource = LearningResource.objects.get(id=resource_id(provider, "oai:a:1"))
    assert outcome == Outcome.CREATED
    assert (resource.title, resource.license_id, resource.license_class) == (
        "Álgebra", "CC-BY-4.0", "open",
    )  # fmt: skip
    assert resource.metadata == record("Álgebra", license=finding)
    assert not resource.is_withdrawn
    assert resource.datestamp.microsecond == 0


def test_equal_record_writes_nothing(monkeypatch):
    resource = make_resource("Algebra", identifier="oai:a:1")
    changes = Change.objects.count()
    stop_clock(monkeypatch, "2030-01-01")

    [outcome] = store(resource.provider, ("oai:a:1", record("Algebra")))

    assert outcome == Outcome.UNCHANGED
    assert LearningResource.objects.get().datestamp == resource.datestamp
    assert Change.objects.count() == changes


def test_changed_record_moves_its_datestamp_and_keeps_its_id_and_birthday(monkeypatch):
    resource = make_resource("Algebra", identifier="oai:a:1")
    moment = stop_clock(monkeypatch, "2030-01-01")

    [outcome] = store(resource.provider, ("oai:a:1", record("Geometry")))

    after = LearningResource.objects.get()
    assert outcome == Outcome.UPDATED
    assert (after.id, after.created_at) == (resource.id, resource.created_at)
    assert (after.title, after.datestamp) == ("Geometry", moment)


@pytest.mark.parametrize(
    ("title", "stated", "day"),
    [
        ("Geometry", "CC BY 4.0", "2029-01-01"),
        ("Geometry", " CC BY 4.0 ", "2029-01-01"),
        ("Geometry", "CC BY-SA 4.0", "2030-01-01"),
        ("Algebra", "CC BY 4.0", "2029-01-01"),
    ],
)
def test_day_of_a_statement_moves_with_the_statement_only(monkeypatch, title, stated, day):
    stop_clock(monkeypatch, "2029-01-01")
    resource = make_resource("Algebra", identifier="oai:a:1", rights_statements=("CC BY 4.0",))
    stop_clock(monkeypatch, "2030-01-01")

    store(resource.provider, ("oai:a:1", record(title, rights_statements=(stated,))))

    assert LearningResource.objects.get().stated_on.isoformat() == day


def test_record_of_which_the_day_is_unknown_gets_that_of_its_next_change(monkeypatch):
    resource = make_resource("Algebra", identifier="oai:a:1", rights_statements=("CC BY 4.0",))
    LearningResource.objects.update(stated_on=None)
    stop_clock(monkeypatch, "2030-01-01")

    store(resource.provider, ("oai:a:1", record("Geometry", rights_statements=("CC BY 4.0",))))

    assert LearningResource.objects.get().stated_on.isoformat() == "2030-01-01"


def test_deleted_record_is_withdrawn_once_and_comes_back_as_the_same_row(monkeypatch):
    resource = make_resource("Algebra", identifier="oai:a:1")
    moment = stop_clock(monkeypatch, "2030-01-01")

    outcomes = [
        store(resource.provider, ("oai:a:1", metadata))
        for metadata in (None, None, record("Algebra"))
    ]

    assert outcomes == [[Outcome.DELETED], [Outcome.UNCHANGED], [Outcome.UPDATED]]
    after = LearningResource.objects.get()
    assert (after.id, after.is_withdrawn, after.datestamp) == (resource.id, False, moment)


def test_deletion_of_a_record_never_seen_leaves_a_tombstone_once():
    provider = make_provider()

    outcomes = [store(provider, ("oai:a:1", None)) for _ in range(2)]

    assert outcomes == [[Outcome.DELETED], [Outcome.UNCHANGED]]
    tombstone = LearningResource.objects.get()
    assert tombstone.is_withdrawn
    assert tombstone.metadata.titles == {}


def test_same_identifier_twice_in_a_page_keeps_the_later():
    provider = make_provider()

    outcomes = store(
        provider, ("oai:a:1", record("One")), ("oai:a:1", record("Two")), ("oai:a:1", record("Two"))
    )

    assert outcomes == [Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED]
    assert LearningResource.objects.get().title == "Two"


@pytest.mark.parametrize(
    ("steps", "title", "is_withdrawn"),
    [
        ((None, "One"), "One", False),
        (("One", None), "One", True),
        (("One", None, "Two"), "Two", False),
    ],
)
def test_deletion_and_record_in_one_page_end_as_the_last_says(steps, title, is_withdrawn):
    provider = make_provider()

    store(provider, *(("oai:a:1", step and record(step)) for step in steps))

    resource = LearningResource.objects.get()
    assert (resource.title, resource.is_withdrawn) == (title, is_withdrawn)


def test_same_identifier_of_two_providers_is_two_resources():
    first, second = make_provider(), make_provider()

    store(first, ("oai:a:1", record()))
    store(second, ("oai:a:1", record()))

    assert LearningResource.objects.count() == 2


def test_every_write_leaves_one_row_in_the_change_feed():
    provider = make_provider()

    store(provider, ("1", record("A")), ("2", record("B")), ("3", None))
    store(provider, ("1", record("A")), ("2", record("C")), ("3", None))
    store(provider, ("1", None))

    changed = [str(change.resource_id) for change in Change.objects.order_by("id")]
    key = {name: str(resource_id(provider, name)) for name in "123"}
    assert sorted(changed[:3]) == sorted(key.values())
    assert changed[3:] == [key["2"], key["1"]]


def test_stamp_is_utc_to_the_second_and_near_the_clock():
    with transaction.atomic():
        stamped = clock.stamp()

    assert stamped.tzinfo is UTC
    assert stamped.microsecond == 0
    assert abs(datetime.now(UTC) - stamped) < timedelta(minutes=1)
