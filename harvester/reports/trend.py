"""How the quality of a source's records went from run to run.

What a run ended with is kept with it, so that a page reads thirty short texts, not all records.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from django.utils.functional import Promise

from harvester.models import HarvestRun
from harvester.reports.quality import FIELDS, measure_endpoint

LINES = ("license", "open", "language", "level")
"""What the chart shows; the table has every field."""


class KeptQuality(msgspec.Struct, frozen=True, kw_only=True):
    """The JSON form of what a run ended with."""

    total: int
    """Records looked at."""
    is_sample: bool = False
    stated: Mapping[str, int] = {}
    """How many of them state a field well, by its code in ``quality.FIELDS``."""


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """The quality at the end of one run."""

    run: HarvestRun
    quality: KeptQuality

    def percent(self, code: str) -> int:
        """Give the share of records that state a field, in whole percent, rounded down."""
        return 100 * self.quality.stated.get(code, 0) // self.quality.total

    @property
    def percents(self) -> tuple[int, ...]:
        """Give the shares of all fields, in their order."""
        return tuple(self.percent(code) for code in FIELDS)


class Line(msgspec.Struct, frozen=True):
    """One line of the chart: shares in percent, the oldest first."""

    code: str
    label: str | Promise
    percents: tuple[int, ...]


def keep_quality(run: HarvestRun) -> None:
    """Measure what is kept of the run's endpoint, and keep the numbers with the run."""
    quality = measure_endpoint(run.endpoint)
    kept = KeptQuality(
        total=quality.total,
        is_sample=quality.is_sample,
        stated={share.code: share.count for share in quality.shares},
    )
    run.quality_json = msgspec.json.encode(kept).decode()
    HarvestRun.objects.filter(pk=run.pk).update(quality_json=run.quality_json)


def list_moments(runs: Iterable[HarvestRun]) -> list[Moment]:
    """Give the qualities kept with these runs, in their order; runs that kept none are left out."""
    moments = []
    for run in runs:
        try:
            kept = msgspec.json.decode(run.quality_json, type=KeptQuality)
        except msgspec.DecodeError:
            continue
        if kept.total:
            moments.append(Moment(run=run, quality=kept))
    return moments


def lines_of(moments: Sequence[Moment]) -> tuple[Line, ...]:
    """Give the lines of the chart."""
    return tuple(
        Line(code, FIELDS[code][0], tuple(moment.percent(code) for moment in moments))
        for code in LINES
    )
