"""Resource types as partners name them."""

import csv
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repository.metadata.record import ResourceType
from repository.metadata.types import normalize_type
from repository.metadata.vocabulary import read_table
from tests.corpus import corpus_path


@pytest.mark.parametrize(
    ("stated", "types"),
    [
        ("MovingImage", ("video",)),
        ("http://purl.org/dc/dcmitype/Dataset", ("dataset",)),
        ("narrative text", ("text",)),
        ("self assessment", ("assessment",)),
        ("https://w3id.org/kim/hcrt/drill_and_practice", ("exercise",)),
        ("http://purl.org/dcx/lrmi-vocabs/learningResourceType/lessonPlan", ("lesson-plan",)),
        ("http://purl.org/coar/resource_type/c_12ce", ("video",)),
        ("https://purl.org/coar/resource_type/c_2df8fbb1", ("article",)),
        ("info:eu-repo/semantics/doctoralThesis", ("thesis",)),
        ("doc-type:doctoralThesis", ("thesis",)),
        ("publication-article", ("article",)),
        ("informatiebron", ("reference",)),
        ("lesson_plan", ("lesson-plan",)),
        ("Arbeitsblatt", ("worksheet",)),
        ("учебник", ("textbook",)),
        ("教案", ("lesson-plan",)),
        ("hadithi", ("story",)),
        ("Photographs", ("image",)),
        ("Lesson/Lesson Plan", ("lesson-plan",)),
        ("Journal (Paginated)", ("collection",)),
        ("Revue / Journal", ("collection",)),
        ("Sound ; Text", ("audio", "text")),
        ("video/mp4", ("video",)),
        ("other", ("other",)),
        # known to name no kind of resource
        ("application/pdf", ()),
        ("info:eu-repo/semantics/publishedVersion", ()),
        ("PeerReviewed", ()),
        ("http://purl.edustandaard.nl/vdex_learningresourcetype_czp_20060628.xml", ()),
        # unknown
        ("Blind tooled bindings (Binding)", None),
        ("", None),
    ],
)
def test_a_type_is_read(stated, types):
    assert normalize_type(stated) == types


def test_the_table_knows_only_types_of_the_record():
    table = read_table("resource-types.toml")

    assert set(table["words"]) == {*get_args(ResourceType), "-"}
    assert set(table["coar"]) <= set(get_args(ResourceType))


def test_most_types_of_real_records_are_known():
    with corpus_path("type-values.tsv").open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened, delimiter="\t"))

    total = sum(int(row["count"]) for row in rows)
    unknown = sum(int(row["count"]) for row in rows if normalize_type(row["value"]) is None)

    assert unknown / total < 0.03


@given(st.text())
def test_no_type_raises(stated):
    read = normalize_type(stated)

    assert read is None or set(read) <= set(get_args(ResourceType))
