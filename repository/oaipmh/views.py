"""The HTTP side of the data provider. Source: OAI-PMH 2.0, section 3.1."""

import gzip
import logging
from collections.abc import Iterator
from itertools import chain

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from repository.oaipmh.verbs import respond

logger = logging.getLogger(__name__)

CONTENT_TYPE = "text/xml; charset=utf-8"
GZIP_LEVEL = 1
"""Level 1 takes a third of the time of the usual level 6, for pages a sixth larger."""
RETRY_AFTER_SECONDS = 30


@csrf_exempt  # a partner's machine has no form to take a token from, and nothing is changed here
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    """Answer a request of the protocol."""
    try:
        document = respond(arguments(request))
    except OperationalError:
        logger.exception("the catalogue could not be asked")
        response = HttpResponse(
            "Please come again later.\n", content_type="text/plain; charset=utf-8", status=503
        )
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response
    return document_response(request, document)


def arguments(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """Yield all arguments with their repetitions, from the address and from the body."""
    for name, values in chain(request.GET.lists(), request.POST.lists()):
        for value in values:
            yield name, value


def document_response(request: HttpRequest, document: bytes) -> HttpResponse:
    """Give the answer, packed if the client can unpack it; nothing in it is secret."""
    accepts_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    if accepts_gzip:
        document = gzip.compress(document, GZIP_LEVEL, mtime=0)
    response = HttpResponse(document, content_type=CONTENT_TYPE)
    if accepts_gzip:
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = "no-store"  # every answer bears its own time
    return response
