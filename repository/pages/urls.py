"""The addresses of the catalogue's pages."""

from django.urls import path

from repository.pages.report import report_view
from repository.pages.views import about, resource_view

urlpatterns = [
    path("resources/<uuid:resource_id>", resource_view, name="resource"),
    path("resources/<uuid:resource_id>/report-licence", report_view, name="report-license"),
    path("about", about, name="about"),
]
