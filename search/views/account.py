"""A reader's account: the link to sign in with, what is kept, and its end.

Nothing happens by only looking at a link, as programs do that check mail for its receiver.
"""

from django import forms
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from search.saved import readers
from search.saved.limits import may_ask
from search.views.private import kept_private

BACKEND = "django.contrib.auth.backends.ModelBackend"


class SignInForm(forms.Form):
    """Where to send the link."""

    address = forms.EmailField(label=gettext_lazy("Your e-mail address"), max_length=254)
    website = forms.CharField(
        label=pgettext_lazy("trap for programs", "Leave this empty"), required=False
    )
    """People do not see this field; programs fill it in."""


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the form for an address; have the link mailed. The answer is the same for everybody."""
    if request.user.is_authenticated:
        return redirect("saved-searches")
    if request.method != "POST":
        return show_form(request, SignInForm(), is_sent="sent" in request.GET)
    form = SignInForm(request.POST)
    if not form.is_valid():
        return show_form(request, form, status=422)
    if not may_ask(request.META.get("REMOTE_ADDR", "")):
        problem = _("That was often enough for now. Please try again in an hour.")
        return show_form(request, form, problem=problem, status=429)
    if not form.cleaned_data["website"]:
        readers.ask_for_link(form.cleaned_data["address"], language=get_language() or "en")
    answer = redirect("sign-in")
    answer["Location"] += "?sent"
    return answer


def show_form(
    request: HttpRequest,
    form: SignInForm,
    *,
    is_sent: bool = False,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show the page."""
    context = {"form": form, "is_sent": is_sent, "problem": problem}
    return render(request, "search/saved/sign_in.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """Ask who has a link whether to sign in, and do it; a link that is good no more says so."""
    try:
        link = readers.find_link(token)
    except (BadSignature, ValueError) as error:
        raise Http404 from error
    if link and request.method == "POST" and (user := readers.use_link(link)):
        login(request, user, backend=BACKEND)
        return kept_private(redirect("saved-searches"))
    is_over = link is None or request.method == "POST"
    context = {"link": None if is_over else link}
    page = render(request, "search/saved/signing_in.html", context, status=410 if is_over else 200)
    return kept_private(page)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("home")


@require_safe
@never_cache
@login_required(login_url="sign-in")
def account_data(request: HttpRequest) -> HttpResponse:
    """Give everything that is kept of whoever is signed in, as a file."""
    answer = JsonResponse(
        readers.kept_of(signed_in(request)), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    answer.headers["Content-Disposition"] = 'attachment; filename="searches.json"'
    return kept_private(answer)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required(login_url="sign-in")
def delete_account(request: HttpRequest) -> HttpResponse:
    """Say what will be deleted, and delete it."""
    user = signed_in(request)
    if request.method != "POST":
        context = {"is_kept": readers.is_more_than_reader(user)}
        return render(request, "search/saved/delete_account.html", context)
    readers.forget(user)
    logout(request)
    return render(request, "search/saved/deleted.html")


def signed_in(request: HttpRequest) -> User:
    """Give the account of a request that was let in."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user
