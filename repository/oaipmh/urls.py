"""The one address of the data provider."""

from django.urls import re_path

from repository.oaipmh.views import oai

urlpatterns = [re_path(r"^oai/?$", oai, name="oai")]
