"""The addresses of search."""

from django.urls import path

from search.api import SearchView
from search.feeds.views import search_feed
from search.views.overview import home
from search.views.results import search_page
from search.views.sources import source_list, source_page

urlpatterns = [
    path("", home, name="home"),
    path("api/v1/search", SearchView.as_view(), name="api-search"),
    path("search", search_page, name="search"),
    path("search/feed.<slug:form>", search_feed, name="search-feed"),
    path("sources", source_list, name="sources"),
    path("sources/<slug:slug>", source_page, name="source"),
]
