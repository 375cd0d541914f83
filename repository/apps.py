"""The repository room as a Django application."""

from django.apps import AppConfig


class RepositoryConfig(AppConfig):
    """Registers the room."""

    name = "repository"
