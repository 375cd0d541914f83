"""``manage.py record_schema``: print the JSON schema of the canonical record."""

import json
from typing import Any

import msgspec
from django.core.management.base import BaseCommand

from repository.metadata.record import ResourceMetadata


class Command(BaseCommand):
    help = (
        "Print the JSON schema (2020-12) of the canonical record, as docs/record.md describes it."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        schema = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            **msgspec.json.schema(ResourceMetadata),
        }
        self.stdout.write(json.dumps(schema, ensure_ascii=False, indent=2))
