"""A reader reports a wrong licence: one form, no account."""

from time import time
from uuid import UUID

from django import forms
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from licensing.models import LicenseReport
from licensing.services.findings import Concerned, report_license
from repository.models import LearningResource
from repository.pages.cards import title_of
from repository.pages.readers import reader_languages
from repository.selectors import find_resource

HOUR_SECONDS = 3600
REPORTS_AN_HOUR = 20
"""By network address: a whole school may sit behind one."""
REPORTS_BY_SESSION = 5
"""In an hour, by browser."""
KEY = "license-reports"
"""Of the session: the times of the last reports."""
MAX_CHARACTERS = 2000


class ReportForm(forms.Form):
    """What is wrong, and whom to answer."""

    reason = forms.ChoiceField(
        label=gettext_lazy("What is wrong?"),
        choices=LicenseReport.Reason.choices,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=gettext_lazy("Tell us more, for example where you saw another licence"),
        required=False,
        max_length=MAX_CHARACTERS,
        widget=forms.Textarea,
    )
    contact = forms.EmailField(
        label=gettext_lazy("Your e-mail address, if you would like an answer"),
        required=False,
        max_length=254,
    )
    website = forms.CharField(
        label=pgettext_lazy("trap for programs", "Leave this empty"), required=False
    )
    """People do not see this field; programs fill it in."""


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report_view(request: HttpRequest, resource_id: UUID) -> HttpResponse:
    """Show the form, and take the report."""
    resource = find_resource(resource_id)
    if resource is None or resource.is_withdrawn:
        raise Http404
    if request.method != "POST":
        return show(request, resource, ReportForm(), is_sent="sent" in request.GET)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return show(request, resource, form, status=422)
    if not form.cleaned_data["website"]:
        if not may_report(request):
            problem = _("That was often enough for now. Please try again in an hour.")
            return show(request, resource, form, problem=problem, status=429)
        take(resource, form)
    # A program that fell into the trap is told the same as a reader.
    return redirect(reverse("report-license", args=[resource.id]) + "?sent")


def take(resource: LearningResource, form: ReportForm) -> None:
    """Put the report into the curators' queue."""
    report_license(
        record=Concerned(resource.id, resource.provider_id, resource.statement_key),
        license_id=resource.license_id,
        reason=form.cleaned_data["reason"],
        text=form.cleaned_data["text"],
        contact=form.cleaned_data["contact"],
    )


def may_report(request: HttpRequest) -> bool:
    """Count one report, and tell whether it is still within the limits of browser and address."""
    now = int(time())
    recent = [at for at in request.session.get(KEY, []) if at > now - HOUR_SECONDS]
    hour = now // HOUR_SECONDS
    key = f"license-report:{request.META.get('REMOTE_ADDR', '')}:{hour}"
    count = cache.get(key, 0) + 1
    if len(recent) >= REPORTS_BY_SESSION or count > REPORTS_AN_HOUR:
        return False
    cache.set(key, count, HOUR_SECONDS)
    request.session[KEY] = [*recent, now]
    return True


def show(
    request: HttpRequest,
    resource: LearningResource,
    form: ReportForm,
    *,
    is_sent: bool = False,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show the page."""
    context = {
        "resource": resource,
        "title": title_of(resource, resource.metadata, reader_languages(request)),
        "form": form,
        "is_sent": is_sent,
        "problem": problem,
    }
    return render(request, "repository/report_license.html", context, status=status)
