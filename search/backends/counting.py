"""Counts of facets as every engine answers them."""

from collections.abc import Mapping, Sequence

from search.queries import FACETS, MAX_BUCKETS, Bucket, Facet

Filters = Sequence[tuple[str, tuple[str, ...]]]


def make_facets(counts: Mapping[str, Mapping[str, int]], filters: Filters) -> tuple[Facet, ...]:
    """Give all facets in their order; what was not counted has only the chosen values.

    Args:
        counts: Facet -> value -> number of hits that choosing the value would give.
        filters: Those of the query.
    """
    chosen = chosen_values(filters)
    return tuple(
        Facet(name=facet, buckets=_buckets(counts.get(facet, {}), chosen.get(facet, ())))
        for facet in FACETS
    )


def chosen_values(filters: Filters) -> dict[str, tuple[str, ...]]:
    """Give the facets in which anything was chosen."""
    return {facet: values for facet, values in filters if values}


def _buckets(counts: Mapping[str, int], chosen: Sequence[str]) -> tuple[Bucket, ...]:
    """Give the most frequent values, and all chosen ones, by falling count and then by name."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MAX_BUCKETS]
    shown = dict(ordered) | {value: counts.get(value, 0) for value in chosen}
    return tuple(
        Bucket(value=value, count=count, is_chosen=value in chosen)
        for value, count in sorted(shown.items(), key=lambda pair: (-pair[1], pair[0]))
    )
