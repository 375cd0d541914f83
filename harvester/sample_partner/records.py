"""The sample partner's records, one JSON object a line, in the words of the partner."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

SETS = {"library": "University library", "schools": "School hub"}
FIRST_DATESTAMP = datetime(2026, 1, 5, 8, tzinfo=UTC)
FOLDER = Path(__file__).parent


class SampleRecord(msgspec.Struct, frozen=True):
    """One record; ``stated`` holds its values as the partner states them."""

    identifier: str
    datestamp: datetime
    set_spec: str
    is_deleted: bool
    stated: dict[str, Any]

    @property
    def has_lom(self) -> bool:
        """Whether the partner has this record as learning object metadata, too."""
        return self.set_spec == "schools"


def load_records() -> list[SampleRecord]:
    """Give all records in the order of their datestamps."""
    records: list[SampleRecord] = []
    for set_spec in SETS:
        for line in (FOLDER / f"{set_spec}.jsonl").read_text(encoding="utf-8").splitlines():
            stated = json.loads(line)
            records.append(
                SampleRecord(
                    identifier=f"oai:sample.commonloom.example:{set_spec}/{stated['id']}",
                    datestamp=FIRST_DATESTAMP + timedelta(hours=len(records)),
                    set_spec=set_spec,
                    is_deleted=stated.get("deleted", False),
                    stated=stated,
                )
            )
    return records
