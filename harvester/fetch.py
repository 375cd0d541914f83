"""Fetch the pages of a list.

Knows the client and the site's settings; how a page is taken apart is handed in.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version

import msgspec
from django.conf import settings

from harvester.http import HttpClient, HttpPolicy
from harvester.oaipmh.client import Client
from harvester.oaipmh.messages import Envelope
from harvester.politeness import HOST_TURNS, Turns
from harvester.records import HeaderPage, Page


def policy_from_settings() -> HttpPolicy:
    """Give what the operator allows, and how the site introduces itself to its partners."""
    try:
        release = version("commonloom")
    except PackageNotFoundError:  # run from a checkout that was never installed
        release = "0"
    contact = settings.HARVEST_CONTACT
    return HttpPolicy(
        user_agent=f"Commonloom/{release} (+{settings.PUBLIC_URL}; {contact})",
        contact=contact,
        allowed_hosts=frozenset(settings.HARVEST_ALLOWED_HOSTS),
        allowed_ports=frozenset(settings.HARVEST_ALLOWED_PORTS),
    )


@contextmanager
def open_client(
    base_url: str, policy: HttpPolicy, *, turns: Turns = HOST_TURNS
) -> Iterator[Client]:
    """Give a client for one repository; its connections are closed at the end."""
    with HttpClient(policy, turns=turns) as http:
        yield Client(base_url, http)


def fetch_pages(
    client: Client,
    *,
    parse: Callable[[Envelope], Page],
    metadata_prefix: str,
    since: datetime | None = None,
    set_spec: str = "",
    token: str = "",
) -> Iterator[Page]:
    """Yield the pages of a list in the order served; each is asked for when it is wanted.

    Args:
        client: Speaks to the repository.
        parse: Takes a page apart, e.g. ``harvester.parse.parse_envelope``.
        metadata_prefix: Format to ask for.
        since: Aware time; None asks for everything.
        set_spec: Only this set; empty for the whole repository.
        token: Go on from here instead of beginning the list.

    Yields:
        Pages; an empty one when no record matches.

    Raises:
        BadResumptionToken: The token is dead; begin the list again.
        EndpointError: No usable answer after all retries.
    """
    while True:
        page = parse(
            client.list_records_page(
                metadata_prefix=metadata_prefix, since=since, set_spec=set_spec, token=token
            )
        )
        if is_stale_end(page, len(page.records) + len(page.rejected), asked=token):
            page = msgspec.structs.replace(page, token="")
        yield page
        if not page.token:
            return
        token = page.token


def is_stale_end(page: Page | HeaderPage, count: int, *, asked: str) -> bool:
    """Tell whether a page of ``count`` repeats its own token though by its count it is the last."""
    if not asked or page.token != asked or None in {page.cursor, page.complete_list_size}:
        return False
    return (page.cursor or 0) + count >= (page.complete_list_size or 0)
