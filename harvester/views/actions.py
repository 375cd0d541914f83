"""What an operator does to an endpoint: one form, one action, back to its page."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from harvester import schedule
from harvester.models import Endpoint
from harvester.views.access import CHANGE, needs
from harvester.views.endpoints import find_endpoint

Action = Callable[[Endpoint, HttpRequest], str | Promise]


def run_now(endpoint: Endpoint, _request: HttpRequest) -> str | Promise:
    """Ask for what has changed."""
    schedule.request_run(endpoint, is_full=False)
    return _("A run is due now; it begins as soon as a worker is free.")


def run_in_full(endpoint: Endpoint, _request: HttpRequest) -> str | Promise:
    """Ask for everything."""
    schedule.request_run(endpoint, is_full=True)
    return _("A full run is due now; it begins as soon as a worker is free.")


def pause(endpoint: Endpoint, _request: HttpRequest) -> str | Promise:
    """Harvest no more."""
    schedule.set_active(endpoint, is_active=False)
    return _("Paused: no new run begins.")


def resume(endpoint: Endpoint, _request: HttpRequest) -> str | Promise:
    """Harvest again."""
    schedule.set_active(endpoint, is_active=True)
    return _("Resumed.")


def reschedule(endpoint: Endpoint, request: HttpRequest) -> str | Promise:
    """Change the interval."""
    schedule.set_interval(endpoint, hours=int(request.POST.get("hours", "")))
    return _("The schedule was changed.")


def renew_link(endpoint: Endpoint, _request: HttpRequest) -> str | Promise:
    """Make a private link; an older one ends."""
    schedule.renew_partner_key(endpoint)
    return _("The private link was made. An older one no longer works.")


def revoke_link(endpoint: Endpoint, _request: HttpRequest) -> str | Promise:
    """End the private link."""
    schedule.revoke_partner_key(endpoint)
    return _("The private link no longer works.")


ACTIONS: Mapping[str, Action] = {
    "run": run_now,
    "run-full": run_in_full,
    "pause": pause,
    "resume": resume,
    "schedule": reschedule,
    "renew-link": renew_link,
    "revoke-link": revoke_link,
}


@require_POST
@needs(CHANGE)
def endpoint_action(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Do what the form asks for; a form that is none of ours answers 400."""
    endpoint = find_endpoint(endpoint_id)
    action = ACTIONS.get(request.POST.get("action", ""))
    if action is None:
        return HttpResponseBadRequest()
    try:
        said = action(endpoint, request)
    except ValueError:
        return HttpResponseBadRequest()
    messages.success(request, str(said))
    return redirect("endpoint", endpoint.pk)
