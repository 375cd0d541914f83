"""Which statements of a filter a choice made for all of them would change."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Value

from licensing.models import Decision, RightsStatement, Ruling
from licensing.statements import ANY, NO_STATEMENT

Scope = Decision.Scope


def list_decidable(
    rows: QuerySet[RightsStatement],
    *,
    action: str,
    license_id: str,
    scope: str,
    own_sources: Collection[UUID],
) -> QuerySet[RightsStatement]:
    """Leave out what states nothing, what others have to decide on, and where it holds already.

    So whoever decides on a part of a filter finds the rest behind it, whatever the filter.

    Args:
        rows: The statements of the filter.
        action: What would be chosen.
        license_id: The licence, where one would be.
        scope: This source or every source.
        own_sources: Sources that this person may not decide about.
    """
    rows = rows.exclude(statement_key=NO_STATEMENT)
    is_everywhere = scope == Scope.EVERYWHERE
    if own_sources and is_everywhere:
        stated = RightsStatement.objects.filter(source_id__in=own_sources, record_count__gt=0)
        rows = rows.exclude(statement_key__in=stated.values("statement_key"))
    elif own_sources:
        rows = rows.exclude(source_id__in=own_sources)
    place = {
        "scope": scope,
        "statement_key": OuterRef("statement_key"),
        "source_id": Value(ANY) if is_everywhere else OuterRef("source_id"),
    }
    chosen = {"action": action}
    if action == Decision.Action.LICENSE:
        chosen["license_id"] = license_id
    held = {f"decision__{name}": value for name, value in chosen.items()}
    proposals = Decision.objects.filter(**place, **chosen, is_proposal=True, answered_by=None)
    return rows.exclude(Exists(Ruling.objects.filter(**place, **held))).exclude(Exists(proposals))
