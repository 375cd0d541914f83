from datetime import UTC, datetime, timedelta

import pytest

from repository import clock, selectors
from tests.factories import make_provider, make_resource

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 1, tzinfo=UTC)


def make_at(monkeypatch, seconds: int, **fields):
    monkeypatch.setattr(clock, "stamp", lambda: START + timedelta(seconds=seconds))
    return make_resource(**fields)


def walk(page_size: int, **criteria) -> list:
    found, after = [], None
    while page := list(selectors.list_resources(after=after, **criteria)[:page_size]):
        found += page
        after = (page[-1].datestamp, page[-1].id)
    return found


def test_pages_by_key_give_every_resource_once_in_order(monkeypatch):
    made = [make_at(monkeypatch, second) for second in (5, 1, 1, 1, 3, 3, 9)]

    found = walk(2)

    assert [(each.datestamp, each.id) for each in found] == sorted(
        (each.datestamp, each.id) for each in made
    )


def test_bounds_are_inclusive(monkeypatch):
    made = [make_at(monkeypatch, second) for second in range(5)]

    found = walk(10, since=START + timedelta(seconds=1), until=START + timedelta(seconds=3))

    assert found == made[1:4]


def test_filters_by_provider_class_and_withdrawal():
    one, two = make_provider("one"), make_provider("two")
    kept = make_resource(provider=one)
    gone = make_resource(provider=one, withdrawn=True)
    make_resource(provider=two)

    assert set(walk(10, provider=one)) == {kept, gone}
    assert walk(10, provider=one, is_withdrawn=False) == [kept]
    assert walk(10, provider=one, license_class="open") == []


def test_resources_come_in_the_order_of_the_ids_and_unknown_ones_are_left_out():
    first, second = make_resource(), make_resource()
    unknown = make_provider().id

    assert selectors.get_resources([second.id, unknown, first.id]) == [second, first]


def test_change_feed_is_read_in_slices():
    resources = [make_resource() for _ in range(5)]
    last = selectors.last_settled_change_id()

    first = selectors.list_changes(after=0, until=last, limit=3)
    rest = selectors.list_changes(after=first[-1][0], until=last, limit=3)

    assert [resource_id for _, resource_id in first + rest] == [each.id for each in resources]
    assert selectors.list_changes(after=last, until=last, limit=3) == []
    assert selectors.count_changes(after=first[-1][0]) == 2
