"""Addresses of the catalogue's API, below ``/api/v1/``."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from repository.api.views import ResourceListView, ResourceView

urlpatterns = [
    path("resources", ResourceListView.as_view(), name="api-resources"),
    path("resources/<str:resource_id>", ResourceView.as_view(), name="api-resource"),
    path(
        "schema",
        SpectacularAPIView.as_view(authentication_classes=(), permission_classes=()),
        name="api-schema",
    ),
]
