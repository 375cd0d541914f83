"""The answer for a resource that was withdrawn."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from repository.models import LearningResource


def gone(request: HttpRequest, resource: LearningResource) -> HttpResponse:
    """Say kindly that a resource is no longer there: 410."""
    return render(request, "410.html", {"provider": resource.provider}, status=410)
