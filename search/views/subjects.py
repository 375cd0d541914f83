"""The facet of subjects as a tree: the broad fields, and what lies below those that were chosen."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from search.concepts.vocabulary import Concept, ancestors
from search.forms import query_string, with_values
from search.queries import Bucket, Facet, SearchQuery
from search.vocabularies.services import label_index


class Branch(msgspec.Struct, frozen=True):
    """A subject to show, and how deep it lies below the broad fields."""

    bucket: Bucket
    depth: int


def branches(facet: Facet) -> list[Branch]:
    """Give the broad fields by falling count, below each what a choice in it has opened.

    A choice shows what is narrower, and on the way to it what lies beside it. Ids that no
    vocabulary knows would tell nobody anything, so they are shown only where they were chosen.
    """
    concepts = label_index().concepts
    opened: set[str] = set()
    for bucket in facet.buckets:
        if bucket.is_chosen:
            opened |= {bucket.value, *ancestors(bucket.value, concepts)}
    below = by_parent(facet.buckets, concepts)
    strangers = [each for each in facet.buckets if each.is_chosen and each.value not in concepts]
    return [*walk(below, "", opened, ()), *(Branch(each, 0) for each in strangers)]


def by_parent(
    buckets: Sequence[Bucket], concepts: Mapping[str, Concept]
) -> dict[str, list[Bucket]]:
    """Give the subjects below each one, those that have none above them below the empty id."""
    below: dict[str, list[Bucket]] = {}
    for bucket in buckets:
        if concept := concepts.get(bucket.value):
            above = [key for key in concept.broader if key in concepts] or [""]
            for parent in above:
                below.setdefault(parent, []).append(bucket)
    return below


def walk(
    below: Mapping[str, Sequence[Bucket]], parent: str, opened: set[str], path: tuple[str, ...]
) -> Iterator[Branch]:
    """Yield what lies below a subject, in depth; circles are cut."""
    for bucket in below.get(parent, ()):
        yield Branch(bucket, len(path))
        if bucket.value in opened and bucket.value not in path:
            yield from walk(below, bucket.value, opened, (*path, bucket.value))


def choosing(query: SearchQuery, value: str) -> str:
    """Give the address parameters with a subject chosen, in place of those above and below it.

    Values of one facet are alternatives: algebra beside mathematics would narrow nothing.
    """
    concepts = label_index().concepts
    above = ancestors(value, concepts)
    kept = [
        one
        for one in dict(query.filters).get("subject", ())
        if one not in above and value not in ancestors(one, concepts) and one != value
    ]
    return query_string(with_values(query, "subject", [*kept, value]))
