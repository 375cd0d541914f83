"""The history of an endpoint in words: who did what, and what stood there before."""

import json
from collections.abc import Mapping

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from harvester.models import EndpointEvent
from harvester.views.settings import SettingsForm


class Change(msgspec.Struct, frozen=True):
    """One value that was replaced."""

    label: str | Promise
    before: object
    after: object


class Told(msgspec.Struct, frozen=True):
    """An event with its changes."""

    event: EndpointEvent
    changes: tuple[Change, ...] = ()


def tell_event(event: EndpointEvent) -> Told:
    """Give an event ready to be shown."""
    if event.what == EndpointEvent.What.SETTINGS:
        before, after = read_values(event.before), read_values(event.after)
        return Told(
            event, tuple(Change(label_of(name), before.get(name), after[name]) for name in after)
        )
    if event.before or event.after:
        return Told(event, (Change(_("Base URL"), event.before, event.after),))
    return Told(event)


def label_of(name: str) -> str | Promise:
    """Give the words of the form for a column."""
    field = SettingsForm.base_fields.get(name)
    return field.label or name if field else name


def read_values(document: str) -> Mapping[str, object]:
    """Read the values kept with an event; none where they were kept in another form."""
    try:
        values = json.loads(document)
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}
