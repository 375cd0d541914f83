"""The harvester room as a Django application."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from licensing.signals import partner_asked


class HarvesterConfig(AppConfig):
    """Registers the room."""

    name = "harvester"

    def ready(self) -> None:
        """See to it that there is a group of operators, and that partners are asked by mail."""
        from harvester.letters import tell_question  # noqa: PLC0415 - models exist only now
        from harvester.roles import create_operators  # noqa: PLC0415 - likewise

        post_migrate.connect(create_operators, sender=self, dispatch_uid="harvester.operators")
        partner_asked.connect(tell_question, dispatch_uid="harvester.questions")
