"""A curator asks for a work to be looked at: is there a licence on its page, or in its file?"""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from harvester.evidence.queue import want
from harvester.views.access import needs
from repository.selectors import find_resource

DECIDE = "licensing.add_decision"


@require_POST
@needs(DECIDE)
def want_evidence(request: HttpRequest, resource_id: UUID) -> HttpResponse:
    """Put a work at the head of the queue, and go back to where the button was pressed."""
    resource = find_resource(resource_id)
    if resource is None or resource.is_withdrawn:
        raise Http404
    want([resource.id])
    messages.success(
        request, _("The work is looked at as soon as a worker is free; what is found waits here.")
    )
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        return redirect(target)
    return redirect("resource", resource.id)
