"""The steps before a site serves, each done once."""

import pytest
from django.contrib.auth import authenticate

from config import preparation

pytestmark = pytest.mark.django_db


def test_first_administrator_can_sign_in_with_the_password_given():
    password = preparation.create_first_administrator()

    user = authenticate(username=preparation.FIRST_ADMINISTRATOR, password=password)
    assert user is not None
    assert user.is_superuser


def test_second_administrator_is_not_made():
    preparation.create_first_administrator()

    assert preparation.create_first_administrator() is None


def test_migrated_database_needs_no_migration():
    assert not preparation.migrate()


def test_prepared_site_is_told_nothing():
    preparation.prepare(say=lambda _line: None)
    said = []

    preparation.prepare(say=said.append)

    assert said == []
