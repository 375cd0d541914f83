"""The addresses of the catalogue's pages."""

from django.urls import path

from repository.pages.views import about, resource_view

urlpatterns = [
    path("resources/<uuid:resource_id>", resource_view, name="resource"),
    path("about", about, name="about"),
]
