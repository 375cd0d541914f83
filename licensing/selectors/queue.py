"""The review queue: which statements, and in what order."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec
from django.db.models import Count, Q, QuerySet

from licensing.models import Decision, LicenseEvidence, LicenseReport, RightsStatement

STATES = tuple(RightsStatement.State.values)
KINDS = (
    "license",
    "public-domain",
    "rights-statement",
    "access-only",
    "all-rights-reserved",
    "custom-terms",
    "not-rights",
    "ambiguous",
    "none",
)
CONFIDENCES: Mapping[str, tuple[float, float]] = {
    "low": (0.0, 0.6),
    "middle": (0.6, 0.9),
    "high": (0.9, 2.0),
}
"""Word -> bounds, the upper one left out."""
BY_RECORDS = ("-freed_count", "-record_count", "id")
ORDERS: Mapping[str, tuple[str, ...]] = {
    "": BY_RECORDS,
    "downloads": ("-freed_download_count", *BY_RECORDS),
}
"""Word -> columns; each has its index."""
EVERY_STATE = "all"


class QueueFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which statements to show; empty fields restrict nothing."""

    state: str = RightsStatement.State.REVIEW.value
    source: str = ""
    kind: str = ""
    confidence: str = ""
    language: str = ""
    text: str = ""
    order: str = ""
    """One of ``ORDERS``."""

    @property
    def parameters(self) -> dict[str, str]:
        """The fields as parameters of an address, those that restrict nothing left out."""
        given = msgspec.structs.asdict(self)
        first = {"state": RightsStatement.State.REVIEW.value}
        return {name: value for name, value in given.items() if value != first.get(name, "")}


def list_statements(wanted: QueueFilter) -> QuerySet[RightsStatement]:
    """Give the statements, those first whose decision frees most; none that no record states."""
    rows = RightsStatement.objects.filter(record_count__gt=0).order_by(*ORDERS[wanted.order])
    if wanted.state != EVERY_STATE:
        rows = rows.filter(state=wanted.state)
    if wanted.source:
        rows = rows.filter(source_id=UUID(wanted.source))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.confidence:
        low, high = CONFIDENCES[wanted.confidence]
        rows = rows.filter(confidence__gte=low, confidence__lt=high)
    if wanted.language:
        rows = rows.filter(languages__contains=f" {wanted.language} ")
    if wanted.text:
        rows = rows.filter(texts_json__icontains=wanted.text)
    return rows


def find_neighbors(
    wanted: QueueFilter, statement: RightsStatement
) -> tuple[int | None, int | None]:
    """Give the ids of the statements before and behind one in the queue, wherever it stands now."""
    behind = is_behind(statement, ORDERS[wanted.order])
    rows = list_statements(wanted).exclude(pk=statement.pk)
    after = rows.filter(behind).values_list("pk", flat=True).first()
    before = rows.exclude(behind).reverse().values_list("pk", flat=True).first()
    return before, after


def is_behind(statement: RightsStatement, order: Sequence[str]) -> Q:
    """Give the condition that a row stands behind a statement in one of the ``ORDERS``."""
    behind, equal = Q(), Q()
    for column in order[:-1]:
        name = column.removeprefix("-")
        value = getattr(statement, name)
        behind |= equal & Q(**{f"{name}__lt": value})
        equal &= Q(**{name: value})
    return behind | (equal & Q(id__gt=statement.pk))


def count_states() -> dict[str, int]:
    """Give how many statements there are in each state."""
    rows = RightsStatement.objects.filter(record_count__gt=0).order_by()
    return dict(rows.values_list("state").annotate(number=Count("id")))


def list_decisions(statement: RightsStatement) -> QuerySet[Decision]:
    """Give what was decided on a statement, for its source or for every one, the newest first."""
    return (
        Decision.objects.filter(
            statement_key=statement.statement_key,
            source_id__in=(statement.source_id, UUID(int=0)),
        )
        .exclude(scope=Decision.Scope.RECORD)
        .prefetch_related("answered_by")
    )


def list_open_reports() -> QuerySet[LicenseReport]:
    """Give the reports that nobody has answered, the oldest first."""
    return LicenseReport.objects.filter(state=LicenseReport.State.OPEN).order_by("id")


def list_conflicts() -> QuerySet[LicenseEvidence]:
    """Give evidence that contradicts its record and that nobody has looked at, the newest first."""
    return LicenseEvidence.objects.filter(is_settled=False, agrees=False).order_by("-id")
