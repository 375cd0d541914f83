"""Jobs: how far decisions are on their way to the records."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from licensing.models import Decision, RightsJob, Ruling
from licensing.services import rules
from licensing.services.jobs import OPEN, retry_job
from licensing.views.access import needs
from licensing.views.queue import tabs_context

SHOWN = 50
REFRESH_SECONDS = 3


@require_safe
@needs(rules.VIEW)
def job_list(request: HttpRequest) -> HttpResponse:
    """Show the newest jobs."""
    context = {"jobs": RightsJob.objects.select_related("created_by")[:SHOWN]}
    return render(request, "licensing/review/jobs.html", {**context, **tabs_context(None)})


@require_safe
@needs(rules.VIEW)
def job_page(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Show one job; while it is open the page looks again by itself if asked to."""
    job = get_object_or_404(RightsJob.objects.select_related("created_by"), pk=job_id)
    is_open = job.state in OPEN
    decided = Decision.objects.filter(batch_id=job.pk)
    context = {
        "job": job,
        "is_open": is_open,
        "is_watched": is_open and "watch" in request.GET,
        "refresh_seconds": REFRESH_SECONDS,
        "seen": min(job.seen_count, job.record_count),
        "decision_count": decided.count(),
        "held_count": Ruling.objects.filter(decision__batch_id=job.pk).count(),
        "may_decide": request.user.has_perm(rules.DECIDE),
        **tabs_context(None),
    }
    return render(request, "licensing/review/job.html", context)


@require_POST
@needs(rules.DECIDE)
def job_retry(_request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Let a failed job go on."""
    retry_job(job_id)
    return redirect("review-job", job_id)
