"""Giving and taking the roles of curators: who may, what is refused, and what is written down."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse

from licensing.errors import DecisionIsFinal
from licensing.models import RoleChange
from licensing.roles import CURATORS, SENIOR_CURATORS, create_curators

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _groups():
    create_curators()


def make_user(name, *permissions, **fields):
    user = get_user_model().objects.create_user(name, password="x", **fields)
    user.user_permissions.add(*Permission.objects.filter(codename__in=permissions))
    return user


def groups_of(user):
    return set(user.groups.values_list("name", flat=True))


@pytest.fixture
def steward(client):
    """Somebody who may give and take roles, logged in; no superuser."""
    user = make_user("steward", "assign_roles", is_staff=True)
    client.force_login(user)
    return user


def send(client, name, role=CURATORS, reason="She knows the law.", **more):
    return client.post(
        reverse("review-roles"), {"name": name, "role": role, "reason": reason, **more}
    )


def test_who_is_not_logged_in_is_sent_to_log_in(client):
    answer = client.get(reverse("review-roles"))

    assert (answer.status_code, answer["Location"].startswith("/admin/login/")) == (302, True)


@pytest.mark.parametrize("role", [CURATORS, SENIOR_CURATORS])
def test_curators_may_neither_see_nor_change_roles(client, role):
    user = make_user("ana")
    user.groups.add(user.groups.model.objects.get(name=role))
    other = make_user("bo")
    client.force_login(user)

    assert client.get(reverse("review-roles")).status_code == 403
    assert send(client, "bo").status_code == 403
    assert send(client, "ana", SENIOR_CURATORS).status_code == 403
    assert not groups_of(other)
    assert not RoleChange.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": "nobody"}, "no account of this name"),
        ({"name": ""}, "no account of this name"),
        ({"name": "twins@example.org"}, "or more than one"),
        ({"name": "ana", "role": "operators"}, "Choose a role"),
        ({"name": "ana", "role": ""}, "Choose a role"),
        ({"name": "ana", "reason": "  "}, "Write a reason"),
        ({"name": "gone"}, "not active"),
        ({"name": "steward"}, "Nobody changes their own roles"),
        ({"name": "ana", "take": "1"}, "does not have this role"),
    ],
)
@pytest.mark.usefixtures("steward")
def test_what_cannot_be_given_or_taken_is_said_and_changes_nothing(client, sent, said):
    ana = make_user("ana")
    make_user("gone", is_active=False)
    for name in ("one", "two"):
        make_user(name, email="twins@example.org")

    answer = send(client, **{"name": "ana", **sent})

    assert answer.status_code == 409
    assert said in answer.content.decode()
    assert not groups_of(ana)
    assert not RoleChange.objects.exists()


def test_a_role_is_given_shown_taken_and_written_down(client, steward):
    ana = make_user("ana", first_name="Ana", last_name="Núñez", email="ana@example.org")

    given = send(client, "ANA@example.org", SENIOR_CURATORS)
    again = send(client, "ana", SENIOR_CURATORS)
    page = client.get(reverse("review-roles")).content.decode()

    assert (given.status_code, again.status_code) == (302, 409)
    assert groups_of(ana) == {SENIOR_CURATORS}
    assert page.count("Ana Núñez") == 2, "as a member, and in what was changed"
    client.force_login(get_user_model().objects.get(pk=ana.pk))
    assert client.get(reverse("review-import")).status_code == 200

    client.force_login(steward)
    send(client, "ana", SENIOR_CURATORS, "She has moved on.", take="1")

    assert not groups_of(ana)
    changes = RoleChange.objects.values_list(
        "action", "role", "account_name", "changed_by_name", "reason"
    )
    assert list(changes) == [
        ("take", SENIOR_CURATORS, "Ana Núñez", "steward", "She has moved on."),
        ("give", SENIOR_CURATORS, "Ana Núñez", "steward", "She knows the law."),
    ]


@pytest.mark.usefixtures("steward")
def test_who_gets_a_role_can_log_in(client):
    make_user("ana")
    send(client, "ana")
    client.logout()

    answer = client.post(
        f"/admin/login/?next={reverse('review')}", {"username": "ana", "password": "x"}, follow=True
    )

    assert (answer.status_code, answer.redirect_chain) == (200, [(reverse("review"), 302)])


def test_a_superuser_may_change_their_own_roles(admin_client, admin_user):
    send(admin_client, admin_user.username)

    assert groups_of(admin_user) == {CURATORS}


@pytest.mark.usefixtures("steward")
def test_the_audit_of_roles_cannot_be_changed_and_outlives_the_account(client):
    ana = make_user("ana")
    send(client, "ana", reason="<b>x</b>")
    change = RoleChange.objects.get()

    for attempt in (
        change.save,
        change.delete,
        RoleChange.objects.all().delete,
        lambda: RoleChange.objects.update(reason="y"),
    ):
        with pytest.raises(DecisionIsFinal):
            attempt()
    ana.delete()

    change = RoleChange.objects.get()
    assert (change.account, change.account_name) == (None, "ana")
    assert "&lt;b&gt;x&lt;/b&gt;" in client.get(reverse("review-roles")).content.decode()
