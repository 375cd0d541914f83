"""Which pages a web site has: what its sitemaps list, and what answers that it is gone."""

import logging
from collections.abc import Iterator, Sequence

from harvester.errors import EndpointError, HttpStatusError, RetryLater
from harvester.records import ListedRecord, PageBody, PageHead
from harvester.sitemap.documents import is_same_site
from harvester.sitemap.fetch import MAX_FAILURES_IN_A_ROW
from harvester.sitemap.site import Site, get_page, iter_sitemaps

logger = logging.getLogger(__name__)

GONE = frozenset({404, 410})
"""Whatever else a page answers, it may come back: bot walls and broken servers say 403 and 500."""
CHECKS_AT_ONCE = 20
MAX_CHECKS = 200
"""Pages that are asked whether they are gone, in one run."""


class AddressReader:
    """Gives the addresses of a site, a sitemap a page; takes the place of ``reading.Reader``."""

    def __init__(self, site: Site, token: str) -> None:
        """Ask for nothing yet; ``token`` names the sitemap that was read last."""
        self.heads = iter_heads(site, token)

    def head(self) -> PageHead | None:
        """Fetch the next sitemap; None behind the last one.

        Raises:
            EndpointError: It cannot be had, so the list is not complete.
        """
        return next(self.heads, None)

    def ask(self, wanted: Sequence[int]) -> None:
        """Nothing: addresses are all there is."""

    def body(self) -> PageBody:
        """Give no record."""
        return PageBody()


def iter_heads(site: Site, token: str) -> Iterator[PageHead]:
    """Yield the lists of a site, from one sitemap on; at least one, which may be empty."""
    head = None
    for name, sitemap, is_last in iter_sitemaps(site, token):
        head = PageHead(
            listed=tuple(ListedRecord(page.url, page.lastmod, "") for page in sitemap.pages),
            token="" if is_last else name,
        )
        yield head
    if head is None:
        yield PageHead()


def find_gone(site: Site, addresses: Sequence[str]) -> set[str]:
    """Give the addresses that answer that there is no such page, or no longer.

    One that may not be asked, or answers anything else, is not gone.

    Raises:
        RetryLater: The site wants to be left alone.
        EndpointError: It does not answer at all.
    """
    gone: set[str] = set()
    failures = 0
    for address in addresses:
        if not is_same_site(address, site.url) or not site.robots.may_fetch(address):
            continue
        try:
            get_page(site, address)
            failures = 0
        except RetryLater:
            raise
        except EndpointError as error:
            status = error.status if isinstance(error, HttpStatusError) else 0
            failures = 0 if status else failures + 1
            if error.code == "stopped" or failures >= MAX_FAILURES_IN_A_ROW:
                raise
            if status in GONE:
                gone.add(address)
            logger.info("%s is not listed any more: %s", address, error)
    return gone
