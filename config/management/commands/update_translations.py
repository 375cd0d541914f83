"""``manage.py update_translations``: collect new texts into the catalogues, without gettext."""

from django.core.management.base import BaseCommand

from config.translations import update_catalogs


class Command(BaseCommand):
    help = "Add the texts that are new in the sources to every catalogue; drop those that are gone."
    requires_system_checks = ()

    def handle(self, *_arguments: object, **_options: object) -> None:
        for file in update_catalogs():
            self.stdout.write(str(file))
