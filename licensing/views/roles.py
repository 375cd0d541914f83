"""Who has which role, and giving and taking them."""

from collections.abc import Mapping

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from licensing.errors import DecisionRefused
from licensing.models import RoleChange
from licensing.roles import ALLOWED, CURATORS, SENIOR_CURATORS
from licensing.services import assignments, rules
from licensing.views.access import needs
from licensing.views.queue import tabs_context
from licensing.views.statement import curator

SHOWN_CHANGES = 50
ROLES: Mapping[str, str | Promise] = {
    CURATORS: pgettext_lazy("role", "Curator"),
    SENIOR_CURATORS: pgettext_lazy("role", "Senior curator"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@needs(rules.ASSIGN)
def role_page(request: HttpRequest) -> HttpResponse:
    """Show who has which role; give or take one when asked to."""
    if request.method != "POST":
        return render(request, "licensing/review/roles.html", shown())
    given = {
        name: request.POST.get(name, "").strip()[:5_000] for name in ("name", "role", "reason")
    }
    change = assignments.take_role if "take" in request.POST else assignments.give_role
    try:
        done = change(
            user=curator(request),
            account=assignments.find_account(given["name"]),
            role=given["role"],
            reason=given["reason"],
        )
    except DecisionRefused as error:
        context = {**shown(), "given": given, "refusal": str(error)}
        return render(request, "licensing/review/roles.html", context, status=409)
    texts = {"name": done.account_name, "role": ROLES[done.role]}
    if done.action == RoleChange.Action.GIVE:
        messages.success(request, _("%(name)s has the role now: %(role)s.") % texts)
    else:
        messages.success(request, _("%(name)s no longer has the role: %(role)s.") % texts)
    return redirect("review-roles")


def shown() -> dict[str, object]:
    """Give what the page shows: the members of each role, and what was changed."""
    accounts = get_user_model().objects.order_by("username")
    members = {role: list(accounts.filter(groups__name=role)) for role in ALLOWED}
    changes = list(RoleChange.objects.all()[:SHOWN_CHANGES])
    return {
        "roles": [(role, ROLES[role], members[role]) for role in ALLOWED],
        "changes": [(change, ROLES.get(change.role, change.role)) for change in changes],
        **tabs_context(None),
    }
