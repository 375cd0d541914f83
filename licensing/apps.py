"""The licensing room as a Django application."""

from django.apps import AppConfig


class LicensingConfig(AppConfig):
    """Registers the room."""

    name = "licensing"
