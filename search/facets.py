"""The values of facets in the reader's words."""

import time
from collections.abc import Callable, Mapping
from functools import lru_cache

from django.utils import translation
from django.utils.translation import gettext, pgettext_lazy

from licensing.labels import license_name
from licensing.templatetags.licenses import license_class_label
from repository import labels
from repository.models import Provider
from repository.pages.accessibility import ACCESSIBILITY
from search.documents import AGE_BANDS
from search.vocabularies.services import label_index

NAMES_KEPT_SECONDS = 30
FILE_TYPES: labels.Labels = {
    "pdf": "PDF",
    "epub": "EPUB",
    "e-book": pgettext_lazy("file type", "Other e-book"),
    "document": pgettext_lazy("file type", "Text document (Word, ODT)"),
    "slides": pgettext_lazy("file type", "Slides"),
    "spreadsheet": pgettext_lazy("file type", "Spreadsheet"),
    "web-page": pgettext_lazy("file type", "Web page"),
    "archive": pgettext_lazy("file type", "Packed files (ZIP)"),
    "video": pgettext_lazy("file type", "Video"),
    "audio": pgettext_lazy("file type", "Audio"),
    "image": pgettext_lazy("file type", "Image"),
    "app": pgettext_lazy("file type", "App"),
    "interactive": pgettext_lazy("file type", "Interactive exercise"),
    "source-text": pgettext_lazy("file type", "Source text"),
    "plain-text": pgettext_lazy("file type", "Plain text"),
}
OPENNESS: labels.Labels = {
    "yes": pgettext_lazy("counts as OER", "Open educational resource"),
    "no": pgettext_lazy("counts as OER", "Not open enough"),
    "unknown": pgettext_lazy("counts as OER", "Not known"),
}
OFFLINE: labels.Labels = {"yes": pgettext_lazy("offline", "Can be downloaded or printed")}
_TABLES: dict[str, labels.Labels] = {
    "resource_type": labels.RESOURCE_TYPES,
    "audience": labels.AUDIENCES,
    "delivery_channel": labels.DELIVERY_CHANNELS,
    "file_type": FILE_TYPES,
    "offline": OFFLINE,
    "oer": OPENNESS,
}


def label(facet: str, value: str, language: str) -> str:
    """Give what a facet's value is called, the value itself where it has no name.

    Args:
        facet: One of ``FACETS``.
        value: As a bucket holds it.
        language: Of the reader, as Django or BCP 47 write it.
    """
    if facet == "provider":
        return provider_name(value)
    if naming := _IN_LANGUAGE.get(facet):
        return naming(value, language)
    with translation.override(language):
        if naming_here := _IN_ACTIVE_LANGUAGE.get(facet):
            return naming_here(value)
        return str(_TABLES.get(facet, {}).get(value, value))


def subject_name(key: str, language: str) -> str:
    """Give the name of a concept in a language; its id where it is unknown."""
    concept = label_index().concepts.get(key)
    if concept is None:
        return key
    return capitalized(concept.label((language, language.partition("-")[0])))


def age_label(band: str) -> str:
    """Give one of the bands of ages in words; anything else as it stands."""
    low, _dash, high = band.partition("-")
    if (low, high) not in {(str(first), str(last)) for first, last in AGE_BANDS}:
        return band
    if int(high) == AGE_BANDS[-1][1]:
        return gettext("%(low)s years and over") % {"low": low}
    return gettext("%(low)s to %(high)s years") % {"low": low, "high": high}


def accessibility_label(feature: str) -> str:
    """Give a feature of schema.org's vocabulary in words; anything else as it stands."""
    return capitalized(str(ACCESSIBILITY.get(feature, feature)))


def capitalized(name: str) -> str:
    """Give a name as it stands alone, with a capital letter where the script has one."""
    return name[:1].upper() + name[1:]


def provider_name(slug: str) -> str:
    """Give the name of a provider; a page asks for dozens, so names are read all at once."""
    period = int(time.monotonic() // NAMES_KEPT_SECONDS)
    names = _provider_names(period)
    if slug not in names:
        _provider_names.cache_clear()
        names = _provider_names(period)
    return names.get(slug, slug)


@lru_cache(maxsize=1)
def _provider_names(_period: int) -> dict[str, str]:
    return dict(Provider.objects.values_list("slug", "name"))


_IN_LANGUAGE: Mapping[str, Callable[[str, str], str]] = {
    "language": labels.language_name,
    "subject": subject_name,
    "country": labels.country_label,
}
_IN_ACTIVE_LANGUAGE: Mapping[str, Callable[[str], str]] = {
    "license_class": license_class_label,
    "license": license_name,
    "level": labels.level_label,
    "age": age_label,
    "accessibility_feature": accessibility_label,
}
