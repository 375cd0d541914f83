"""What may be changed of a provider, and what follows for its records."""

from django.db import transaction

from repository import bulk
from repository.metadata.countries import country_codes
from repository.models import Change, LearningResource, Provider


class UnknownCountry(ValueError):
    """No country of ISO 3166-1 has this code."""


@transaction.atomic
def set_country(provider: Provider, country: str) -> bool:
    """Say where a provider is at home; its records reach the index anew.

    They are not other records for that: nothing about them moves but what they are found by.

    Args:
        provider: Its row may be out of date.
        country: ISO 3166-1 alpha-2; empty takes back what was said.

    Returns:
        Whether anything changed.

    Raises:
        UnknownCountry: Nothing was changed.
    """
    if country and country not in country_codes():
        raise UnknownCountry(f"{country!r} is no code of ISO 3166-1, as ZA or EG")
    others = Provider.objects.filter(pk=provider.pk).exclude(country=country)
    provider.country = country
    if not others.update(country=country):
        return False
    kept = LearningResource.objects.filter(provider=provider, is_withdrawn=False)
    rows = [(key, True) for key in kept.values_list("id", flat=True)]
    bulk.insert_rows(Change, ("resource_id", "is_about_use"), rows)
    return True
