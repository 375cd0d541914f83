"""Signs that a list will never end. Source: OAI-PMH 2.0, section 3.5.

See also the operator's guide.
"""

from harvester.errors import SourceLoop
from harvester.records import PageHead

MAX_EMPTY_PAGES = 3
"""In a row, each with a token; one or two happen where a source filters its pages."""
MAX_REPEATED_PAGES = 3
"""In a row, each with the very records of a page before it."""
SPARE_RECORDS = 1000
"""A list may grow while it is read by this many records beyond twice its announced size."""


class LoopGuard:
    """Watches the pages of one list."""

    def __init__(self, *, token: str = "", seen: int = 0) -> None:
        """Start watching behind ``token``, with ``seen`` records of the list already stored."""
        self.seen, self.empty_pages, self.repeated_pages = seen, 0, 0
        self.tokens = {hash(token)}
        self.pages: set[int] = set()

    def check(self, page: PageHead) -> None:
        """Take note of a page.

        Raises:
            SourceLoop: The page hands out a token of a page before it, is one empty page too many
                or one too many with records that came before, or the list is far longer than the
                source said.
        """
        listed = len(page.listed) + len(page.rejected)
        self.seen += listed
        self.empty_pages = 0 if listed else self.empty_pages + 1
        self.repeated_pages = self.repeated_pages + 1 if self._is_repeated(page) else 0
        if page.token and hash(page.token) in self.tokens:
            raise loop("the source hands out the same resumption token again")
        if page.token and self.empty_pages >= MAX_EMPTY_PAGES:
            raise loop(f"the source sent {self.empty_pages} pages in a row without a record")
        if page.token and self.repeated_pages >= MAX_REPEATED_PAGES:
            raise loop(f"the source sent the same records {self.repeated_pages + 1} times")
        limit = page.complete_list_size or 0
        is_of_the_list = limit > listed  # some state how many records the page holds
        if page.token and is_of_the_list and self.seen > 2 * limit + SPARE_RECORDS:
            raise loop(f"the source announced {limit} records and has already sent {self.seen}")
        self.tokens.add(hash(page.token))

    def _is_repeated(self, page: PageHead) -> bool:
        """Whether a page lists just what a page before it listed; take note of it."""
        listed = (*[each.identifier for each in page.listed], *[r.digest for r in page.rejected])
        count = len(self.pages)
        self.pages.add(hash(listed))
        return bool(listed) and len(self.pages) == count


def loop(what: str) -> SourceLoop:
    """Give the error in words for the operator."""
    return SourceLoop(
        f"stopped: {what}, so the list would never end",
        advice="what was good is kept; tell the partner, then harvest again",
        code="loop",
    )
