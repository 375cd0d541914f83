"""What could not be read, gathered beside what could."""

from typing import Generic, NamedTuple, TypeVar

from harvester.records import MetadataIssue
from repository.metadata.texts import clean_line

MAX_STATED_CHARS = 300
"""An issue shows the beginning of a longer value; the record keeps it whole."""

Value = TypeVar("Value")


class Reading(NamedTuple, Generic[Value]):
    """A value, and the issues found on the way to it."""

    value: Value
    issues: tuple[MetadataIssue, ...] = ()


class Issues:
    """The issues of one record, each once, in the order found."""

    def __init__(self) -> None:
        self.listed: dict[MetadataIssue, None] = {}

    def keep(self, reading: Reading[Value]) -> Value:
        """Note the issues of a reading and give its value."""
        if reading.issues:
            self.listed.update(dict.fromkeys(reading.issues))
        return reading.value


def issue(code: str, field: str, stated: str = "") -> MetadataIssue:
    """Give an issue; ``stated`` is shown on one line, cut where it is long."""
    return MetadataIssue(code=code, field=field, stated=clean_line(stated)[:MAX_STATED_CHARS])
