"""Whether works count as open educational resources, as a facet that no engine knows.

It is asked and counted by the classes of licences, so that a change of the operator's setting holds
at once, without a new index.
"""

from collections.abc import Iterable, Iterator

import msgspec

from licensing.definitions import is_oer
from licensing.licenses import LicenseClass
from search.queries import CLASS, OER, OFFERED_FACETS, Bucket, Facet, SearchPage, SearchQuery

ANSWERS = ("yes", "no", "unknown")
NO_CLASS = ("-",)
"""Asked for where the choices exclude each other: no record has it."""


def by_class(query: SearchQuery) -> SearchQuery:
    """Give the query as engines know it: what is chosen here becomes a choice of classes."""
    chosen = dict(query.filters)
    if not (answers := chosen.pop(OER, ())):
        return query
    classes = allowed(answers)
    if asked := chosen.get(CLASS):
        classes = tuple(each for each in asked if each in classes)
    chosen[CLASS] = classes or NO_CLASS
    return msgspec.structs.replace(query, filters=tuple(chosen.items()))


def with_openness(page: SearchPage, query: SearchQuery) -> SearchPage:
    """Give the answer to ``by_class(query)`` as one to the query: its choices, and this facet.

    As in every facet, counts ignore what is chosen in the facet itself, and only that.
    """
    found = {facet.name: facet for facet in page.facets}
    if CLASS not in found:
        return page
    chosen = dict(query.filters)
    counts = {bucket.value: bucket.count for bucket in found[CLASS].buckets}
    found[CLASS] = Facet(name=CLASS, buckets=class_buckets(counts, chosen))
    found[OER] = Facet(name=OER, buckets=tuple(oer_buckets(counts, chosen)))
    facets = tuple(found[name] for name in OFFERED_FACETS if name in found)
    return msgspec.structs.replace(page, facets=facets)


def allowed(answers: Iterable[str]) -> tuple[str, ...]:
    """Give the classes to which one of the answers applies."""
    wanted = set(answers)
    return tuple(str(each) for each in LicenseClass if is_oer(each) in wanted)


def class_buckets(counts: dict[str, int], chosen: dict[str, tuple[str, ...]]) -> tuple[Bucket, ...]:
    """Give the classes that remain under what is chosen here, and all chosen ones."""
    asked = chosen.get(CLASS, ())
    remaining = set(allowed(chosen.get(OER) or ANSWERS))
    shown = {value: count for value, count in counts.items() if count and value in remaining}
    shown |= {value: shown.get(value, 0) for value in asked}
    return tuple(
        Bucket(value=value, count=count, is_chosen=value in asked)
        for value, count in sorted(shown.items(), key=lambda pair: (-pair[1], pair[0]))
    )


def oer_buckets(counts: dict[str, int], chosen: dict[str, tuple[str, ...]]) -> Iterator[Bucket]:
    """Yield the answers that some record under the chosen classes has, and all chosen ones."""
    asked, answers = chosen.get(CLASS) or tuple(counts), chosen.get(OER, ())
    for answer in dict.fromkeys((*ANSWERS, *answers)):
        count = sum(counts.get(value, 0) for value in asked if is_oer(value) == answer)
        if count or answer in answers:
            yield Bucket(value=answer, count=count, is_chosen=answer in answers)
