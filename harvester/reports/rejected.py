"""The rejected records of an endpoint's recent runs: counted by cause, and shown one by one."""

import re
from collections.abc import Sequence

import msgspec
from django.db.models import Count, QuerySet

from harvester.models import Endpoint, HarvestRun, RecordIssue
from harvester.payloads import UnreadablePayload, read_start
from harvester.reports.causes import REJECTION_BY_CODE, Cause, reasons_of, rejection_cause
from harvester.reports.quality import CauseCount

RUNS_SHOWN = 30
MAX_SNIPPET_CHARS = 3_000
MAX_SNIPPET_BYTES = 4 * MAX_SNIPPET_CHARS
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class RejectedRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One rejected record, ready to be shown."""

    issue: RecordIssue
    cause: Cause
    snippet: str
    is_cut: bool


def list_recent_runs(endpoint: Endpoint) -> list[HarvestRun]:
    """Give the newest runs of an endpoint, newest first."""
    return list(HarvestRun.objects.filter(endpoint=endpoint)[:RUNS_SHOWN])


def rejected_in(runs: Sequence[HarvestRun], *, code: str = "") -> QuerySet[RecordIssue]:
    """Give the rejected records of these runs, newest first; ``code`` chooses one cause."""
    found = RecordIssue.objects.filter(run__in=[run.pk for run in runs]).order_by("-pk")
    cause = REJECTION_BY_CODE.get(code)
    return found.filter(reasons_of(cause)) if cause else found


def count_causes(runs: Sequence[HarvestRun]) -> tuple[CauseCount, ...]:
    """Count the rejected records of these runs by cause, the most frequent first; one query."""
    counted = rejected_in(runs).aggregate(
        **{
            code.replace("-", "_"): Count("pk", filter=reasons_of(cause))
            for code, cause in REJECTION_BY_CODE.items()
        }
    )
    counts = [
        CauseCount(cause, counted[code.replace("-", "_")])
        for code, cause in REJECTION_BY_CODE.items()
    ]
    return tuple(sorted((each for each in counts if each.count), key=lambda each: -each.count))


def first_of_each(
    run: HarvestRun, counted: Sequence[CauseCount]
) -> list[tuple[CauseCount, RecordIssue | None]]:
    """Give the first rejected record of each of these causes in a run, as an example."""
    return [
        (each, rejected_in([run], code=each.cause.code).defer("payload").last()) for each in counted
    ]


def show(issue: RecordIssue) -> RejectedRecord:
    """Make a rejected record fit to be shown."""
    snippet, is_cut = read_snippet(bytes(issue.payload))
    return RejectedRecord(
        issue=issue, cause=rejection_cause(issue.reason), snippet=snippet, is_cut=is_cut
    )


def read_snippet(payload: bytes) -> tuple[str, bool]:
    """Give the beginning of a kept payload as text, and whether that is not all of it.

    What is no UTF-8, or no character of a page, is shown as U+FFFD.
    """
    try:
        raw = read_start(payload, MAX_SNIPPET_BYTES + 1)
    except UnreadablePayload:
        return "", False
    text = UNPRINTABLE.sub("\ufffd", raw[:MAX_SNIPPET_BYTES].decode("utf-8", "replace"))
    return text[:MAX_SNIPPET_CHARS], len(raw) > MAX_SNIPPET_BYTES or len(text) > MAX_SNIPPET_CHARS
