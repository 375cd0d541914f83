"""The licensing room as a Django application."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LicensingConfig(AppConfig):
    """Registers the room."""

    name = "licensing"

    def ready(self) -> None:
        """See to it that there are groups for those who review licences."""
        from licensing.roles import create_curators  # noqa: PLC0415 - models exist only now

        post_migrate.connect(create_curators, sender=self, dispatch_uid="licensing.curators")
