"""Addresses of the catalogue: for machines, and its pages."""

from django.urls import include, path

urlpatterns = [
    path("", include("repository.pages.urls")),
    path("", include("repository.oaipmh.urls")),
]
