"""Lists in pages: ListRecords and ListIdentifiers.

Ordered by (datestamp, id) and continued by key, so that a deep page costs what the first one costs.
The first request freezes the upper bound at a time before which nothing more can appear; what
changes during the walk gets a later datestamp and belongs to the next harvest. Source: OAI-PMH 2.0,
sections 3.5, 4.3 and 4.5.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import msgspec
from django.conf import settings

from repository.clock import settled_now
from repository.oaipmh.envelope import utc
from repository.oaipmh.errors import Fault, ProtocolError
from repository.oaipmh.requests import Request
from repository.oaipmh.rows import Row, Window
from repository.oaipmh.sets import find_selection
from repository.oaipmh.tokens import Continuation, issue_token, read_token

RenderRow = Callable[[Row], bytes | None]
"""Gives an element, or None for a row that has to be left out."""
NOTHING_MATCHES = Fault("noRecordsMatch", "No record matches.")


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a list: at least one element; ``token_element`` if it has more pages than one."""

    elements: Sequence[bytes]
    token_element: str = ""
    responded_at: datetime | None = None
    """Set on the first page: what partners may take as ``from`` of their next harvest."""


def page_of(request: Request, render: RenderRow, *, with_metadata: bool) -> Page:
    """Give the page that a request asks for; for errors see ``first_page`` and ``next_page``."""
    give = first_page if request.token is None else next_page
    return give(request, render, with_metadata=with_metadata)


def first_page(request: Request, render: RenderRow, *, with_metadata: bool) -> Page:
    """Give the first page of a list.

    Raises:
        ProtocolError: ``noRecordsMatch``.
        django.db.OperationalError: The catalogue is being written to without a pause; ask again
            later.
    """
    selection = find_selection(request.set_spec)
    if selection is None:
        raise ProtocolError(Fault("noRecordsMatch", f"There is no set “{request.set_spec}”."))
    now = settled_now()
    until = min(request.until or now, now)
    window = Window(
        with_metadata=with_metadata, selection=selection, since=request.since, until=until
    )
    rows = window.rows(settings.OAI_PAGE_SIZE + 1)
    continuation = None
    if len(rows) > settings.OAI_PAGE_SIZE:
        continuation = Continuation(
            verb=request.verb,
            metadata_prefix=request.metadata_prefix,
            set_spec=request.set_spec,
            since=None if request.since is None else int(request.since.timestamp()),
            until=int(until.timestamp()),
            is_until_asked=request.until is not None,
            datestamp=0,
            resource_id=rows[0].id,
            cursor=0,
            size=window.count(),
        )
    return cut(window, rows, render, continuation, responded_at=now)


def next_page(request: Request, render: RenderRow, *, with_metadata: bool) -> Page:
    """Give the page that a token promises.

    What was left of the list may all have changed, and so left it, since the token was given. An
    empty page is against the schema, so the changed records, which stand behind the position by
    their new datestamps, end such a list.

    Raises:
        ProtocolError: ``badResumptionToken``; ``noRecordsMatch`` where nothing is left that the
            arguments allow.
    """
    continuation = read_continuation(request)
    selection = find_selection(continuation.set_spec)
    if selection is None:
        raise ProtocolError(Fault("badResumptionToken", "The set of this list is gone."))
    position = (moment(continuation.datestamp), continuation.resource_id)
    window = Window(
        with_metadata=with_metadata,
        selection=selection,
        since=None,
        until=moment(continuation.until),
        after=position,
    )
    rows = window.rows(settings.OAI_PAGE_SIZE + 1)
    if not rows and not continuation.is_until_asked:
        window = msgspec.structs.replace(window, until=None)
        rows = window.rows(settings.OAI_PAGE_SIZE)
    return cut(window, rows, render, continuation)


def read_continuation(request: Request) -> Continuation:
    """Give what the request's token holds.

    Raises:
        ProtocolError: ``badResumptionToken``.
    """
    continuation = read_token(request.token or "")
    if continuation is None:
        message = "This is no token of ours, or it is too old; begin the list again."
        raise ProtocolError(Fault("badResumptionToken", message))
    if continuation.verb != request.verb:
        message = f"This token continues {continuation.verb}."
        raise ProtocolError(Fault("badResumptionToken", message))
    return continuation


def cut(
    window: Window,
    rows: list[Row],
    render: RenderRow,
    continuation: Continuation | None,
    *,
    responded_at: datetime | None = None,
) -> Page:
    """Render a page from its rows and the one beyond; go on to the next if none can be rendered.

    Raises:
        ProtocolError: ``noRecordsMatch``.
    """
    limit = settings.OAI_PAGE_SIZE
    passed = 0
    while True:
        shown, has_more = rows[:limit], len(rows) > limit
        elements = [element for row in shown if (element := render(row)) is not None]
        if elements or not has_more:
            break
        passed += limit
        window = msgspec.structs.replace(window, after=(shown[-1].datestamp, shown[-1].id))
        rows = window.rows(limit + 1)
    if not elements:
        raise ProtocolError(NOTHING_MATCHES)
    return Page(
        elements=elements,
        token_element=token_element(continuation, shown, passed, has_more=has_more),
        responded_at=responded_at,
    )


def token_element(
    continuation: Continuation | None, shown: list[Row], passed: int, *, has_more: bool
) -> str:
    """Give the ``resumptionToken`` element: an empty one on the last page, none for one page."""
    if continuation is None:
        return ""
    attributes = f'completeListSize="{continuation.size}" cursor="{continuation.cursor}"'
    if not has_more:
        return f"<resumptionToken {attributes}/>\n"
    token, expires_at = issue_token(
        msgspec.structs.replace(
            continuation,
            datestamp=int(shown[-1].datestamp.timestamp()),
            resource_id=shown[-1].id,
            cursor=continuation.cursor + passed + len(shown),
        )
    )
    return (
        f'<resumptionToken expirationDate="{utc(expires_at)}" {attributes}>'
        f"{token}</resumptionToken>\n"
    )


def moment(seconds: int) -> datetime:
    """Give the aware UTC time of seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)
