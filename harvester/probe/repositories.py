"""Look at an OAI-PMH repository: what it is and has, and its first page of records."""

from harvester.crosswalks import choose_format
from harvester.errors import EndpointError
from harvester.http import HttpClient
from harvester.oaipmh.client import Client
from harvester.oaipmh.messages import Identify, MetadataFormat
from harvester.parse import parse_envelope
from harvester.probe.report import MAX_NAMED, Probe, ProbeReport, complete
from harvester.records import Page

MAX_RECORDS = 100
"""Of the first page; who sends more is judged by these."""


def look_at_repository(http: HttpClient, base_url: str, identify: Identify) -> Probe:
    """Look at what ``identify`` is the first answer of.

    Raises:
        EndpointError: It could not be harvested.
    """
    client = Client(base_url, http)
    client.granularity = identify.granularity
    formats = client.list_metadata_formats()
    chosen = readable_format(formats, base_url)
    page = parse_envelope(client.list_records_page(metadata_prefix=chosen.prefix))
    sets = list_set_names(client)
    report = describe(base_url, identify, formats, chosen, page, sets)
    return complete(report, page.records[:MAX_RECORDS], page.rejected)


def readable_format(formats: tuple[MetadataFormat, ...], base_url: str) -> MetadataFormat:
    """Give the richest format that can be read.

    Raises:
        EndpointError: There is none.
    """
    chosen = choose_format(formats)
    if chosen is None:
        raise EndpointError(
            "the repository has no metadata format that can be read here",
            url=base_url,
            advice="it offers: " + (", ".join(each.prefix for each in formats) or "none"),
            code="cannotDisseminateFormat",
        )
    return chosen


def list_set_names(client: Client) -> tuple[str, ...] | None:
    """Give the names of the sets; None when they cannot be had, which is not the end."""
    try:
        return tuple(each.name or each.spec for each in client.list_sets())
    except EndpointError:
        return None


def describe(
    base_url: str,
    identify: Identify,
    formats: tuple[MetadataFormat, ...],
    chosen: MetadataFormat,
    page: Page,
    sets: tuple[str, ...] | None,
) -> ProbeReport:
    """Give the part of the report that needs no look into the records."""
    return ProbeReport(
        base_url=base_url,
        repository_name=(identify.repository_name or base_url)[:300],
        stated_base_url=identify.base_url,
        protocol_version=identify.protocol_version,
        granularity=identify.granularity,
        deleted_record=identify.deleted_record,
        earliest_datestamp=identify.earliest_datestamp,
        metadata_prefix=chosen.prefix,
        formats=tuple(each.prefix for each in formats)[:MAX_NAMED],
        set_count=None if sets is None else len(sets),
        sets=(sets or ())[:MAX_NAMED],
        list_size=page.complete_list_size,
        repairs=page.repairs,
    )
