"""How an endpoint is harvested, as a form."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from harvester.models import Endpoint
from harvester.schedule import INTERVALS_HOURS
from harvester.views.intervals import interval_name
from repository.labels import country_choices

MAX_FULL_DAYS = 3650
MAX_PAUSE_SECONDS = 600


class SettingsForm(forms.Form):
    """Interval, full lists, rests and whom to write to; its names are columns of the endpoint.

    The country is the provider's, and so of all its endpoints.
    """

    interval_hours = forms.TypedChoiceField(label=_("Schedule"), coerce=int)
    full_interval_days = forms.IntegerField(
        label=_("Everything anew every so many days (0: never)"),
        min_value=0,
        max_value=MAX_FULL_DAYS,
    )
    pause_seconds = forms.FloatField(
        label=_("Rest between two requests, in seconds"), min_value=0, max_value=MAX_PAUSE_SECONDS
    )
    contact = forms.EmailField(
        label=_("Whom to write to when something goes wrong"), max_length=254, required=False
    )
    country = forms.ChoiceField(label=_("Country of the source"), required=False)

    def __init__(self, *args: object, hours: int, **kwargs: object) -> None:
        """Offer the usual intervals, and the present one."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # what Django's form takes
        choices = sorted({*INTERVALS_HOURS, hours})
        field = self.fields["interval_hours"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - told to the type checker
        field.choices = [(each, interval_name(each)) for each in choices]
        field = self.fields["country"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - told to the type checker
        field.choices = [("", _("Not known")), *country_choices(get_language() or "en")]


def settings_form(endpoint: Endpoint, data: object = None) -> SettingsForm:
    """Give the form of an endpoint, filled with what is, or with what was sent."""
    own = (name for name in SettingsForm.base_fields if name != "country")
    present = {name: getattr(endpoint, name) for name in own}
    present["country"] = endpoint.provider.country
    present["pause_seconds"] = f"{endpoint.pause_seconds:g}"
    return SettingsForm(data, initial=present, hours=endpoint.interval_hours)
