"""Decisions as files: out for others, in from others after a look at what would change."""

from collections import Counter

import msgspec
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from licensing.errors import DecisionRefused
from licensing.services import exchange, rules
from licensing.views.access import needs
from licensing.views.queue import tabs_context
from licensing.views.statement import begin_job, curator

MAX_BYTES = 20_000_000
KEPT_SECONDS = 3600
SAMPLE = 20


@require_safe
@needs(rules.VIEW)
def export_csv(_request: HttpRequest) -> StreamingHttpResponse:
    """Send what holds as CSV, as it is read."""
    return StreamingHttpResponse(
        exchange.iter_csv(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="decisions.csv"'},
    )


@require_safe
@needs(rules.VIEW)
def export_json(_request: HttpRequest) -> StreamingHttpResponse:
    """Send what holds as JSON, as it is read."""
    return StreamingHttpResponse(
        exchange.iter_json(),
        content_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="decisions.json"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs(rules.IMPORT)
def import_page(request: HttpRequest) -> HttpResponse:
    """Take a file, show what it would change, and take it in when asked to."""
    context: dict[str, object] = tabs_context(None)
    if request.method != "POST":
        return render(request, "licensing/review/import.html", context)
    try:
        if request.POST.get("step") == "take":
            return take(request)
        context |= look(request)
    except DecisionRefused as error:
        context["refusal"] = str(error)
        return render(request, "licensing/review/import.html", context, status=409)
    return render(request, "licensing/review/import.html", context)


def look(request: HttpRequest) -> dict[str, object]:
    """Read the file and keep it until it is decided upon; give what it would change.

    Raises:
        DecisionRefused: Says what is wrong with the file.
    """
    file = request.FILES.get("file")
    if file is None or isinstance(file, list):
        raise DecisionRefused(_("Choose a file."))
    if (file.size or 0) > MAX_BYTES:
        raise DecisionRefused(_("The file is too large."))
    entries = exchange.read_file(file.read())
    planned = exchange.plan(curator(request), entries)
    token = get_random_string(32)
    cache.set(cache_key(request, token), msgspec.json.encode(entries), KEPT_SECONDS)
    effects = Counter[str](each.effect for each in planned)
    worth_seeing = ("contradicting", "unusable", "new")
    return {
        "token": token,
        "effects": effects,
        "samples": [
            (effect, [each for each in planned if each.effect == effect][:SAMPLE])
            for effect in worth_seeing
            if effects[effect]
        ],
    }


def take(request: HttpRequest) -> HttpResponse:
    """Take in what was looked at.

    Raises:
        DecisionRefused: It is kept no longer, or nothing is left to take in.
    """
    key = cache_key(request, request.POST.get("token", ""))
    kept = cache.get(key)
    if kept is None:
        raise DecisionRefused(_("The file is kept no longer. Send it again."))
    written, job = exchange.take_in(
        user=curator(request),
        entries=msgspec.json.decode(kept, type=list[exchange.Entry]),
        may_replace="replace" in request.POST,
    )
    cache.delete(key)
    begin_job(job)
    messages.success(request, _("Decisions taken in: %(count)s.") % {"count": len(written)})
    return redirect("review-decisions") if job is None else redirect("review-job", job.pk)


def cache_key(request: HttpRequest, token: str) -> str:
    """Give where a file is kept: for one account, under a name that is not to be guessed."""
    name = "".join(each for each in token if each.isalnum())[:32]
    return f"licence-import-{curator(request).pk}-{name}"
