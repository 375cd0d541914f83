"""Kinds of relations."""

from typing import get_args

import pytest

from repository.metadata.record import RelationKind
from repository.metadata.relations import relation_kind


@pytest.mark.parametrize(
    ("stated", "kind"),
    [("ispartof", "is-part-of"), ("dcterms:isPartOf", "is-part-of"),
     ("http://schema.org/isBasedOn", "is-based-on"), ("cites", "references"),
     ("translationOfWork", "is-translation-of"), ("IsNewVersionOf", "is-version-of"),
     ("friend of", "related"), ("", "related")],
)  # fmt: skip
def test_a_kind_is_read(stated, kind):
    assert relation_kind(stated) == kind


@pytest.mark.parametrize("kind", get_args(RelationKind))
def test_a_kind_of_the_record_reads_as_itself(kind):
    assert relation_kind(kind) == kind
