"""The applications of partners, for those who decide."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from harvester import applications
from harvester.models import PartnerApplication
from harvester.probe.report import from_json, quality_of
from harvester.views.access import CHANGE, VIEW, needs
from harvester.views.conformance import list_checks

PAGE_SIZE = 20


@require_safe
@never_cache
@needs(VIEW)
def application_list(request: HttpRequest) -> HttpResponse:
    """Show the applications, those that wait first."""
    listed = PartnerApplication.objects.select_related("decided_by").order_by("-state", "-pk")
    page = Paginator(listed, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = []
    for application in page:
        report = from_json(application.report_json)
        shown.append((application, list_checks(report), quality_of(report)))
    context = {"page": page, "applications": shown, "may_decide": request.user.has_perm(CHANGE)}
    return render(request, "harvester/applications.html", context)


@require_POST
@needs(CHANGE)
def application_decision(request: HttpRequest, application_id: int) -> HttpResponse:
    """Approve or decline an application."""
    application = get_object_or_404(PartnerApplication, pk=application_id)
    decision = request.POST.get("decision")
    by = cast("AbstractBaseUser", request.user)
    if decision == "approve":
        approved = applications.approve(application.pk, by=by)
        messages.success(request, _("Approved. Its first run is due now."))
        if approved.endpoint_id:
            return redirect("endpoint", approved.endpoint_id)
    elif decision == "decline":
        try:
            applications.decline(application.pk, reason=request.POST.get("reason", ""), by=by)
        except ValueError:
            messages.error(request, _("Please give a reason; the applicant will want to know it."))
        else:
            messages.success(request, _("Declined."))
    else:
        return HttpResponseBadRequest()
    return redirect("applications")
