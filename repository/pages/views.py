"""Pages of the catalogue that need no search engine."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from licensing.attribution import Form, credit
from licensing.licenses import LicenseClass
from repository.metadata.languages import text_direction
from repository.pages.credited import credited_work
from repository.pages.gone import gone
from repository.pages.license import license_account
from repository.pages.readers import reader_languages
from repository.pages.resource import resource_page
from repository.selectors import find_download_counts, find_resource


@require_safe
def resource_view(request: HttpRequest, resource_id: UUID) -> HttpResponse:
    """Show one resource; one that was withdrawn answers 410 Gone, kindly."""
    resource = find_resource(resource_id)
    if resource is None:
        raise Http404
    if resource.is_withdrawn:
        return gone(request, resource)
    metadata = resource.metadata
    reader, language = reader_languages(request), get_language() or "en"
    page = resource_page(resource, metadata, reader=reader, language=language)
    work = credited_work(resource, reader=reader)
    context = {
        "resource": resource,
        "metadata": metadata,
        "page": page,
        "account": license_account(resource),
        "download_count": find_download_counts([resource.id]).get(resource.id, 0),
        "line_direction": text_direction(language),
        "lines": {form.value: credit(work, form=form, language=language) for form in Form},
    }
    return render(request, "repository/resource.html", context)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell programs what is not meant for them."""
    return render(request, "repository/robots.txt", content_type="text/plain; charset=utf-8")


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Tell what the site is, where its descriptions come from and what the licences mean."""
    return render(request, "repository/about.html", {"license_classes": list(LicenseClass)})
