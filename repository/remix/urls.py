"""The addresses of the list; those for programs are below ``/api/v1/``."""

from django.urls import path

from repository.remix.api import CompatibilityView, CreditsView
from repository.remix.views import change_list, credits_file, credits_page, remix_page

urlpatterns = [
    path("remix", remix_page, name="remix"),
    path("remix/list", change_list, name="remix-list"),
    path("remix/credits", credits_page, name="credits"),
    path("remix/credits/file", credits_file, name="credits-file"),
    path("api/v1/compatibility", CompatibilityView.as_view(), name="api-compatibility"),
    path("api/v1/credits", CreditsView.as_view(), name="api-credits"),
]
