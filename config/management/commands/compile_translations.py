"""``manage.py compile_translations``: make the catalogues ready for use, without gettext."""

from django.core.management.base import BaseCommand

from config.translations import compile_catalogs


class Command(BaseCommand):
    help = "Compile the catalogues of the interface that changed since the last time."
    requires_system_checks = ()

    def handle(self, *_arguments: object, **_options: object) -> None:
        written = compile_catalogs()
        self.stdout.write(f"{len(written)} catalogues compiled")
