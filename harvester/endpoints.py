"""Register who is harvested: a provider and an endpoint for an address, found or made."""

from urllib.parse import urlsplit, urlunsplit
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils.text import slugify

from harvester.crosswalks import choose_format
from harvester.errors import EndpointError
from harvester.http import HttpClient
from harvester.models import Endpoint
from harvester.oaipmh.client import Client
from harvester.sitemap.probe import probe
from repository.models import Provider

JSON_LD = "json-ld"
"""What stands for the metadata prefix of web sites."""


def clean_base_url(address: str) -> str:
    """Give a base URL as operators mean it: without the query and fragment of a copied request."""
    parts = urlsplit(address.strip())
    return urlunsplit((parts.scheme.lower(), parts.netloc, parts.path, "", ""))


def find_endpoint(
    base_url: str, *, metadata_prefix: str = "", set_spec: str = ""
) -> Endpoint | None:
    """Give a registered endpoint.

    Without a prefix, the one that was registered last for that address and set.
    """
    endpoints = Endpoint.objects.select_related("provider").filter(
        base_url=base_url, set_spec=set_spec
    )
    if metadata_prefix:
        endpoints = endpoints.filter(metadata_prefix=metadata_prefix)
    return endpoints.order_by("-id").first()


def register_endpoint(
    client: Client, base_url: str, *, metadata_prefix: str = "", set_spec: str = "", name: str = ""
) -> Endpoint:
    """Ask the repository what it is and has, and register it.

    Args:
        client: Speaks to ``base_url``.
        base_url: Clean base URL.
        metadata_prefix: Format to harvest; empty chooses the richest one that can be read.
        set_spec: Only this set; empty for the whole repository.
        name: What to call the provider; empty takes the repository's own name.

    Raises:
        EndpointError: It is no OAI-PMH repository, or it has no such format or set.
    """
    identify = client.identify()
    prefix = check_format(client, base_url, metadata_prefix)
    if set_spec:
        check_set(client, base_url, set_spec)
    with transaction.atomic():
        return Endpoint.objects.get_or_create(
            base_url=base_url,
            metadata_prefix=prefix,
            set_spec=set_spec,
            defaults={"provider": find_or_make_provider(base_url, name, identify.repository_name)},
        )[0]


def check_format(client: Client, base_url: str, metadata_prefix: str) -> str:
    """Give the prefix to harvest."""
    formats = client.list_metadata_formats()
    offered = ", ".join(sorted(each.prefix for each in formats)) or "none"
    readable = choose_format(formats)
    if metadata_prefix:
        if metadata_prefix not in {each.prefix for each in formats}:
            raise EndpointError(
                f"the repository has no metadata format '{metadata_prefix}'",
                url=base_url,
                advice=f"choose one of: {offered}",
                code="cannotDisseminateFormat",
            )
        return metadata_prefix
    if readable is None:
        raise EndpointError(
            "the repository has no metadata format that can be read here",
            url=base_url,
            advice=f"it offers: {offered}",
            code="cannotDisseminateFormat",
        )
    return readable.prefix


def check_set(client: Client, base_url: str, set_spec: str) -> None:
    """Refuse a set that the repository does not list.

    It would harvest nothing and look like success.
    """
    names = [each.spec for each in client.list_sets()]
    if set_spec not in names:
        shown = ", ".join(names[:20]) + (", ..." if len(names) > 20 else "")
        raise EndpointError(
            f"the repository has no set '{set_spec}'",
            url=base_url,
            advice=f"choose one of: {shown}" if names else "it has no sets; leave the set out",
            code="noSuchSet",
        )


def find_or_make_provider(base_url: str, name: str, repository_name: str) -> Provider:
    """Give the provider of an address.

    The one already harvested there, the one so named, or a new one.
    """
    known = Provider.objects.filter(endpoints__base_url=base_url).first()
    if known is not None:
        return known
    host = urlsplit(base_url).hostname or "source"
    title = name or repository_name or host
    slug = slugify(title)[:60]
    named = Provider.objects.filter(slug=slug) if slug else Provider.objects.filter(name=title)
    if name and (found := named.first()):
        return found
    slug = slug or slugify(host)
    taken = set(Provider.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    candidates = [
        slug,
        f"{slug}-{slugify(host)}"[:80],
        *(f"{slug}-{number}" for number in range(2, len(taken) + 3)),
    ]
    free = next(candidate for candidate in candidates if candidate not in taken)
    return Provider.objects.create(id=uuid5(NAMESPACE_URL, base_url), slug=free, name=title[:300])


def register_site(http: HttpClient, url: str, *, name: str = "") -> Endpoint:
    """Look for a sitemap with learning resources at an address, and register it.

    Raises:
        EndpointError: There is no sitemap, or no resource in its first pages.
    """
    found = probe(http, url)
    provider = find_or_make_provider(found.sitemap_url, name, "")
    return Endpoint.objects.get_or_create(
        protocol=Endpoint.Protocol.SITEMAP,
        base_url=found.sitemap_url,
        metadata_prefix=JSON_LD,
        defaults={"provider": provider},
    )[0]
