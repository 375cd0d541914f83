"""Import a SKOS vocabulary, so that its labels find records in other languages."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.errors import SearchError
from search.vocabularies.services import import_vocabulary


class Command(BaseCommand):
    help = "Import a SKOS vocabulary (Turtle, RDF/XML, JSON-LD or N-Triples) as further subjects."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *_args: Any, file: Path, **_options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        try:
            vocabulary = import_vocabulary(file)
        except SearchError as error:
            raise CommandError(f"Nothing was imported: {error}.") from error
        self.stdout.write(
            f"{vocabulary.title}: {vocabulary.concept_count} concepts imported.\n"
            "Run 'manage.py rebuild_index' to give them to the records."
        )
