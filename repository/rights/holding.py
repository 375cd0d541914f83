"""Which licence holds for stored records by the decisions, and which records lag behind them."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import msgspec
from django.db.models import Q

from licensing.models import RightsJob
from licensing.selectors.rulings import UNDECIDED, Held, find_rulings
from licensing.services.jobs import OPEN
from repository import bulk
from repository.metadata.record import LicenseFinding
from repository.models import LearningResource

INDEX_FOLLOWS_WITHIN = timedelta(minutes=1)
"""An index that works has a hundred thousand changes in less."""
PLACE = ("id", "provider_id", "statement_key", "source_sets", "decision_id")
"""What has to be read of a record to know what holds for it."""


class _Licensed(msgspec.Struct, frozen=True):
    """Of a canonical record, the licence alone."""

    license: LicenseFinding = LicenseFinding()


_decode = msgspec.json.Decoder(_Licensed).decode


def read_licenses(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, LicenseFinding]:
    """Give what the engine read in stored records, by their ids."""
    rows = bulk.fetch_rows(LearningResource, ("id", "metadata_json"), ids)
    return {key: _decode(document).license for key, document in rows}


def find_held(resources: Sequence[LearningResource]) -> dict[uuid.UUID, Held]:
    """Give what the decisions made so far say of records, by their ids; one query a source.

    Only the columns of ``PLACE`` are looked at; the records themselves are read where a default may
    hold for them.
    """
    held: dict[uuid.UUID, Held] = {}
    by_source: dict[uuid.UUID, list[LearningResource]] = {}
    for each in resources:
        by_source.setdefault(each.provider_id, []).append(each)
    for source_id, rows in by_source.items():
        rulings = find_rulings(
            source_id,
            statement_keys={row.statement_key for row in rows},
            resource_ids=[row.id for row in rows],
        )
        if not rulings:
            held |= dict.fromkeys([row.id for row in rows], UNDECIDED)
            continue
        readings: Mapping[uuid.UUID, LicenseFinding] = {}
        if rulings.has_defaults:
            readings = read_licenses([row.id for row in rows])
        for row in rows:
            held[row.id] = rulings.held(
                resource_id=row.id,
                statement_key=row.statement_key,
                sets=row.source_sets,
                kind=readings[row.id].kind if readings else "",
            )
    return held


def find_change_begun(*, is_index_meant: bool = False) -> datetime | None:
    """Give since when licences are being changed: when the oldest open job was queued.

    Args:
        is_index_meant: Count jobs just done, too: the index follows the records.
    """
    wanted = Q(state__in=OPEN)
    if is_index_meant:
        wanted |= Q(finished_at__gt=datetime.now(UTC) - INDEX_FOLLOWS_WITHIN)
    jobs = RightsJob.objects.filter(wanted)
    return jobs.order_by("created_at").values_list("created_at", flat=True).first()


def find_lagging(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, datetime]:
    """Give those of these records that a decision holds for and has not reached yet.

    With them, since when licences are being changed. One small query as a rule: nothing lags while
    no job is open.
    """
    begun = find_change_begun()
    if begun is None:
        return {}
    resources = LearningResource.objects.filter(id__in=list(ids), is_withdrawn=False)
    rows = list(resources.only(*PLACE))
    held = find_held(rows)
    return {each.id: begun for each in rows if held[each.id].decision_id != each.decision_id}
