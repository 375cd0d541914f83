"""The saved searches of an account."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from time import monotonic

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from search.errors import SearchError
from search.forms import query_string, sorted_by
from search.models import SavedSearch
from search.saved import services
from search.saved.news import find_new_ids
from search.wording import describe

COUNTING_SECONDS = 1.5
MOST_COUNTED = 100


@require_safe
@never_cache
@login_required(login_url="sign-in")
def saved_searches(request: HttpRequest) -> HttpResponse:
    """Show them, the last saved first, each with how much is new for it."""
    mine = list(own(request))
    counts = count_new(mine)
    context = {
        "rows": [(each, describe(services.query_of(each)), counts.get(each.pk)) for each in mine],
        "most": MOST_COUNTED,
        "intervals": SavedSearch.Interval.choices,
    }
    return render(request, "search/saved/list.html", context)


@require_POST
@login_required(login_url="sign-in")
def change_saved_search(request: HttpRequest, search_id: int) -> HttpResponse:
    """Change or remove one of one's own; one of somebody else is not found."""
    search = own(request).filter(pk=search_id).first()
    if search is None:
        raise Http404
    if "remove" in request.POST:
        search.delete()
        messages.success(request, _("The search was removed."))
    elif "look" in request.POST:
        services.note_look(search)
        query = sorted_by(services.query_of(search), "newest")
        return redirect(f"{reverse('search')}?{query_string(query)}")
    elif request.POST.get("interval") in SavedSearch.Interval.values:
        services.change_interval(search, SavedSearch.Interval(request.POST["interval"]))
        messages.success(request, _("The change was saved."))
    else:
        return HttpResponseBadRequest()
    return redirect("saved-searches")


def count_new(searches: Sequence[SavedSearch]) -> dict[int, int]:
    """Give how many records came for searches since they were last looked at, by their keys.

    At most ``MOST_COUNTED`` each; for as many as there is time for, none while the engine is down.
    """
    counts: dict[int, int] = {}
    ends_at = monotonic() + COUNTING_SECONDS
    until = services.now() + timedelta(seconds=1)
    with suppress(SearchError):
        for each in searches:
            if monotonic() > ends_at:
                break
            query, since = services.query_of(each), each.seen_at or each.created_at
            found = find_new_ids(query, since=since, until=until, limit=MOST_COUNTED)
            counts[each.pk] = len(found)
    return counts


def own(request: HttpRequest) -> QuerySet[SavedSearch]:
    """Give the searches of the account that is signed in; none to anybody else."""
    rows = SavedSearch.objects.filter(user__isnull=False)
    return rows.filter(user=request.user) if request.user.is_authenticated else rows.none()
