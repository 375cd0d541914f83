import pytest
from django.contrib.auth.models import AnonymousUser, User

from harvester.audit import record_event
from harvester.models import EndpointEvent
from tests.factories import make_endpoint

pytestmark = pytest.mark.django_db


def test_an_event_keeps_who_what_and_why_and_outlives_the_account():
    endpoint = make_endpoint()
    ada = User.objects.create_user("ada")

    record_event(
        endpoint, ada, EndpointEvent.What.SETTINGS, "asked by mail", before="24", after="168"
    )
    ada.delete()

    (event,) = endpoint.events.all()
    assert (event.user, event.user_name, event.what) == (None, "ada", "settings")
    assert (event.before, event.after, event.why) == ("24", "168", "asked by mail")


@pytest.mark.parametrize("nobody", [None, AnonymousUser()])
def test_the_command_line_has_no_name(nobody):
    event = record_event(make_endpoint(), nobody, EndpointEvent.What.REPLAY)

    assert (event.user_id, event.user_name) == (None, "")


def test_an_event_that_is_kept_cannot_be_changed():
    event = record_event(make_endpoint(), None, EndpointEvent.What.PAUSED)

    with pytest.raises(TypeError):
        event.save()
