"""What is asked and what is answered, in words that no engine owns. Frozen values.

No Django, no engine.
"""

from typing import Literal

import msgspec

FACETS = (
    "license_class", "language", "level", "subject", "resource_type", "offline", "age", "audience",
    "provider", "country", "license", "file_type", "delivery_channel",
    "accessibility_feature", "year",
)  # fmt: skip
"""Fields that engines count and filter by, in the order shown."""
CLASS, OER = "license_class", "oer"
OFFERED_FACETS = (CLASS, OER, *FACETS[1:])
"""What a request may choose in; ``OER`` is asked of engines as classes (``search.openness``)."""

Sort = Literal["relevance", "newest", "downloads", "title"]
MAX_PAGE_SIZE = 100
MAX_QUERY_CHARACTERS = 1000
MAX_HITS = 10_000
"""Pages behind so many are refused: nobody reads them, and each costs what all before it cost."""
MAX_BUCKETS = 200
"""Values of one facet that are counted, the most frequent; chosen ones always are."""


class NamedConcepts(msgspec.Struct, frozen=True):
    """Words of a query that are the label of concepts: records about these match, too."""

    words: tuple[str, ...]
    """Folded, as ``search.analysis.analyze_words`` gives them."""
    concepts: tuple[str, ...]


class SearchQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A request. Values of one facet are alternatives; different facets must all hold."""

    text: str = ""
    """Words as typed; empty finds everything."""
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Pairs (facet of ``OFFERED_FACETS``, chosen values); engines are asked for ``FACETS`` only."""
    sort: Sort = "relevance"
    page: int = 1
    page_size: int = 20
    cursor: str = ""
    """``next_cursor`` of the page before; the page number then counts for nothing."""
    has_facets: bool = True
    """Whether facets are counted, which takes as long as all the rest."""
    counted: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Pairs (facet, values that are counted however rare); found by ``search.services``."""
    reader_languages: tuple[str, ...] = ()
    """BCP 47 tags, best first: records in these rank first among equals."""
    concepts: tuple[NamedConcepts, ...] = ()
    """What is named in the text; found by ``search.services`` before an engine is asked."""
    favored: tuple[tuple[str, float], ...] = ()
    """Pairs (id, score to add): records that match whatever the text says, as those do that mean
    the same in other words. Filters and exclusions hold for them, too."""


class Bucket(msgspec.Struct, frozen=True, kw_only=True):
    """One value of a facet with the number of hits it would give."""

    value: str
    count: int
    is_chosen: bool = False


class Facet(msgspec.Struct, frozen=True, kw_only=True):
    """A facet; its counts ignore the values chosen in itself, so that further ones can be added."""

    name: str
    buckets: tuple[Bucket, ...]


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """One result: the resource's id and how well it fits; the catalogue has the rest."""

    resource_id: str
    score: float = 0.0


class SearchPage(msgspec.Struct, frozen=True, kw_only=True):
    """The answer."""

    count: int
    hits: tuple[Hit, ...] = ()
    facets: tuple[Facet, ...] = ()
    """In the order of ``OFFERED_FACETS``; buckets by falling count."""
    is_relaxed: bool = False
    """No record has all the words; these have most of them."""
    next_cursor: str = ""
    """Asks for the page behind this one, at the same cost however deep; empty on the last page."""
