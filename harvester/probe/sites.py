"""Look at a web site: its sitemap, and the resources in a sample of its pages."""

from urllib.parse import urlsplit

from harvester.endpoints import JSON_LD
from harvester.errors import EndpointError
from harvester.http import HttpClient
from harvester.models import Endpoint
from harvester.probe.report import Probe, ProbeReport, complete
from harvester.sitemap import probe as sitemap_probe


def look_at_site(http: HttpClient, address: str) -> Probe:
    """Look at a site from any of its addresses.

    Raises:
        EndpointError: It could not be harvested, or none of the pages describes a resource.
    """
    found = sitemap_probe.probe(http, address)
    if not found.records and not found.rejected:
        raise EndpointError(
            f"none of {found.sampled_count} pages describes a learning resource in JSON-LD",
            url=found.sitemap_url,
            advice="describe each resource in its page, with the words of schema.org",
            code="empty-sitemap",
        )
    report = ProbeReport(
        protocol=Endpoint.Protocol.SITEMAP.value,
        base_url=found.sitemap_url,
        repository_name=(urlsplit(found.sitemap_url).hostname or found.sitemap_url)[:300],
        metadata_prefix=JSON_LD,
        list_size=found.listed_count,
        dated_count=found.dated_count,
        page_count=found.sampled_count,
        validated_count=sum(1 for record in found.records if record.validator),
    )
    return complete(report, found.records, found.rejected)
