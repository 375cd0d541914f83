"""ResourceSync: sitemaps that say what they are, so that a source can be found from one address.

A source description and capability lists name other documents, as an index of sitemaps does; a
resource list is the sitemap that it looks like. Lists of changes and dumps name only a part, or
files of files, and are passed over: what has changed is told by ``lastmod`` and by asking.
Source: ANSI/NISO Z39.99-2017, sections 5 to 8.
"""

from lxml import etree

from harvester.errors import EndpointError
from harvester.xml import local_name

WELL_KNOWN = "/.well-known/resourcesync"
_MD = "{http://www.openarchives.org/rs/terms/}md"
_NAMES_OTHERS = frozenset({"description", "capabilitylist"})
_FOLLOWED = frozenset({"capabilitylist", "resourcelist"})


def capability_of(element: etree._Element) -> str:
    """Give what a document, or what one names, is for; empty for a mere sitemap."""
    stated = next((child for child in element if child.tag == _MD), None)
    return "" if stated is None else stated.get("capability", "").strip().lower()


def find_named(root: etree._Element, *, url: str) -> list[etree._Element] | None:
    """Give the entries of a document that name others to be read; None where it names pages.

    Raises:
        EndpointError: It holds something else than a complete list.
    """
    capability = capability_of(root)
    if capability in _NAMES_OTHERS:
        return [entry for entry in root if capability_of(entry) in _FOLLOWED]
    if capability not in {"", "resourcelist"}:
        raise EndpointError(
            f"this is a {capability[:40]} of ResourceSync, not a complete list",
            url=url,
            advice="give the address of the resource list, or of the capability list",
            code="not-sitemap",
        )
    return [entry for entry in root if local_name(entry.tag) == "sitemap"] or None
