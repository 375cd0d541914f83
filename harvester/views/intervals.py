"""How often an endpoint is harvested, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

NAMES: Mapping[int, str | Promise] = {
    1: pgettext_lazy("interval", "Every hour"),
    6: pgettext_lazy("interval", "Every six hours"),
    24: pgettext_lazy("interval", "Every day"),
    168: pgettext_lazy("interval", "Every week"),
    720: pgettext_lazy("interval", "Every 30 days"),
}


def interval_name(hours: int) -> str:
    """Give the words for an interval; one that cannot be chosen is told in hours."""
    return str(NAMES.get(hours) or _("Every %(hours)s hours") % {"hours": hours})
