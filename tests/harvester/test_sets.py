"""The sets of a source, as they come and go."""

import pytest

from harvester import sets
from harvester.fetch import open_client, policy_from_settings
from harvester.models import Endpoint, Letter, SourceSet
from harvester.oaipmh.messages import SetInfo
from tests.factories import make_endpoint
from tests.fakes.oaipmh_server import FakeRecord, OaiServer

pytestmark = pytest.mark.django_db
MATHS, MUSIC = SetInfo("maths", "Mathematics"), SetInfo("music", "Music")


@pytest.fixture(autouse=True)
def _operators(settings):
    settings.OPERATOR_EMAILS = ["operator@oer.example"]


def kept(endpoint: Endpoint) -> dict[str, tuple[str, bool, bool]]:
    """Give name, whether it is new, and whether it is gone, by setSpec."""
    return {
        each.spec: (each.name, each.is_new, each.gone_at is not None)
        for each in endpoint.sets.all()
    }


def test_unusable_sets_are_passed_over():
    endpoint = make_endpoint()

    sets.note_sets(endpoint, [SetInfo("", "Nameless"), SetInfo("x" * 501, "Long"), MATHS])

    assert kept(endpoint) == {"maths": ("Mathematics", False, False)}


def test_sets_of_the_first_look_are_not_new_and_later_ones_are_told():
    endpoint = make_endpoint()

    sets.note_sets(endpoint, [MATHS])
    letters_then = Letter.objects.count()
    new = sets.note_sets(endpoint, [MATHS, MUSIC])
    again = sets.note_sets(endpoint, [MATHS, MUSIC])

    assert [each.spec for each in new] == ["music"]
    assert again == []
    assert kept(endpoint)["music"] == ("Music", True, False)
    assert (letters_then, Letter.objects.count()) == (0, 1)
    assert "* music: Music" in Letter.objects.get().body


def test_first_sets_of_a_source_that_had_none_are_new():
    endpoint = make_endpoint()
    sets.note_sets(endpoint, [])

    assert len(sets.note_sets(endpoint, [MATHS])) == 1


def test_set_that_vanishes_is_gone_and_comes_back_as_it_was():
    endpoint = make_endpoint()
    sets.note_sets(endpoint, [MATHS, MUSIC])

    sets.note_sets(endpoint, [MUSIC])
    gone = kept(endpoint)["maths"]
    sets.note_sets(endpoint, [SetInfo("maths", "Maths"), MUSIC])

    assert gone == ("Mathematics", False, True)
    assert kept(endpoint)["maths"] == ("Maths", False, False)


def test_new_set_is_harvested_or_noted():
    endpoint = make_endpoint(set_spec="maths", contact="a@b.example", interval_hours=6)
    sets.note_sets(endpoint, [MATHS])
    sets.note_sets(endpoint, [MATHS, MUSIC, SetInfo("arts", "Arts")])

    registered = sets.harvest_set(endpoint, "music")
    again = sets.harvest_set(endpoint, "music")
    noted = sets.note(endpoint, "arts"), sets.note(endpoint, "nothing")

    assert registered == again
    assert (registered.set_spec, registered.contact) == ("music", "a@b.example")
    assert (registered.interval_hours, registered.provider) == (6, endpoint.provider)
    assert noted == (True, False)
    assert not SourceSet.objects.filter(is_new=True).exists()


def test_set_that_is_gone_cannot_be_harvested():
    endpoint = make_endpoint(set_spec="maths")
    sets.note_sets(endpoint, [MATHS, MUSIC])
    sets.note_sets(endpoint, [MATHS])

    with pytest.raises(SourceSet.DoesNotExist):
        sets.harvest_set(endpoint, "music")


@pytest.mark.parametrize(("set_spec", "expected"), [("", False), ("maths", True)])
def test_new_sets_of_a_source_harvested_as_a_whole_are_in_already(set_spec, expected):
    assert sets.is_selective(make_endpoint(set_spec=set_spec)) is expected


@pytest.fixture
def server(settings):
    settings.HARVEST_ALLOWED_HOSTS = ["127.0.0.1"]
    with OaiServer([FakeRecord("oai:fake:1", sets=("maths",))]) as running:
        yield running


def test_source_is_asked_once_a_day(server):
    endpoint = make_endpoint(base_url=server.url)

    with open_client(server.url, policy_from_settings()) as client:
        sets.discover(endpoint, client)
        sets.discover(endpoint, client)

    assert server.asked("ListSets") == 1
    assert list(kept(endpoint)) == ["maths"]


def test_source_without_sets_is_fine(server):
    server.records[0].sets = ()
    endpoint = make_endpoint(base_url=server.url)

    with open_client(server.url, policy_from_settings()) as client:
        sets.discover(endpoint, client)

    assert kept(endpoint) == {}
    assert endpoint.sets_listed_at is not None


@pytest.mark.parametrize("fault", ["html", "404"])
def test_source_whose_sets_cannot_be_had_keeps_what_is_known(server, fault):
    endpoint = make_endpoint(base_url=server.url)
    SourceSet.objects.create(endpoint=endpoint, spec="old", first_seen_at="2026-01-01T00:00Z")
    server.fail(fault, verb="ListSets", times=None)

    with open_client(server.url, policy_from_settings()) as client:
        sets.discover(endpoint, client)

    assert kept(endpoint) == {"old": ("", False, False)}
    assert endpoint.sets_listed_at is None
