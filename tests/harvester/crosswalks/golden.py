"""Golden pairs: ``<format>/<case>.xml`` or ``.json`` beside ``<case>.expected.json``."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from lxml import etree

from harvester.json_ld.values import JsonObject
from harvester.records import Header, ParsedRecord, SourceMetadata

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
CASES = ("all_fields", "optional_fields_blank", "optional_fields_missing", "variations")


@dataclass(frozen=True)
class GoldenCase:
    """One record with the values that it states."""

    path: Path

    def __str__(self) -> str:
        return f"{self.path.parent.name}-{self.path.stem}"

    @property
    def record(self) -> ParsedRecord:
        content = self.path.read_bytes()
        return parsed(json.loads(content) if self.path.suffix == ".json" else content)

    @property
    def expected(self) -> Any:
        """What is expected; None when nobody has said so yet."""
        path = self.path.with_suffix(".expected.json")
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def golden_cases(name: str) -> list[GoldenCase]:
    files = sorted(FIXTURES.joinpath(name).glob("*.*"))
    return [GoldenCase(path) for path in files if not path.name.endswith(".expected.json")]


def parsed(metadata: bytes | etree._Element | JsonObject) -> ParsedRecord:
    """Give a record around one metadata root, read without entities and network."""
    if isinstance(metadata, bytes):
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        metadata = etree.fromstring(metadata, parser)
    header = Header(identifier="oai:example.org:1", datestamp="2024-01-01")
    return ParsedRecord(header=header, payload=b"", metadata=metadata)


def as_json(stated: SourceMetadata) -> Any:
    """Give the JSON form without what is empty, so that a pair shows only what is stated."""
    return _filled(msgspec.to_builtins(stated))


def _filled(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _filled(item) for key, item in value.items() if item}
    if isinstance(value, list | tuple):
        return [_filled(item) for item in value]
    return value
