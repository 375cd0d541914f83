"""All addresses of the site; each room brings its own."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("search.urls")),
    path("", include("licensing.urls")),
    path("", include("repository.urls")),
    path("", include("harvester.urls")),
]
