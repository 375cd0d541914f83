"""The saved searches of an account."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from search.models import SavedSearch
from search.saved import services
from search.wording import describe


@require_safe
@never_cache
@login_required(login_url="admin:login")
def saved_searches(request: HttpRequest) -> HttpResponse:
    """Show them, the last saved first."""
    context = {
        "rows": [(each, describe(services.query_of(each))) for each in own(request)],
        "intervals": SavedSearch.Interval.choices,
    }
    return render(request, "search/saved/list.html", context)


@require_POST
@login_required(login_url="admin:login")
def change_saved_search(request: HttpRequest, search_id: int) -> HttpResponse:
    """Change or remove one of one's own; one of somebody else is not found."""
    search = own(request).filter(pk=search_id).first()
    if search is None:
        raise Http404
    if "remove" in request.POST:
        search.delete()
        messages.success(request, _("The search was removed."))
    elif request.POST.get("interval") in SavedSearch.Interval.values:
        services.change_interval(search, SavedSearch.Interval(request.POST["interval"]))
        messages.success(request, _("The change was saved."))
    else:
        return HttpResponseBadRequest()
    return redirect("saved-searches")


def own(request: HttpRequest) -> QuerySet[SavedSearch]:
    """Give the searches of the account that is signed in; none to anybody else."""
    rows = SavedSearch.objects.filter(user__isnull=False)
    return rows.filter(user=request.user) if request.user.is_authenticated else rows.none()
