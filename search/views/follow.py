"""A search is followed: by feed, by mail, or saved for an account."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from search.feeds.views import FORMS as FEED_FORMS
from search.feeds.views import feed_url
from search.forms import read_query
from search.models import SavedSearch
from search.queries import SearchQuery
from search.saved import services
from search.saved.limits import may_ask
from search.wording import describe

Interval = SavedSearch.Interval
FEED_NAMES = {"rss": "RSS", "atom": "Atom", "json": "JSON Feed"}
MAILED = [(each.value, each.label) for each in (Interval.DAILY, Interval.WEEKLY)]


class FollowForm(forms.Form):
    """Where to write, and how often."""

    address = forms.EmailField(label=gettext_lazy("Your e-mail address"), max_length=254)
    interval = forms.ChoiceField(
        label=gettext_lazy("How often?"), choices=MAILED, initial=Interval.WEEKLY.value
    )
    website = forms.CharField(
        label=pgettext_lazy("trap for programs", "Leave this empty"), required=False
    )
    """People do not see this field; programs fill it in."""


class SaveForm(forms.Form):
    """How often an account is written to."""

    interval = forms.ChoiceField(
        label=gettext_lazy("Write to me about what is new:"),
        choices=Interval.choices,
        initial=Interval.NEVER.value,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def follow_page(request: HttpRequest) -> HttpResponse:
    """Show the feeds of a search and the form for letters; take the form."""
    query = read_query(request.GET)
    if request.method != "POST":
        return show(request, query, empty_form(request), is_sent="sent" in request.GET)
    form = type(empty_form(request))(request.POST)
    if not form.is_valid() or not services.may_be_saved(query):
        return show(request, query, form, status=422)
    if isinstance(form, SaveForm):
        return save(request, query, form)
    if not may_ask(request.META.get("REMOTE_ADDR", "")):
        problem = _("That was often enough for now. Please try again in an hour.")
        return show(request, query, form, problem=problem, status=429)
    if not form.cleaned_data["website"]:
        services.follow(
            address=form.cleaned_data["address"],
            query=query,
            language=get_language() or "en",
            interval=Interval(form.cleaned_data["interval"]),
        )
    # A program that fell into the trap is told the same, and so is who follows this already.
    parameters = "&".join(filter(None, [services.parameters_of(query), "sent"]))
    return redirect(f"{reverse('follow-search')}?{parameters}")


def empty_form(request: HttpRequest) -> FollowForm | SaveForm:
    """Give the form for whoever asks: with an account, its address is known."""
    return SaveForm() if request.user.is_authenticated else FollowForm()


def save(request: HttpRequest, query: SearchQuery, form: SaveForm) -> HttpResponse:
    """Save the search for the account that is signed in."""
    if request.user.is_authenticated:
        try:
            services.save_for_account(
                user=request.user,
                query=query,
                language=get_language() or "en",
                interval=Interval(form.cleaned_data["interval"]),
            )
        except services.TooMany:
            problem = _("You have saved as many searches as you can. Remove one first.")
            return show(request, query, form, problem=problem, status=422)
        messages.success(request, _("The search was saved."))
    return redirect("saved-searches")


def show(
    request: HttpRequest,
    query: SearchQuery,
    form: FollowForm | SaveForm,
    *,
    is_sent: bool = False,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show the page."""
    language = get_language() or "en"
    context = {
        "query": query,
        "parameters": services.parameters_of(query),
        "described": describe(query),
        "feeds": [(FEED_NAMES[form], feed_url(form, query, language)) for form in FEED_FORMS],
        "form": form,
        "may_be_saved": services.may_be_saved(query),
        "is_sent": is_sent,
        "problem": problem,
    }
    return render(request, "search/saved/follow.html", context, status=status)
