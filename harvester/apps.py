"""The harvester room as a Django application."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class HarvesterConfig(AppConfig):
    """Registers the room."""

    name = "harvester"

    def ready(self) -> None:
        """See to it that there is a group for those who look after the harvests."""
        from harvester.roles import create_operators  # noqa: PLC0415 - models exist only now

        post_migrate.connect(create_operators, sender=self, dispatch_uid="harvester.operators")
