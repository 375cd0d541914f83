"""``manage.py prepare``: what a site needs before it can serve."""

from django.core.management.base import BaseCommand

from config.preparation import prepare


class Command(BaseCommand):
    help = "Bring database and translations up to the code; create a first administrator."
    requires_system_checks = ()

    def handle(self, *_arguments: object, **_options: object) -> None:
        prepare(say=self.stdout.write)
