"""Signs that a list will never end. Source: OAI-PMH 2.0, section 3.5.

See also the operator's guide.
"""

from harvester.errors import SourceLoop
from harvester.records import PageHead

MAX_EMPTY_PAGES = 3
"""In a row, each with a token; one or two happen where a source filters its pages."""
SPARE_RECORDS = 1000
"""A list may grow while it is read by this many records beyond twice its announced size."""


class LoopGuard:
    """Watches the pages of one list."""

    def __init__(self, *, token: str = "", seen: int = 0) -> None:
        """Start watching behind ``token``, with ``seen`` records of the list already stored."""
        self.token, self.seen, self.empty_pages = token, seen, 0

    def check(self, page: PageHead) -> None:
        """Take note of a page.

        Raises:
            SourceLoop: The page hands out the token it was asked with, or is one empty page too
                many, or the list is far longer than the source said.
        """
        listed = len(page.listed) + len(page.rejected)
        self.seen += listed
        self.empty_pages = 0 if listed else self.empty_pages + 1
        if page.token and page.token == self.token:
            raise loop("the source hands out the same resumption token again")
        if page.token and self.empty_pages >= MAX_EMPTY_PAGES:
            raise loop(f"the source sent {self.empty_pages} pages in a row without a record")
        limit = page.complete_list_size
        if page.token and limit and self.seen > 2 * limit + SPARE_RECORDS:
            raise loop(f"the source announced {limit} records and has already sent {self.seen}")
        self.token = page.token


def loop(what: str) -> SourceLoop:
    """Give the error in words for the operator."""
    return SourceLoop(
        f"stopped: {what}, so the list would never end",
        advice="what was good is kept; tell the partner, then harvest again",
        code="loop",
    )
