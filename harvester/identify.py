"""Ask a source what it is before anything else, and fit what is asked of it to that."""

import logging
from urllib.parse import urlsplit

from harvester import runs, sets
from harvester.errors import AddressRefused, EndpointError, RetryLater
from harvester.models import Endpoint, HarvestRun
from harvester.oaipmh.client import Client
from harvester.oaipmh.messages import MAX_URL_CHARS, Identify

logger = logging.getLogger(__name__)

NO_USE_TO_GO_ON = frozenset(
    {"unreachable", "timeout", "stopped", "certificate", "http-401", "http-403"}
)
"""Errors of Identify after which the list would fare no better."""


def begin_list(run: HarvestRun, client: Client) -> None:
    """Ask the source what it is, and fit what is asked of it to that."""
    endpoint = run.endpoint
    called = endpoint.stated_base_url
    identify_source(endpoint, client)
    if run.page_number == 0 and run.kind == HarvestRun.Kind.HARVEST:
        run.window_from = runs.window(endpoint, is_full=run.is_full)
    if endpoint.moved_to:
        run.message = f"the repository has moved for good to {endpoint.moved_to}"
    elif endpoint.stated_base_url != called and is_elsewhere(endpoint):
        run.message = f"the repository calls itself {endpoint.stated_base_url}"
    sets.discover(endpoint, client)
    if sets.is_gone(endpoint):
        told = f"the repository no longer lists the set '{endpoint.set_spec}'"
        run.message = "; ".join(filter(None, [run.message, told]))


def is_elsewhere(endpoint: Endpoint) -> bool:
    """Whether a repository says that its address is another one than that it is harvested at."""
    stated, asked = urlsplit(endpoint.stated_base_url), urlsplit(endpoint.base_url)
    places = {(each.hostname, each.path.rstrip("/")) for each in (stated, asked)}
    return bool(stated.hostname) and len(places) > 1


def identify_source(endpoint: Endpoint, client: Client) -> None:
    """Ask the source what it is; where only this fails, go on with what it said last.

    Raises:
        EndpointError: It cannot be reached at all, or wants to be left alone.
    """
    try:
        identify = client.identify()
    except EndpointError as error:
        if isinstance(error, AddressRefused | RetryLater) or error.code in NO_USE_TO_GO_ON:
            raise
        logger.warning("%s", error)
        client.granularity = endpoint.granularity or client.granularity
    else:
        remember_identify(endpoint, identify, moved_to=client.moved_to)


def remember_identify(endpoint: Endpoint, identify: Identify, *, moved_to: str) -> None:
    """Keep what the source says of itself, as it last said it, and where it now lives."""
    endpoint.moved_to = moved_to if len(moved_to) <= MAX_URL_CHARS else ""
    endpoint.granularity = identify.granularity
    endpoint.deleted_record = identify.deleted_record
    endpoint.earliest_datestamp = identify.earliest_datestamp
    endpoint.stated_base_url = identify.base_url
    endpoint.save(
        update_fields=[
            "granularity",
            "deleted_record",
            "earliest_datestamp",
            "stated_base_url",
            "moved_to",
        ]
    )
