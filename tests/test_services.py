"""The real parts start, answer and are gone afterwards."""

import pytest
import redis
from django.contrib.auth import get_user_model


@pytest.mark.database_independent
def test_redis_server_keeps_what_it_is_given(redis_server):
    with redis.Redis.from_url(redis_server) as client:
        client.set("word", "kept")

        assert client.get("word") == b"kept"


@pytest.mark.django_db
def test_database_keeps_letters_of_every_script():
    names = ["Ω", "العربية", "हिन्दी", "中文", "𝒳"]
    get_user_model().objects.bulk_create(get_user_model()(username=name) for name in names)

    assert set(get_user_model().objects.values_list("username", flat=True)) == set(names)


@pytest.mark.postgresql
@pytest.mark.django_db
def test_postgresql_cluster_folds_the_case_of_every_script(django_user_model):
    django_user_model.objects.create(username="ЖУРНАЛ")

    assert django_user_model.objects.filter(username__icontains="журнал").exists()


@pytest.mark.database_independent
def test_chromium_shows_a_page(browser):
    page = browser.new_page()
    page.set_content("<h1 id=greeting>Καλημέρα</h1>")

    assert page.text_content("#greeting") == "Καλημέρα"
    page.close()
