"""The issues of an endpoint as CSV, a line each: what a partner works through. Lazy."""

import csv
from collections.abc import Iterator

from harvester.models import Endpoint, HarvestedRecord
from harvester.reports.causes import issue_cause, rejection_cause
from harvester.reports.quality import read_issues
from harvester.reports.rejected import list_recent_runs, rejected_in

COLUMNS = ("kind", "run", "identifier", "cause", "field", "stated", "advice")
MAX_RECORDS = 50_000
"""Of each kind; who has more repairs these first."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
CHUNK = 500


class Line:
    """Takes the place of a file: gives back what is written."""

    def write(self, text: str) -> str:
        """Give the line back."""
        return text


def iter_csv(endpoint: Endpoint) -> Iterator[str]:
    """Yield the lines of the CSV, the names of the columns first."""
    writer = csv.writer(Line())
    yield writer.writerow(COLUMNS)
    for row in iter_rows(endpoint):
        yield writer.writerow(map(safe_cell, row))


def iter_rows(endpoint: Endpoint) -> Iterator[tuple[object, ...]]:
    """Yield the rejected records of the recent runs, then what was not understood in the others."""
    rejected = rejected_in(list_recent_runs(endpoint)).defer("payload")[:MAX_RECORDS]
    for issue in rejected.iterator(CHUNK):
        cause = rejection_cause(issue.reason)
        yield (
            "rejected",
            issue.run_id,
            issue.identifier,
            cause.code,
            issue.stage,
            issue.reason,
            cause.advice,
        )
    kept = HarvestedRecord.objects.filter(endpoint=endpoint, is_deleted=False).exclude(
        issues_json=""
    )
    pairs = kept.order_by("key").values_list("identifier", "issues_json")[:MAX_RECORDS]
    for identifier, document in pairs.iterator(CHUNK):
        for found in read_issues(document):
            advice = issue_cause(found.code).advice
            yield "issue", "", identifier, found.code, found.field, found.stated, advice


def safe_cell(value: object) -> str:
    """Give a cell that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
