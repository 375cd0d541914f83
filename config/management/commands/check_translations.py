"""``manage.py check_translations``: fail where a reader would meet an untranslated text."""

from django.core.management.base import BaseCommand, CommandError

from config.translations import iter_problems, list_languages


class Command(BaseCommand):
    help = "Check that every text is translated, and correctly, into every offered language."
    requires_system_checks = ()

    def handle(self, *_arguments: object, **_options: object) -> None:
        problems = list(iter_problems())
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"{len(problems)} problems in the translations.")
        self.stdout.write(f"The interface is whole in {len(list_languages()) + 1} languages.")
