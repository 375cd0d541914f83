"""The harvester room as a Django application."""

from django.apps import AppConfig


class HarvesterConfig(AppConfig):
    """Registers the room."""

    name = "harvester"
