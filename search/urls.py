"""The addresses of search."""

from django.urls import path

from search.api import SearchView
from search.feeds.views import search_feed
from search.views.account import (
    account_data,
    delete_account,
    sign_in,
    sign_in_link,
    sign_out,
)
from search.views.explanation import explain_page
from search.views.follow import follow_page
from search.views.overview import home
from search.views.private import private_page, unsubscribe
from search.views.results import search_page
from search.views.saved import change_saved_search, saved_searches
from search.views.similar import similar_page
from search.views.sources import source_list, source_page
from search.views.suggestions import suggest

urlpatterns = [
    path("", home, name="home"),
    path("api/v1/search", SearchView.as_view(), name="api-search"),
    path("search", search_page, name="search"),
    path("search/explain", explain_page, name="search-explain"),
    path("search/similar/<uuid:resource_id>", similar_page, name="similar"),
    path("search/suggest", suggest, name="suggest"),
    path("search/feed.<slug:form>", search_feed, name="search-feed"),
    path("search/follow", follow_page, name="follow-search"),
    path("account/sign-in", sign_in, name="sign-in"),
    path("account/sign-in/<str:token>/", sign_in_link, name="sign-in-link"),
    path("account/sign-out", sign_out, name="sign-out"),
    path("account/data", account_data, name="account-data"),
    path("account/delete", delete_account, name="delete-account"),
    path("search/saved", saved_searches, name="saved-searches"),
    path("search/saved/<int:search_id>", change_saved_search, name="change-saved-search"),
    path("search/saved/by-link/<str:token>/", private_page, name="saved-search"),
    path(
        "search/saved/by-link/<str:token>/unsubscribe", unsubscribe, name="saved-search-unsubscribe"
    ),
    path("sources", source_list, name="sources"),
    path("sources/<slug:slug>", source_page, name="source"),
]
