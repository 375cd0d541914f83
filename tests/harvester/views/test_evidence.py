"""Curators ask for a work to be looked at; nobody else may."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission

from harvester.models import EvidenceCheck
from tests.factories import make_resource

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(client, django_user_model):
    """A client logged in as somebody who may decide on licences."""
    user = django_user_model.objects.create_user("cora")
    user.user_permissions.add(Permission.objects.get(codename="add_decision"))
    client.force_login(user)
    return client


def test_visitor_is_asked_to_log_in(client):
    answer = client.post(f"/evidence/{make_resource().id}")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/admin/login/")
    assert not EvidenceCheck.objects.exists()


def test_account_without_the_right_is_refused(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("reader"))

    assert client.post(f"/evidence/{make_resource().id}").status_code == 403
    assert not EvidenceCheck.objects.exists()


def test_curator_puts_a_work_at_the_head_of_the_queue(curator):
    work = make_resource()

    answer = curator.post(f"/evidence/{work.id}", follow=True)

    assert answer.redirect_chain == [(f"/resources/{work.id}", 302)]
    assert "as soon as a worker is free" in answer.content.decode()
    assert EvidenceCheck.objects.get().is_wanted


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example"])
def test_way_back_stays_on_this_site(curator, target):
    work = make_resource()

    answer = curator.post(f"/evidence/{work.id}", {"next": target})

    assert answer.headers["Location"] == f"/resources/{work.id}"


def test_what_is_not_there_is_not_looked_at(curator):
    gone = make_resource(withdrawn=True)

    for id_ in (gone.id, uuid4()):
        assert curator.post(f"/evidence/{id_}").status_code == 404
    assert curator.get(f"/evidence/{gone.id}").status_code == 405


def test_only_curators_see_the_button(client, django_user_model, curator):
    work = make_resource()
    seen = client.get(f"/resources/{work.id}").content.decode()
    client.logout()

    assert f'action="/evidence/{work.id}"' in seen
    assert "/evidence/" not in client.get(f"/resources/{work.id}").content.decode()
