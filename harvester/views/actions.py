"""What an operator does to an endpoint: one form, one action, back to its page."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from harvester import operations
from harvester.models import Endpoint, SourceSet
from harvester.views.access import CHANGE, needs
from harvester.views.endpoints import find_endpoint, show_endpoint
from harvester.views.settings import settings_form

MAX_REASON_CHARS = 2000

Action = Callable[[Endpoint, HttpRequest], str | Promise]


class Impossible(Exception):
    """The action cannot be done as things are; the message says why."""


def run_now(endpoint: Endpoint, request: HttpRequest) -> str | Promise:
    """Ask for what has changed."""
    operations.ask_for_run(endpoint, by=request.user, is_full=False)
    return _("A run is due now; it begins as soon as a worker is free.")


def run_in_full(endpoint: Endpoint, request: HttpRequest) -> str | Promise:
    """Ask for everything."""
    operations.ask_for_run(endpoint, by=request.user, is_full=True)
    return _("A full run is due now; it begins as soon as a worker is free.")


def replay(endpoint: Endpoint, request: HttpRequest) -> str | Promise:
    """Map all kept records again."""
    operations.ask_for_replay(endpoint, by=request.user, is_full=True)
    return _("The kept records are mapped again as soon as a worker is free.")


def cancel(endpoint: Endpoint, request: HttpRequest) -> str | Promise:
    """Stop what is queued, waiting or under way."""
    if not operations.cancel(endpoint, by=request.user):
        raise Impossible(_("Nothing is under way."))
    return _("Cancelled: a run that is under way stops behind the page it is at.")


def pause(endpoint: Endpoint, request: HttpRequest) -> str | Promise:
    """Harvest no more."""
    operations.set_active(endpoint, by=request.user, is_active=False)
    return _("Paused: no new run begins.")


def resume(endpoint: Endpoint, request: HttpRequest) -> str | Promise:
    """Harvest again."""
    operations.set_active(endpoint, by=request.user, is_active=True)
    return _("Resumed.")


def remove_records(endpoint: Endpoint, request: HttpRequest) -> str | Promise:
    """Take all records out of the catalogue."""
    why = request.POST.get("why", "").strip()
    if not why:
        raise Impossible(_("Give a reason: the history keeps it."))
    operations.remove_records(endpoint, by=request.user, why=why[:MAX_REASON_CHARS])
    return _("All records are withdrawn as soon as a worker is free; the endpoint is paused.")


def renew_link(endpoint: Endpoint, request: HttpRequest) -> str | Promise:
    """Make a private link; an older one ends."""
    operations.renew_link(endpoint, by=request.user)
    return _("The private link was made. An older one no longer works.")


def revoke_link(endpoint: Endpoint, request: HttpRequest) -> str | Promise:
    """End the private link."""
    operations.revoke_link(endpoint, by=request.user)
    return _("The private link no longer works.")


def harvest_set(endpoint: Endpoint, request: HttpRequest) -> str | Promise:
    """Harvest a set that was not harvested before."""
    try:
        operations.harvest_set(endpoint, request.POST.get("set", ""), by=request.user)
    except SourceSet.DoesNotExist:
        raise Impossible(_("The source has no such set.")) from None
    return _("The set is harvested from now on, as an endpoint of its own.")


def note_set(endpoint: Endpoint, request: HttpRequest) -> str | Promise:
    """Take note of a new set."""
    operations.note_set(endpoint, request.POST.get("set", ""), by=request.user)
    return _("Noted.")


def follow_move(endpoint: Endpoint, request: HttpRequest) -> str | Promise:
    """Ask the source where it has moved to."""
    try:
        operations.follow_move(endpoint, by=request.user)
    except operations.AddressTaken:
        raise Impossible(_("The new address is harvested already, as another endpoint.")) from None
    return _("The source is asked at its new address from now on.")


ACTIONS: Mapping[str, Action] = {
    "run": run_now,
    "run-full": run_in_full,
    "replay": replay,
    "cancel": cancel,
    "pause": pause,
    "resume": resume,
    "remove-records": remove_records,
    "renew-link": renew_link,
    "revoke-link": revoke_link,
    "harvest-set": harvest_set,
    "note-set": note_set,
    "follow-move": follow_move,
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
        messages.success(request, str(action(endpoint, request)))
    except Impossible as error:
        messages.error(request, str(error))
    return redirect("endpoint", endpoint.pk)


@require_POST
@needs(CHANGE)
def endpoint_settings(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Change how an endpoint is harvested; what cannot be is shown where it stands."""
    endpoint = find_endpoint(endpoint_id)
    form = settings_form(endpoint, request.POST)
    if not form.is_valid():
        return show_endpoint(request, endpoint, form, status=422)
    country = form.cleaned_data.pop("country")
    operations.change_settings(endpoint, form.cleaned_data, by=request.user)
    operations.change_country(endpoint, country, by=request.user)
    messages.success(request, str(_("The settings were changed.")))
    return redirect("endpoint", endpoint.pk)
