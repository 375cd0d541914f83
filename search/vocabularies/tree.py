"""Subjects as a tree: which of them a page of it shows, however few records they have."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from search.concepts.matching import LabelIndex
from search.concepts.vocabulary import THING, ancestors
from search.vocabularies.services import label_index


def subjects_in_sight(chosen: Iterable[str]) -> tuple[str, ...]:
    """Give the broadest subjects, and what lies below the chosen ones and those above them.

    A vocabulary may have thousands, so engines count the most frequent ones, and these: else a
    broad subject that few records have would be missing, with all that is below it.
    """
    labels = label_index()
    below = _below(labels)
    opened = {""}
    for key in chosen:
        opened |= {key, *ancestors(key, labels.concepts)}
    return tuple(sorted({key for parent in opened for key in below.get(parent, ())}))


@lru_cache(maxsize=1)
def _below(labels: LabelIndex) -> Mapping[str, tuple[str, ...]]:
    """Give the ids below each subject, those with nothing above them below the empty id."""
    found: dict[str, list[str]] = {}
    for key, concept in labels.concepts.items():
        if key.startswith(THING):
            continue  # no record is listed under these
        for parent in [each for each in concept.broader if each in labels.concepts] or [""]:
            found.setdefault(parent, []).append(key)
    return {parent: tuple(keys) for parent, keys in found.items()}
