"""Countries: their codes and names, and what follows when a provider is said to be in one."""

import pytest
from babel import Locale
from django.contrib.auth.models import Permission
from django.urls import reverse

from repository.labels import country_choices, country_label
from repository.metadata.countries import country_codes, country_name
from repository.models import Change, LearningResource
from repository.providers import UnknownCountry, set_country
from tests.factories import make_provider, make_resource


@pytest.mark.database_independent
class TestCodes:
    def test_they_are_those_of_the_standard(self):
        assert {"ZA", "EG", "PE", "KE", "CN", "IN", "PS", "TW", "AQ"} <= country_codes()
        assert country_codes().isdisjoint({"EU", "UN", "XK", "ZZ", "UK", "za", "001"})
        assert len(country_codes()) == 249

    @pytest.mark.parametrize(
        ("code", "language", "name"),
        [
            ("ZA", "en", "South Africa"),
            ("ZA", "fr", "Afrique du Sud"),
            ("EG", "ar", "مصر"),
            ("CN", "zh-hans", "中国"),
            ("DE", "xx", "Germany"),
            ("??", "en", "??"),
            ("", "en", ""),
        ],
    )
    def test_they_are_named_in_the_readers_language(self, code, language, name):
        assert country_label(code, language) == name

    def test_a_form_offers_all_of_them_by_name(self):
        names = [name for _, name in country_choices("es")]
        assert len(names) == 249
        assert names.index("Egipto") < names.index("Etiopía") < names.index("Francia")
        assert country_name("CI", Locale("fr")) == "Côte d’Ivoire"


@pytest.mark.django_db
class TestSetting:
    @pytest.mark.parametrize("code", ["XX", "za", "ZAF", "South Africa", "EU", "Z", " ZA"])
    def test_what_is_no_country_is_refused(self, code):
        provider = make_provider()
        with pytest.raises(UnknownCountry, match="ISO 3166-1"):
            set_country(provider, code)
        provider.refresh_from_db()
        assert provider.country == ""

    def test_the_records_reach_the_index_anew_and_stay_as_they_are(self):
        provider = make_provider()
        kept, other = make_resource("A", provider=provider), make_resource("B")
        before = LearningResource.objects.get(pk=kept.pk).datestamp
        Change.objects.all().delete()

        assert set_country(provider, "ZA")

        rows = Change.objects.values_list("resource_id", "is_about_use")
        assert list(rows) == [(kept.pk, True)]
        assert LearningResource.objects.get(pk=kept.pk).datestamp == before
        assert other.provider.country == ""

    def test_saying_the_same_again_changes_nothing(self):
        provider = make_provider()
        make_resource("A", provider=provider)
        set_country(provider, "ZA")
        Change.objects.all().delete()

        assert not set_country(provider, "ZA")
        assert not Change.objects.exists()
        assert set_country(provider, "")

    def test_it_is_told_in_the_administration_by_whom_may(self, client, django_user_model):
        provider = make_provider()
        address = reverse("admin:repository_provider_change", args=[provider.pk])
        staff = django_user_model.objects.create_user("staff", password="x", is_staff=True)
        client.force_login(staff)
        assert client.post(address, {"country": "EG"}).status_code == 403

        staff.user_permissions.add(
            *Permission.objects.filter(codename__in=["change_provider", "view_provider"])
        )
        assert client.post(address, {"country": "XX"}).status_code == 200
        assert client.post(address, {"country": "EG", "name": "Mine"}).status_code == 302
        name = provider.name
        provider.refresh_from_db()
        assert (provider.country, provider.name) == ("EG", name)
