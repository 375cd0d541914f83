"""Fetch the pages of a list, the next one while the current one is being stored.

Knows the client and the site's settings; how a page is taken apart is handed in.
"""

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from time import perf_counter

import msgspec
from django.conf import settings

from harvester.http import HttpClient, HttpPolicy
from harvester.oaipmh.client import Client
from harvester.oaipmh.messages import Envelope
from harvester.records import Page


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
def open_client(base_url: str, policy: HttpPolicy) -> Iterator[Client]:
    """Give a client for one repository; its connections are closed at the end."""
    with HttpClient(policy) as http:
        yield Client(base_url, http)


def fetch_pages(
    client: Client,
    *,
    parse: Callable[[Envelope], Page],
    metadata_prefix: str,
    since: datetime | None = None,
    set_spec: str = "",
    token: str = "",
) -> Generator[Page, None, None]:
    """Yield the pages of a list in the order served.

    While the consumer works on a page, the next one is fetched and parsed in one background thread;
    never more than that one is asked for ahead. Closing the generator ends a request under way.

    Args:
        client: Speaks to the repository; not to be used elsewhere until the generator is closed.
        parse: Takes a page apart, e.g. ``harvester.parse.parse_envelope``; runs in the thread.
        metadata_prefix: Format to ask for.
        since: Aware time; None asks for everything.
        set_spec: Only this set; empty for the whole repository.
        token: Go on from here instead of beginning the list.

    Yields:
        Pages with ``fetch_seconds``; an empty one when no record matches.

    Raises:
        BadResumptionToken: The token is dead; begin the list again.
        EndpointError: No usable answer after all retries. Raised in order: behind the last page
            that could be had.
    """

    def fetch(token: str) -> Page:
        begun = perf_counter()
        envelope = client.list_records_page(
            metadata_prefix=metadata_prefix, since=since, set_spec=set_spec, token=token
        )
        return msgspec.structs.replace(parse(envelope), fetch_seconds=perf_counter() - begun)

    executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="fetch")
    coming = executor.submit(fetch, token)
    try:
        while True:
            page = coming.result()
            if page.token:
                coming = executor.submit(fetch, page.token)
            yield page
            if not page.token:
                return
    finally:
        end(executor, coming, client)


def end(executor: ThreadPoolExecutor, coming: Future[Page], client: Client) -> None:
    """End the thread; a request under way is cut off, not waited for."""
    if coming.done():
        executor.shutdown()
    else:
        with client.http.interrupted():
            executor.shutdown(cancel_futures=True)
