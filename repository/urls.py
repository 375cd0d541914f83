"""Addresses of the catalogue: its pages, and what it offers to machines."""

from django.urls import include, path

urlpatterns = [
    path("", include("repository.pages.urls")),
    path("", include("repository.remix.urls")),
    path("", include("repository.oaipmh.urls")),
    path("api/v1/", include("repository.api.urls")),
]
