"""The addresses of the catalogue's pages."""

from django.urls import path

from repository.pages.opening import open_file, open_work
from repository.pages.report import report_view
from repository.pages.views import about, resource_view, robots

urlpatterns = [
    path("resources/<uuid:resource_id>", resource_view, name="resource"),
    path("resources/<uuid:resource_id>/open", open_work, name="open-work"),
    path("resources/<uuid:resource_id>/files/<int:number>", open_file, name="open-file"),
    path("resources/<uuid:resource_id>/report-licence", report_view, name="report-license"),
    path("about", about, name="about"),
    path("robots.txt", robots, name="robots"),
]
