"""The report on one endpoint: the same for operators and for the partner, but for the links."""

import msgspec
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from harvester.models import Endpoint, SourceSet
from harvester.reports import charts
from harvester.reports.causes import REJECTION_BY_CODE
from harvester.reports.export import iter_csv
from harvester.reports.health import find_health
from harvester.reports.quality import FIELDS, measure_endpoint
from harvester.reports.rejected import count_causes, list_recent_runs, rejected_in, show
from harvester.reports.trend import lines_of, list_moments
from harvester.sets import is_selective
from harvester.views.intervals import interval_name

PAGE_SIZE = 20
REFRESH_SECONDS = 5
NEWEST_RUNS = 6
MAX_SETS = 200


class SetsShown(msgspec.Struct, frozen=True, kw_only=True):
    """The sets of a source, as many as a page can hold."""

    count: int
    news: tuple[SourceSet, ...]
    others: tuple[SourceSet, ...]
    is_selective: bool


class Links(msgspec.Struct, frozen=True, kw_only=True):
    """The addresses of a report's pages for whoever reads it."""

    report: str
    rejected: str
    csv: str
    progress: str


def report_context(request: HttpRequest, endpoint: Endpoint, links: Links) -> dict[str, object]:
    """Give what the report's template shows."""
    runs = list_recent_runs(endpoint)
    found = find_health(endpoint, runs)
    oldest_first = runs[::-1]
    speeds = charts.speed_bars(oldest_first)
    moments = list_moments(oldest_first)
    return {
        "endpoint": endpoint,
        "interval": interval_name(endpoint.interval_hours),
        "found": found,
        "runs": runs,
        "has_records": any(run.seen_count for run in runs),
        "outcome_bars": charts.outcome_bars(oldest_first),
        "speed_bars": speeds,
        "newest_bars": speeds[: -NEWEST_RUNS - 1 : -1],
        "older_bars": speeds[-NEWEST_RUNS - 1 :: -1] if len(speeds) > NEWEST_RUNS else (),
        "outcomes": charts.OUTCOMES,
        "causes": count_causes(runs),
        "quality": measure_endpoint(endpoint),
        "curves": charts.curves(lines_of(moments)),
        "moments": moments[::-1],
        "fields": [label for label, _states in FIELDS.values()],
        "sets": list_sets(endpoint),
        "links": links,
        "is_watched": found.is_under_way and "watch" in request.GET,
        "refresh_seconds": REFRESH_SECONDS,
    }


def list_sets(endpoint: Endpoint) -> SetsShown:
    """Give the sets of the source: the new and the vanished ones, and some of the others."""
    listed = SourceSet.objects.filter(endpoint=endpoint)
    news = Q(is_new=True) | Q(gone_at__isnull=False)
    return SetsShown(
        count=listed.filter(gone_at=None).count(),
        news=tuple(listed.filter(news)[:MAX_SETS]),
        others=tuple(listed.exclude(news)[:MAX_SETS]),
        is_selective=is_selective(endpoint),
    )


def progress_fragment(request: HttpRequest, endpoint: Endpoint, links: Links) -> HttpResponse:
    """Give the part of the report that changes while a run is under way.

    The header says whether it will go on changing; the script on the page then asks again.
    """
    found = find_health(endpoint, list_recent_runs(endpoint))
    answer = render(request, "harvester/_live.html", {"found": found, "links": links})
    answer.headers["X-Under-Way"] = f"{int(found.is_under_way)} {found.run and found.run.pk}"
    return answer


def rejected_page(request: HttpRequest, endpoint: Endpoint, links: Links) -> HttpResponse:
    """Show rejected records: ``cause`` chooses a cause, ``run`` a run, ``before`` a page."""
    runs = list_recent_runs(endpoint)
    chosen_run = read_number(request.GET.get("run", ""))
    if chosen_run:
        runs = [run for run in runs if run.pk == chosen_run]
    code = request.GET.get("cause", "")
    issues = rejected_in(runs, code=code)
    if before := read_number(request.GET.get("before", "")):
        issues = issues.filter(pk__lt=before)
    listed = list(issues[: PAGE_SIZE + 1])
    context = {
        "endpoint": endpoint,
        "links": links,
        "cause": REJECTION_BY_CODE.get(code),
        "run": chosen_run,
        "records": [show(issue) for issue in listed[:PAGE_SIZE]],
        "next": listed[PAGE_SIZE - 1].pk if len(listed) > PAGE_SIZE else None,
    }
    return render(request, "harvester/rejected.html", context)


def csv_answer(endpoint: Endpoint) -> StreamingHttpResponse:
    """Send the issues of an endpoint as they are read."""
    return StreamingHttpResponse(
        iter_csv(endpoint),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="issues-{endpoint.pk}.csv"'},
    )


def read_number(stated: str) -> int | None:
    """Read a row's number out of an address; None for anything else."""
    return int(stated) if stated.isascii() and stated.isdecimal() and len(stated) < 16 else None
