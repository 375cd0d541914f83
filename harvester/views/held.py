"""The changes of a held run, for whoever decides over them."""

from collections.abc import Mapping, Sequence
from typing import cast
from uuid import UUID

import msgspec
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from harvester import held
from harvester.models import HarvestedRecord, HarvestRun, HeldChange
from harvester.views.access import CHANGE, VIEW, needs
from harvester.views.endpoints import find_endpoint
from harvester.views.report import read_number
from licensing.licenses import find_license

PAGE_SIZE = 25
MAX_SEARCH_CHARS = 200
Kind = HeldChange.Kind
EXPLANATIONS: Mapping[str, str | Promise] = {
    Kind.WITHDRAWAL: gettext_lazy("The resource disappears from search and lists."),
    Kind.BLANK_TITLE: gettext_lazy("The resource stays as it is; the record counts as rejected."),
    Kind.UNUSABLE: gettext_lazy("The resource stays as it is; the record counts as rejected."),
    Kind.LICENSE: gettext_lazy("The resource is shown with the new licence."),
}
"""What making a change means, by its kind."""


class Licence(msgspec.Struct, frozen=True):
    """A licence as its badge wants it."""

    license_class: str
    id: str


class ShownChange(msgspec.Struct, frozen=True, kw_only=True):
    """One change as a person reads it."""

    change: HeldChange
    title: str
    resource_id: UUID | None
    before: Licence | None
    """Only of a change of licence, as ``after``."""
    after: Licence | None


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs(VIEW)
def endpoint_held(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Show what the held run of an endpoint would change, or take the decision over it."""
    endpoint = find_endpoint(endpoint_id)
    if request.method == "POST":
        return decide(request, endpoint_id)
    run = endpoint.runs.filter(state=HarvestRun.State.HELD).first()
    context: dict[str, object] = {
        "endpoint": endpoint,
        "run": run,
        "may_decide": request.user.has_perm(CHANGE),
    }
    return render(request, "harvester/held.html", context | (shown(request, run) if run else {}))


@needs(CHANGE)
def decide(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Make the changes, or discard them; a reason is needed for both."""
    decision = {"apply": held.approve, "discard": held.discard}.get(
        request.POST.get("decision", "")
    )
    number = read_number(request.POST.get("run", ""))
    if decision is None or number is None:
        return HttpResponseBadRequest()
    run = get_object_or_404(HarvestRun, pk=number, endpoint=endpoint_id)
    why = request.POST.get("why", "").strip()
    if not why:
        messages.error(request, _("Please give a reason; others will want to know it."))
        return redirect("endpoint-held", endpoint_id)
    try:
        decision(run, by=cast("AbstractBaseUser", request.user), why=why)
    except held.NotHeld:
        messages.error(request, _("This run is not held any more. Nothing was done."))
    else:
        is_applied = decision is held.approve
        messages.success(
            request,
            _("The changes are made as soon as a worker is free.")
            if is_applied
            else _("Discarded: nothing was changed, and the next run asks again."),
        )
    return redirect("endpoint", endpoint_id)


def shown(request: HttpRequest, run: HarvestRun) -> dict[str, object]:
    """Give the diff: its sums, and a page of it.

    ``kind`` and ``q`` choose from it, ``after`` says behind which row the page begins.
    """
    found = held.summary(run)
    kind = request.GET.get("kind", "")
    kind = kind if kind in Kind.values else ""
    words = request.GET.get("q", "").strip()[:MAX_SEARCH_CHARS]
    changes = choose(run, kind, words)
    total = changes.count()
    if after := read_number(request.GET.get("after", "")):
        changes = changes.filter(pk__gt=after)
    page = list(changes.order_by("pk")[: PAGE_SIZE + 1])
    return {
        "found": found,
        "sums": [(each, each.kind.label, EXPLANATIONS[each.kind]) for each in found.kinds],
        "kinds": Kind.choices,
        "kind": kind,
        "words": words,
        "total": total,
        "changes": describe(page[:PAGE_SIZE]),
        "next": page[PAGE_SIZE - 1].pk if len(page) > PAGE_SIZE else None,
        "is_first": not after,
    }


def choose(run: HarvestRun, kind: str, words: str) -> QuerySet[HeldChange]:
    """Give the changes of a kind that speak of these words, in the record or in its title."""
    changes = HeldChange.objects.filter(run=run)
    if kind:
        changes = changes.filter(kind=kind)
    if words and "\0" not in words:
        titled = HarvestedRecord.objects.filter(
            endpoint=run.endpoint_id, resource__title__icontains=words
        )
        changes = changes.filter(
            Q(identifier__icontains=words)
            | Q(before__icontains=words)
            | Q(after__icontains=words)
            | Q(key__in=titled.values("pk"))
        )
    return changes


def describe(changes: Sequence[HeldChange]) -> list[ShownChange]:
    """Add to each change what the reader needs to understand it."""
    kept = HarvestedRecord.objects.filter(pk__in=[change.key for change in changes])
    titles = {
        key: (resource_id, title)
        for key, resource_id, title in kept.values_list("pk", "resource_id", "resource__title")
    }
    listed = []
    for change in changes:
        resource_id, title = titles.get(change.key, (None, ""))
        is_license = change.kind == Kind.LICENSE
        listed.append(
            ShownChange(
                change=change,
                title=title or change.identifier,
                resource_id=resource_id,
                before=read_license(change.before) if is_license else None,
                after=read_license(change.after) if is_license else None,
            )
        )
    return listed


def read_license(text: str) -> Licence:
    """Read the one word that a change has for a licence: its id, or its class where it has none."""
    known = find_license(text)
    return Licence(known.license_class, known.id) if known else Licence(text, "")
