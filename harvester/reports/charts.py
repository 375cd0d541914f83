"""The bars of a chart: whole numbers for a drawing of fixed size. Knows no template."""

import math
from collections.abc import Sequence

import msgspec

from harvester.models import HarvestRun
from harvester.reports.trend import Line

OUTCOMES = ("created", "updated", "unchanged", "deleted", "failed", "held")
WIDTH, HEIGHT = 1200, 300
SLOT = WIDTH // 30
GAP = 8


class Part(msgspec.Struct, frozen=True):
    """One piece of a bar."""

    kind: str
    y: int
    height: int


class Bar(msgspec.Struct, frozen=True):
    """One bar."""

    run: HarvestRun
    x: int
    width: int
    parts: tuple[Part, ...]
    value: int
    """Records seen, or records a second."""


def outcome_bars(runs: Sequence[HarvestRun]) -> tuple[Bar, ...]:
    """Give one bar a run, in the order given; its pieces are the shares of the outcomes.

    The height grows with the logarithm of the records seen, so that the daily dozen is to be seen
    beside the first sixty thousand.
    """
    most = max((run.seen_count for run in runs), default=0)
    return tuple(
        Bar(
            run,
            x_of(place),
            SLOT - GAP,
            outcome_parts(run, scaled(run.seen_count, most)),
            run.seen_count,
        )
        for place, run in enumerate(runs)
    )


def outcome_parts(run: HarvestRun, height: int) -> tuple[Part, ...]:
    """Divide a bar by the outcomes of its run; whatever occurred is at least 4 units high."""
    counts = {name: getattr(run, f"{name}_count") for name in OUTCOMES}
    heights = {
        name: max(4, height * count // run.seen_count) for name, count in counts.items() if count
    }
    if heights:
        largest = max(heights, key=heights.__getitem__)
        heights[largest] += height - sum(heights.values())
    parts, bottom = [], HEIGHT
    for name, size in heights.items():
        bottom -= size
        parts.append(Part(name, bottom, size))
    return tuple(parts)


def speed_bars(runs: Sequence[HarvestRun]) -> tuple[Bar, ...]:
    """Give one bar a run, in the order given: records a second of work."""
    speeds = [speed(run) for run in runs]
    most = max(speeds, default=0)
    bars = []
    for place, (run, value) in enumerate(zip(runs, speeds, strict=True)):
        height = HEIGHT * value // most if most else 0
        parts = (Part("speed", HEIGHT - height, height),) if height else ()
        bars.append(Bar(run, x_of(place), SLOT - GAP, parts, value))
    return tuple(bars)


def speed(run: HarvestRun) -> int:
    """Give the records a second that a run stored while it was at work."""
    return round(run.seen_count / run.busy_seconds) if run.busy_seconds else 0


def x_of(place: int) -> int:
    """Give where the bar at a place begins."""
    return place * SLOT + GAP // 2


def scaled(count: int, most: int) -> int:
    """Give the height for a count, logarithmic; 0 only for none."""
    if not count:
        return 0
    return max(24, round(HEIGHT * math.log1p(count) / math.log1p(most)))


class Curve(msgspec.Struct, frozen=True):
    """One line over time, ready to be drawn."""

    line: Line
    points: str
    """Of an SVG polyline."""
    dots: tuple[tuple[int, int], ...]
    """Its points one by one: a single one makes no line."""


def curves(lines: Sequence[Line]) -> tuple[Curve, ...]:
    """Give one curve a line: a slot a run, 0 percent at the bottom, 100 at the top."""
    drawn = []
    for line in lines:
        dots = tuple(
            (place * SLOT + SLOT // 2, HEIGHT - HEIGHT * percent // 100)
            for place, percent in enumerate(line.percents)
        )
        drawn.append(Curve(line, " ".join(f"{x},{y}" for x, y in dots), dots))
    return tuple(drawn)
