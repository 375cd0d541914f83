"""Counts of facets as every engine answers them."""

from collections.abc import Mapping, Sequence

from search.queries import FACETS, MAX_BUCKETS, Bucket, Facet, SearchQuery

Filters = Sequence[tuple[str, tuple[str, ...]]]


def make_facets(counts: Mapping[str, Mapping[str, int]], query: SearchQuery) -> tuple[Facet, ...]:
    """Give all facets in their order; what was not counted has only the chosen values.

    Args:
        counts: Facet -> value -> number of hits that choosing the value would give.
        query: What is chosen in it, and wanted however rare, is counted in any case.
    """
    chosen, wanted = chosen_values(query.filters), chosen_values(query.counted)
    return tuple(
        Facet(
            name=facet,
            buckets=_buckets(
                counts.get(facet, {}), chosen.get(facet, ()), wanted=wanted.get(facet, ())
            ),
        )
        for facet in FACETS
    )


def chosen_values(filters: Filters) -> dict[str, tuple[str, ...]]:
    """Give the facets in which anything was chosen."""
    return {facet: values for facet, values in filters if values}


def rare_values(query: SearchQuery, facet: str) -> tuple[str, ...]:
    """Give the values of a facet that are counted even if they are not among the most frequent."""
    chosen, wanted = chosen_values(query.filters), chosen_values(query.counted)
    return tuple(dict.fromkeys((*chosen.get(facet, ()), *wanted.get(facet, ()))))


def _buckets(
    counts: Mapping[str, int], chosen: Sequence[str], *, wanted: Sequence[str]
) -> tuple[Bucket, ...]:
    """Give the most frequent values, and those always counted, by falling count, then by name."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MAX_BUCKETS]
    shown = dict(ordered) | {value: counts[value] for value in wanted if counts.get(value)}
    shown |= {value: counts.get(value, 0) for value in chosen}
    return tuple(
        Bucket(value=value, count=count, is_chosen=value in chosen)
        for value, count in sorted(shown.items(), key=lambda pair: (-pair[1], pair[0]))
    )
