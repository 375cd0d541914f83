"""The search room as a Django application."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Registers the room."""

    name = "search"
