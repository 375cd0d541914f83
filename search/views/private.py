"""A saved search by its private link: confirm, change, stop. Needs no account.

Nothing happens by only looking at a link, as programs do that check mail for its receiver.
"""

from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from search.models import SavedSearch
from search.saved import services
from search.saved.links import find_by_token
from search.views.follow import MAILED
from search.wording import describe


def found_by(token: str) -> SavedSearch | None:
    """Give the saved search of a link of ours, None when it is kept no more; others answer 404."""
    try:
        return find_by_token(token)
    except (BadSignature, ValueError) as error:
        raise Http404 from error


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def private_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show one saved search to who has its link, and do what a button asks for."""
    search = found_by(token)
    if search is None:
        return kept_private(render(request, "search/saved/gone.html", status=410))
    if request.method == "POST":
        return do(request, search, token)
    context = {
        "search": search,
        "described": describe(services.query_of(search)),
        "intervals": MAILED,
        "is_done": "done" in request.GET,
    }
    return kept_private(render(request, "search/saved/private.html", context))


def do(request: HttpRequest, search: SavedSearch, token: str) -> HttpResponse:
    """Do what a button of the page asks for."""
    interval = request.POST.get("interval", "")
    if "confirm" in request.POST:
        services.confirm(search)
    elif "stop" in request.POST:
        services.stop_letters(search)
    elif "stop_all" in request.POST:
        services.stop_all_letters(search)
    elif interval in dict(MAILED) and search.confirmed_at is not None:
        services.change_interval(search, SavedSearch.Interval(interval))
    else:
        return HttpResponseBadRequest()
    if search.pk is None or not SavedSearch.objects.filter(pk=search.pk).exists():
        return kept_private(render(request, "search/saved/gone.html"))
    answer = redirect("saved-search", token)
    answer["Location"] += "?done"
    return kept_private(answer)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop at once when a mail program posts, as its button does; show the page to a person.

    Source: RFC 8058, section 3.2. The token is what makes the request good; there is no session.
    """
    search = found_by(token)
    if request.method != "POST":
        return kept_private(redirect("saved-search", token))
    if search is not None:
        services.stop_letters(search)
    return kept_private(HttpResponse(status=200))


def kept_private(answer: HttpResponse) -> HttpResponse:
    """Keep search engines and the sites that are linked to from learning the address."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer
