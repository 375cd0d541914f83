"""Import vocabularies, and give the labels of all of them to whoever reads texts."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from django.db import transaction
from django.db.models import Max

from search import folding
from search.concepts.matching import LabelIndex
from search.concepts.vocabulary import Concept, shipped
from search.models import Vocabulary, VocabularyConcept
from search.vocabularies.skos import Scheme, read_scheme

AGREEING_LANGUAGES = 2
"""In so many languages two concepts have to be called alike to be held for the same."""
CHECK_SECONDS = 30

_loaded: tuple[object, LabelIndex] | None = None
_checked_at = 0.0


def label_index() -> LabelIndex:
    """Give the labels of all vocabularies; an import is seen within ``CHECK_SECONDS``."""
    global _loaded, _checked_at  # noqa: PLW0603 - one index for the process, made when first wanted
    if _loaded is None or time.monotonic() > _checked_at + CHECK_SECONDS:
        _checked_at = time.monotonic()
        state = Vocabulary.objects.aggregate(latest=Max("imported_at"))["latest"]
        if _loaded is None or _loaded[0] != state:
            _loaded = (state, LabelIndex(all_concepts()))
    return _loaded[1]


def forget() -> None:
    """Read the vocabularies again when they are wanted next."""
    global _loaded  # noqa: PLW0603 - see ``label_index``
    _loaded = None


def all_concepts() -> Mapping[str, Concept]:
    """Give the concepts of all vocabularies by id."""
    rows = VocabularyConcept.objects.values_list("concept_json", flat=True)
    imported = [msgspec.json.decode(row, type=Concept) for row in rows.iterator()]
    return {**{concept.id: concept for concept in imported}, **shipped()}


def import_vocabulary(path: Path) -> Vocabulary:
    """Read a SKOS file and keep its concepts; an earlier import of the same scheme is replaced.

    Records get the new concepts when the index is built anew.

    Raises:
        VocabularyUnreadable: See ``read_scheme``; what was imported before stays.
    """
    return keep(read_scheme(path))


@transaction.atomic
def keep(scheme: Scheme) -> Vocabulary:
    """Keep the concepts of a scheme instead of those kept of it before."""
    vocabulary, _is_new = Vocabulary.objects.update_or_create(
        uri=scheme.uri[:500],
        defaults={
            "title": scheme.title[:300],
            "concept_count": len(scheme.concepts),
            "imported_at": datetime.now(UTC),
        },
    )
    vocabulary.concepts.all().delete()
    known = names_of(shipped())
    VocabularyConcept.objects.bulk_create(
        (
            VocabularyConcept(
                vocabulary=vocabulary,
                uri=concept.id,
                concept_json=msgspec.json.encode(linked(concept, known)).decode(),
            )
            for concept in scheme.concepts
        ),
        batch_size=500,
    )
    forget()
    return vocabulary


Names = dict[tuple[str, str], set[str]]


def names_of(concepts: Mapping[str, Concept]) -> Names:
    """Give the ids of concepts by (language, folded label)."""
    names: Names = {}
    for key, concept in concepts.items():
        for language, labels in concept.labels.items():
            for label in labels:
                names.setdefault((language, folding.fold(label)), set()).add(key)
    return names


def linked(concept: Concept, known: Names) -> Concept:
    """Give the concept with the one known concept first that is called alike in most languages."""
    counts: dict[str, int] = {}
    for language, labels in concept.labels.items():
        for key in known.get((language, folding.fold(labels[0])), ()):
            counts[key] = counts.get(key, 0) + 1
    best = max(sorted(counts), key=counts.__getitem__, default="")
    if not best or counts[best] < AGREEING_LANGUAGES:
        return concept
    return msgspec.structs.replace(concept, same_as=(best, *concept.same_as))
