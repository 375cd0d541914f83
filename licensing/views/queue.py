"""The queue: statements in the order of what a decision frees."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from licensing.catalogue import get_catalogue
from licensing.models import Decision, RightsJob, RightsStatement
from licensing.selectors.queue import (
    CONFIDENCES,
    EVERY_STATE,
    KINDS,
    ORDERS,
    STATES,
    QueueFilter,
    count_states,
    list_conflicts,
    list_open_reports,
    list_statements,
)
from licensing.services import rules
from licensing.services.jobs import OPEN
from licensing.statements import ANY
from licensing.views import words
from licensing.views.access import needs
from licensing.views.showing import show_all

PAGE_SIZE = 20
MAX_PAGE = 5_000
MAX_TEXT_CHARACTERS = 200
State = RightsStatement.State
TABS = (State.REVIEW, State.PROPOSED, State.ASKED, State.DECIDED, State.CLEAR)


@require_safe
@needs(rules.VIEW)
def queue(request: HttpRequest) -> HttpResponse:
    """Show a page of the queue."""
    wanted = read_filter(request.GET)
    page = read_page(request.GET.get("page", ""))
    begin = (page - 1) * PAGE_SIZE
    rows = list(list_statements(wanted)[begin : begin + PAGE_SIZE + 1])
    context = {
        "shown": show_all(rows[:PAGE_SIZE]),
        "page": page,
        "has_next": len(rows) > PAGE_SIZE,
        "may_decide": request.user.has_perm(rules.DECIDE),
        "orders": order_links(wanted),
        **filter_context(wanted),
        **find_done(request),
        **tabs_context(wanted),
    }
    return render(request, "licensing/review/queue.html", context)


def order_links(wanted: QueueFilter) -> list[tuple[str | Promise, str, bool]]:
    """Give the orders of the queue: label, parameters of the address, whether it is this one."""
    return [
        (
            label,
            urlencode(msgspec.structs.replace(wanted, order=order).parameters),
            order == wanted.order,
        )
        for order, label in words.ORDERS.items()
    ]


def read_filter(parameters: Mapping[str, str]) -> QueueFilter:
    """Read a filter from an address; what makes no sense restricts nothing."""

    def one_of(name: str, known: object, default: str = "") -> str:
        value = parameters.get(name, "")
        return value if value and value in known else default  # type: ignore[operator]  # any container

    return QueueFilter(
        state=one_of("state", (*STATES, EVERY_STATE), State.REVIEW.value),
        source=read_id(parameters.get("source", "")),
        kind=one_of("kind", KINDS),
        confidence=one_of("confidence", CONFIDENCES),
        language=parameters.get("language", "").strip()[:35],
        order=one_of("order", ORDERS),
        text=parameters.get("text", "").strip().replace("\0", "")[:MAX_TEXT_CHARACTERS],
    )


def read_id(stated: str) -> str:
    """Give an id as it stands in an address; empty for what is none."""
    try:
        return str(UUID(stated))
    except ValueError:
        return ""


def read_page(stated: str) -> int:
    """Give the number of a page, from 1."""
    is_number = stated.isascii() and stated.isdecimal() and len(stated) < 8
    return min(max(int(stated), 1), MAX_PAGE) if is_number else 1


def filter_context(wanted: QueueFilter) -> dict[str, object]:
    """Give what the form of the filter shows, and the filter as parameters."""
    return {
        "wanted": wanted,
        "parameters": urlencode(wanted.parameters),
        "sources": get_catalogue().list_sources(),
        "kinds": words.KINDS,
        "confidences": words.CONFIDENCES,
    }


def tabs_context(wanted: QueueFilter | None) -> dict[str, object]:
    """Give the queues with how much waits in each."""
    counts = count_states()
    return {
        "tabs": [(state.value, state.label, counts.get(state.value, 0)) for state in TABS],
        "chosen_tab": wanted.state if wanted else "",
        "report_count": list_open_reports().count(),
        "conflict_count": list_conflicts().count(),
        "open_jobs": RightsJob.objects.filter(state__in=OPEN).count(),
    }


def find_done(request: HttpRequest) -> dict[str, Any]:
    """Give the decision just made, and its job, so that it can be followed and undone."""
    stated = request.GET.get("done", "")
    if not (stated.isascii() and stated.isdecimal() and len(stated) < 19):
        return {}
    decision = Decision.objects.filter(pk=int(stated), answered_by=None).first()
    if decision is None:
        return {}
    rows = RightsStatement.objects.filter(statement_key=decision.statement_key)
    if decision.source_id != ANY:
        rows = rows.filter(source_id=decision.source_id)
    return {"done": decision, "done_statement": rows.first()}
