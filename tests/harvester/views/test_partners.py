"""The partner's private link."""

import re

import pytest
from django.core.signing import Signer

from harvester.audit import record_event
from harvester.models import Endpoint, EndpointEvent
from harvester.private_links import private_token
from harvester.schedule import renew_partner_key, revoke_partner_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared(endpoint) -> Endpoint:
    renew_partner_key(endpoint)
    return endpoint


def address_of(endpoint, page="") -> str:
    return f"/harvest/partner/{private_token(endpoint)}/{page}"


@pytest.mark.parametrize("page", ["", "rejected", "progress", "issues.csv"])
def test_link_shows_the_report_to_whoever_holds_it(client, shared, page):
    answer = client.get(address_of(shared, page))

    assert answer.status_code == 200
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer.headers["Cache-Control"]


def test_partners_report_is_read_only_and_stays_on_the_link(client, shared):
    Endpoint.objects.filter(pk=shared.pk).update(contact="secret@partner.example")
    record_event(shared, None, EndpointEvent.What.SETTINGS)
    html = client.get(address_of(shared)).content.decode()

    assert "Quality of the records" in html
    assert "Run now" not in html
    assert "Settings" not in html
    assert "secret@partner.example" not in html
    assert "settings changed" not in html
    assert "/action" not in html
    assert not re.search(rf'"/harvest/{shared.pk}/', html)
    assert 'href="/harvest/"' not in html


@pytest.mark.parametrize("page", ["", "rejected", "progress", "issues.csv"])
def test_new_link_ends_the_old_one(client, shared, page):
    old = address_of(shared, page)

    renew_partner_key(shared)

    assert client.get(old).status_code == 404
    assert client.get(address_of(shared, page)).status_code == 200


def test_revoked_link_shows_nothing(client, shared):
    old = address_of(shared)

    revoke_partner_key(shared)

    assert private_token(shared) == ""
    assert client.get(old).status_code == 404


@pytest.mark.parametrize(
    "forge",
    [
        lambda one: private_token(one)[:-1] + "x",
        lambda one: Signer(salt="other").sign_object({"endpoint": one.pk, "key": one.partner_key}),
        lambda one: Signer(salt="harvester.partner").sign_object({"endpoint": one.pk, "key": ""}),
        lambda one: Signer(salt="harvester.partner").sign_object(
            {"endpoint": one.pk + 1, "key": ""}
        ),
    ],
)
def test_forged_link_is_not_found(client, shared, forge):
    assert client.get(f"/harvest/partner/{forge(shared)}/").status_code == 404


def test_operator_makes_and_ends_the_link_on_the_page(operator, client, endpoint):
    page = operator.post(f"/harvest/{endpoint.pk}/action", {"action": "renew-link"}, follow=True)
    [link] = re.findall(r'href="http://[^/"]+(/harvest/partner/[^"]+)"', page.content.decode())
    shown = client.get(link).status_code
    operator.post(f"/harvest/{endpoint.pk}/action", {"action": "revoke-link"})

    assert shown == 200
    assert client.get(link).status_code == 404
