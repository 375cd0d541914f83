"""The pages of the list: what may be made of it, and its credit lines."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from licensing.attribution import CreditedWork, Form, closest_language, credit_list
from repository.metadata.languages import text_direction
from repository.pages.cards import make_cards
from repository.pages.credited import credited_work
from repository.pages.readers import reader_languages
from repository.remix.choices import LICENSE_CHOICES
from repository.remix.question import Answer, answer
from repository.remix.worklist import (
    MAX_STATED_CHARACTERS,
    MAX_WORKS,
    WorkList,
    keep_list,
    kept_list,
    read_ids,
    read_license,
    stated_list,
)

MAX_CHANGES_CHARACTERS = 500
FILES: dict[Form, tuple[str, str]] = {
    Form.TEXT: ("txt", "text/plain"),
    Form.PRINT: ("txt", "text/plain"),
    Form.MARKDOWN: ("md", "text/markdown"),
    Form.HTML: ("html", "text/html"),
}
"""Ending and media type of a file of credit lines."""


@require_safe
@never_cache
def remix_page(request: HttpRequest) -> HttpResponse:
    """Show the reader's list, or the one in the address, and what may be made of it."""
    stated = stated_list(request.GET)
    asked = kept_list(request.session) if stated is None else stated
    reader = reader_languages(request)
    found = answer(asked)
    context = {
        "asked": asked,
        "is_shared": stated is not None,
        "answer": found,
        "rows": rows_of(found, reader),
        "choices": LICENSE_CHOICES,
        "share_url": f"{settings.PUBLIC_URL}{request.path}?{asked.query}",
    }
    return render(request, "repository/remix.html", context)


def rows_of(found: Answer, reader: Sequence[str]) -> list[dict[str, object]]:
    """Give the entries of a list for the page: works as cards, licences by themselves."""
    resources = [entry.resource for entry in found.entries if entry.resource]
    cards = {each.id: each for each in make_cards(resources, reader=reader)}
    return [
        {
            "entry": entry,
            "key": str(entry.resource.id) if entry.resource else entry.license_id,
            "card": cards[str(entry.resource.id)] if entry.resource else None,
        }
        for entry in found.entries
    ]


@require_POST
def change_list(request: HttpRequest) -> HttpResponse:
    """Do what a button asks for, and go back to where it was pressed."""
    kept = kept_list(request.session)
    changed = apply_change(request, kept)
    if changed is None:
        return HttpResponseBadRequest()
    keep_list(request.session, changed)
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = reverse("remix")
    added = read_ids([request.POST.get("add") or request.POST.get("remove", "")])
    fragment = f"#work-{added[0]}" if added and target != reverse("remix") else ""
    return redirect(target + fragment)


def apply_change(request: HttpRequest, kept: WorkList) -> WorkList | None:
    """Give the list as a form of ours changes it; None for a form that is none of ours."""
    posted = request.POST
    if "add" in posted:
        return add_work(request, kept)
    if "remove" in posted:
        return kept.without(posted["remove"])
    if "add_license" in posted:
        return add_license(request, kept)
    if "take" in posted:
        return stated_list(QueryDict(posted["take"])) or kept
    return WorkList() if "clear" in posted else None


def add_work(request: HttpRequest, kept: WorkList) -> WorkList:
    """Add a work, or say that the list is full."""
    changed = kept.with_works(read_ids([request.POST["add"]]))
    if len(kept.works) >= MAX_WORKS and changed == kept:
        text = ngettext(
            "Your list is full: it holds %(count)s work.",
            "Your list is full: it holds %(count)s works.",
            MAX_WORKS,
        )
        messages.warning(request, text % {"count": MAX_WORKS})
    return changed


def add_license(request: HttpRequest, kept: WorkList) -> WorkList:
    """Add the licence that was typed, else the one that was chosen."""
    typed = request.POST.get("stated", "").strip()[:MAX_STATED_CHARACTERS]
    found = read_license(typed or request.POST.get("license", ""))
    if not found:
        messages.warning(
            request,
            _("“%(text)s” is no licence that we know.") % {"text": typed}
            if typed
            else _("Choose a licence, or type one."),
        )
        return kept
    return kept.with_license(found)


@require_safe
@never_cache
def credits_page(request: HttpRequest) -> HttpResponse:
    """Show the credit lines of a list, in a language of the reader's choice."""
    asked = list_of(request)
    found = answer(asked)
    language = closest_language(request.GET.get("language") or get_language() or "")
    works, changes = credited(request, found)
    lines = {form.value: credit_list(works, form=form, language=language) for form in Form}
    query = [("work", str(each.resource.id)) for each in found.entries if each.resource]
    fields = zip(query, (("changes", text) for text in changes), strict=True)
    stated = urlencode([pair for pairs in fields for pair in pairs])
    context = {
        "rows": list(zip(rows_of(found, reader_languages(request)), changes, strict=False)),
        "language": language,
        "lines": lines,
        "line_direction": text_direction(language),
        "query": f"{stated}&language={language}",
        "has_works": bool(works),
        "list_query": asked.query,
        "max_changes": MAX_CHANGES_CHARACTERS,
    }
    return render(request, "repository/credits.html", context)


@require_safe
@never_cache
def credits_file(request: HttpRequest) -> HttpResponse:
    """Give the credit lines of a list as a file; an unknown form answers 400."""
    try:
        form = Form(request.GET.get("form", "text"))
    except ValueError:
        return HttpResponseBadRequest()
    language = closest_language(request.GET.get("language") or get_language() or "")
    works, _changes = credited(request, answer(list_of(request)))
    ending, media_type = FILES[form]
    lines = credit_list(works, form=form, language=language)
    if form is Form.HTML:
        lines = f'<!doctype html>\n<meta charset="utf-8">\n<title>{_("Credits")}</title>\n{lines}'
    response = HttpResponse(f"{lines}\n", content_type=f"{media_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="credits.{ending}"'
    return response


def list_of(request: HttpRequest) -> WorkList:
    """Give the works of the address, else those of the reader's list."""
    stated = stated_list(request.GET)
    kept = kept_list(request.session) if stated is None else stated
    return WorkList(kept.works)


def credited(request: HttpRequest, found: Answer) -> tuple[list[CreditedWork], list[str]]:
    """Give the works to be credited, and what the reader says was changed in each."""
    reader = reader_languages(request)
    resources = [entry.resource for entry in found.entries if entry.resource]
    stated = dict(zip(request.GET.getlist("work"), request.GET.getlist("changes"), strict=False))
    changes = [stated.get(str(each.id), "")[:MAX_CHANGES_CHARACTERS] for each in resources]
    works = [
        credited_work(each, reader=reader, changes=text)
        for each, text in zip(resources, changes, strict=True)
    ]
    return works, changes
