"""Look at a source that nobody has registered yet: few requests, short time, nothing stored."""

import msgspec

from harvester.endpoints import clean_base_url
from harvester.errors import AddressRefused, EndpointError, HttpStatusError, NotXML
from harvester.fetch import policy_from_settings
from harvester.hosts import PATIENCE_SECONDS, SharedTurns
from harvester.http import HttpPolicy
from harvester.oaipmh.client import Client
from harvester.probe.hurry import HurriedClient
from harvester.probe.report import Probe
from harvester.probe.repositories import look_at_repository
from harvester.probe.sites import look_at_site

TOTAL_SECONDS = 25
MAX_PAGE_BYTES = 10_000_000


def probe_source(
    address: str, *, seconds: float = TOTAL_SECONDS, patience_seconds: float = PATIENCE_SECONDS
) -> Probe:
    """Ask a source what it is and has: an OAI-PMH repository, or else a web site with a sitemap.

    Args:
        address: Base URL as typed, or any address of a web site.
        seconds: Time for all of it.
        patience_seconds: How long to wait before that where its host is being asked already.

    Raises:
        EndpointBusy: Its host is being harvested, or looked at by somebody else.
        EndpointError: It is nothing that could be harvested; one line says why.
    """
    base_url = clean_base_url(address)
    with (
        SharedTurns(patience_seconds=patience_seconds) as turns,
        HurriedClient(policy(), seconds=seconds, turns=turns) as http,
    ):
        try:
            identify = Client(base_url, http).identify()
        except EndpointError as error:
            if not may_be_a_site(error):
                raise
            return instead_look_at_site(http, address.strip(), error)
        return look_at_repository(http, base_url, identify)


def policy() -> HttpPolicy:
    """Give what the operator allows, for somebody who waits."""
    return msgspec.structs.replace(
        policy_from_settings(),
        connect_seconds=5,
        read_seconds=15,
        max_attempts=1,
        max_wait_seconds=0,
        max_page_bytes=MAX_PAGE_BYTES,
    )


def may_be_a_site(error: EndpointError) -> bool:
    """Whether what answered is no repository, but may be a web site."""
    is_an_answer = isinstance(error, HttpStatusError | NotXML) or error.code in {"not-oai", "empty"}
    return is_an_answer and not error.is_temporary


def instead_look_at_site(http: HurriedClient, address: str, refusal: EndpointError) -> Probe:
    """Look for a sitemap where there is no repository.

    Raises:
        EndpointError: There is none either; it says both.
    """
    try:
        return look_at_site(http, address)
    except AddressRefused:
        raise refusal from None
    except EndpointError as error:
        raise EndpointError(
            f"{refusal}; nor is it a web site that can be harvested: {error}", code=refusal.code
        ) from error
