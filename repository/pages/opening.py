"""The way to a work: through an address of ours, so that it can be counted how often it is opened.

Leads only where the record itself leads, with the same check that makes its addresses links.
"""

import re
from urllib.parse import urlsplit
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from repository.downloads.counting import CountedRedirect
from repository.models import LearningResource
from repository.pages.cards import is_web_address
from repository.pages.gone import gone
from repository.selectors import find_resource

UNSEEN = re.compile(r"[\t\r\n]")
"""Characters that browsers leave out of addresses."""


@require_safe
def open_work(request: HttpRequest, resource_id: UUID) -> HttpResponse:
    """Lead to the work itself."""
    resource = find(resource_id)
    if resource.is_withdrawn:
        return gone(request, resource)
    return lead(request, resource, resource.metadata.url)


@require_safe
def open_file(request: HttpRequest, resource_id: UUID, number: int) -> HttpResponse:
    """Lead to a file of the work, by its place among the record's files, from 1."""
    resource = find(resource_id)
    if resource.is_withdrawn:
        return gone(request, resource)
    files = resource.metadata.files
    if not 1 <= number <= len(files):
        raise Http404
    return lead(request, resource, files[number - 1].url)


def find(resource_id: UUID) -> LearningResource:
    """Give a resource, withdrawn or not.

    Raises:
        Http404: There never was one.
    """
    resource = find_resource(resource_id)
    if resource is None:
        raise Http404
    return resource


def lead(request: HttpRequest, resource: LearningResource, address: str) -> HttpResponse:
    """Give the redirect to an address of a record.

    Raises:
        Http404: It may not be made a link.
    """
    if not is_web_address(address):
        raise Http404
    answer = CountedRedirect(location_of(address), request=request, resource_id=resource.id)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    add_never_cache_headers(answer)
    return answer


def location_of(address: str) -> str:
    """Give an address as a header takes it: a host that is written in other letters by its name."""
    cleaned = UNSEEN.sub("", address).strip()
    parts = urlsplit(cleaned)
    host = parts.hostname or ""
    if host.isascii():
        return cleaned
    try:
        name = host.encode("idna").decode("ascii")
    except UnicodeError:
        return cleaned
    netloc = re.sub(re.escape(host), name, parts.netloc, flags=re.IGNORECASE)
    return parts._replace(netloc=netloc).geturl()
