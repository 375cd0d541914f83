"""A partner applies: the site looks at the repository and shows what it would make of it."""

from uuid import uuid4

import msgspec
from django import forms
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from harvester import applications
from harvester.endpoints import clean_base_url
from harvester.errors import AddressRefused, EndpointBusy, EndpointError
from harvester.models import Endpoint
from harvester.probe import probe_source
from harvester.probe.report import Probe, from_json, quality_of
from harvester.probe.report import to_json as report_to_json
from harvester.views.conformance import list_checks
from harvester.views.limits import PROBES_AT_ONCE, may_probe
from repository.metadata.record import ResourceMetadata, to_json
from repository.models import LearningResource, Provider
from repository.pages.cards import Card, card
from repository.pages.readers import reader_languages

SALT = "harvester.application"
VALID_SECONDS = 3600
"""How long somebody may look at the report before sending the application."""
MAX_CARDS = 20


class ApplicationForm(forms.Form):
    """Where the repository is, and whom to answer."""

    base_url = forms.URLField(
        label=gettext_lazy("Base URL of your OAI-PMH repository, or address of your web site"),
        max_length=2000,
        assume_scheme="https",
    )
    contact = forms.EmailField(label=gettext_lazy("Your e-mail address"), max_length=254)


class Preview(msgspec.Struct, frozen=True):
    """A record as its card here would be, and where it leads."""

    card: Card
    url: str


class Refused(Exception):
    """The probe is not made, or found nothing; the message is for whoever asked."""


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def apply(request: HttpRequest) -> HttpResponse:
    """Show the form; look at the repository; take the application."""
    if request.method != "POST":
        return render_form(request, ApplicationForm(), is_sent="sent" in request.GET)
    if proof := request.POST.get("proof"):
        return send(request, proof)
    form = ApplicationForm(request.POST)
    if not form.is_valid():
        return render_form(request, form)
    try:
        found = look_at(request, form.cleaned_data["base_url"])
    except (Refused, EndpointError) as error:
        return render_form(request, form, problem=told(error), is_own=isinstance(error, Refused))
    report = found.report
    context = {
        "form": form,
        "report": report,
        "checks": list_checks(report),
        "quality": quality_of(report),
        "previews": make_previews(request, found),
        "proof": signing.dumps(
            {"contact": form.cleaned_data["contact"], "report": report_to_json(report)},
            salt=SALT,
            compress=True,
        ),
    }
    return render(request, "harvester/apply.html", context)


def render_form(
    request: HttpRequest,
    form: ApplicationForm,
    *,
    problem: str = "",
    is_own: bool = True,
    is_sent: bool = False,
) -> HttpResponse:
    """Show the form, with what went wrong; ``is_own`` tells a sentence in the reader's language."""
    context = {"form": form, "problem": problem, "is_own": is_own, "is_sent": is_sent}
    return render(request, "harvester/apply.html", context, status=422 if problem else 200)


def look_at(request: HttpRequest, address: str) -> Probe:
    """Probe a repository, unless there is a reason not to.

    Raises:
        Refused: There is one.
        EndpointError: The probe found nothing to harvest.
    """
    refuse_known(clean_base_url(address))
    if not may_probe(request):
        raise Refused(_("That was often enough for now. Please try again in an hour."))
    if not PROBES_AT_ONCE.acquire(blocking=False):
        raise Refused(_("Other repositories are being looked at. Please try again in a minute."))
    try:
        found = probe_source(address)
    except EndpointBusy:
        raise Refused(
            _("This host is being harvested just now. Please try again in a minute.")
        ) from None
    finally:
        PROBES_AT_ONCE.release()
    refuse_known(found.report.base_url)
    return found


def refuse_known(base_url: str) -> None:
    """Refuse what needs no application.

    Raises:
        Refused: It is harvested already.
    """
    if Endpoint.objects.filter(base_url=base_url).exists():
        raise Refused(_("This repository is harvested already."))


def told(error: Exception) -> str:
    """Give the line for whoever asked; not what a look into our own network would have found."""
    if isinstance(error, AddressRefused):
        return "only repositories on the public internet can be harvested, over http or https"
    return str(error)


def send(request: HttpRequest, proof: str) -> HttpResponse:
    """Keep the application that the signed report belongs to."""
    try:
        said = signing.loads(proof, salt=SALT, max_age=VALID_SECONDS)
    except signing.BadSignature:
        problem = _("The report is too old. Please let us look at the repository again.")
        return render_form(request, ApplicationForm(), problem=problem)
    report = from_json(said["report"])
    applications.submit(
        protocol=report.protocol,
        base_url=report.base_url,
        metadata_prefix=report.metadata_prefix,
        repository_name=report.repository_name,
        contact=said["contact"],
        report_json=said["report"],
    )
    return redirect(reverse("partner-apply") + "?sent")


def make_previews(request: HttpRequest, found: Probe) -> list[Preview]:
    """Give the cards of the first records, as they would be for this reader."""
    reader = reader_languages(request)
    provider = Provider(slug="preview", name=found.report.repository_name)
    return [
        Preview(card(as_resource(metadata, provider), reader=reader), metadata.url)
        for metadata in found.records[:MAX_CARDS]
    ]


def as_resource(metadata: ResourceMetadata, provider: Provider) -> LearningResource:
    """Give a row for a record that is never stored."""
    return LearningResource(
        id=uuid4(),
        provider=provider,
        source_identifier="–",
        metadata_json=to_json(metadata).decode(),
        license_json="",
        license_id=metadata.license.id,
        license_class=metadata.license.license_class,
    )
