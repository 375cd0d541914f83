"""JSON-LD however it is written: which node is read, by which reader, and nothing else raises."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.crosswalks import crosswalk
from harvester.errors import RecordError
from harvester.json_ld.documents import AMB, SCHEMA_ORG
from harvester.json_ld.values import JsonObject
from harvester.records import Stated
from tests.corpus import corpus_path
from tests.harvester.crosswalks.golden import golden_cases, parsed

EXAMPLES = ("jsonld", "dini-ag-kim__amb", "20231019", "examples")
WORK = {"@type": "LearningResource", "name": "Stars"}


@pytest.mark.parametrize(
    ("document", "namespace"),
    [
        ({"@context": "http://schema.org"}, SCHEMA_ORG),
        ({"@context": "https://schema.org/"}, SCHEMA_ORG),
        ({"@context": {"@vocab": "http://schema.org/"}}, SCHEMA_ORG),
        ({"@context": ["https://schema.org", {"@language": "de"}]}, SCHEMA_ORG),
        ({"@graph": [{"@context": "https://schema.org"}]}, SCHEMA_ORG),
        (
            {"@context": ["https://w3id.org/kim/amb/context.jsonld", "https://schema.org"]},
            AMB,
        ),
        ({"@context": "https://www.w3.org/ns/activitystreams"}, ""),
        ({}, ""),
    ],
)
def test_namespace_of_json_is_told_by_its_contexts(document: JsonObject, namespace: str):
    assert parsed(document).namespace == namespace


@pytest.mark.parametrize(
    "document",
    [
        WORK,
        {"@graph": [{"@type": "Organization", "name": "A school"}, WORK]},
        {"@type": "WebPage", "name": "A page", "mainEntity": WORK},
        {"@type": "http://schema.org/Course", "schema:name": "Stars"},
        {"@type": "Course", "@id": [None], "name": "Stars"},
        {"@type": ["CreativeWork"], "name": "Stars", "license": "CC0"},
        {
            "@graph": [
                {"@type": "Article", "name": "About stars", "license": "CC0"},
                WORK,
            ]
        },
        {
            "@id": "https://oer.example.org/2",
            "@graph": [
                {"@type": "Course", "@id": "https://oer.example.org/1", "name": "Moons"},
                {"@type": "Course", "url": "https://oer.example.org/2", "name": "Stars"},
            ],
        },
        {
            "@graph": [
                {"@type": "Course", "name": "Moons"},
                {"@type": "Course", "@id": "#2", "name": "Stars"},
                {"@type": "WebPage", "mainEntity": {"@id": "#2"}},
            ]
        },
    ],
)
def test_crosswalk_reads_the_node_that_the_document_is_about(document: JsonObject):
    assert crosswalk(parsed(document)).titles == (Stated("Stars"),)


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"@type": "Organization", "name": "A school"},
        {"@type": "Article", "name": "News"},
        {"@graph": []},
        {"@type": "Article", "license": None},
    ],
)
def test_crosswalk_without_a_learning_resource_says_so(document: JsonObject):
    with pytest.raises(RecordError, match="no learning resource") as caught:
        crosswalk(parsed(document))

    assert caught.value.stage == "crosswalk"


@pytest.mark.parametrize(
    "stated",
    [
        "https://creativecommons.org/licenses/by/4.0/",
        ["https://creativecommons.org/licenses/by/4.0/"],
        {"@id": "https://creativecommons.org/licenses/by/4.0/"},
        {"id": "https://creativecommons.org/licenses/by/4.0/", "name": "CC BY"},
        {"@type": "CreativeWork", "url": "https://creativecommons.org/licenses/by/4.0/"},
        {"@list": [{"@value": "https://creativecommons.org/licenses/by/4.0/"}]},
    ],
)
def test_license_is_read_however_it_is_written(stated: Any):
    read = crosswalk(parsed({**WORK, "license": stated}))

    assert read.rights == ("https://creativecommons.org/licenses/by/4.0/",)


@pytest.mark.parametrize(
    ("stated", "languages"),
    [
        ("sw", ("sw",)),
        (["sw", "en"], ("sw", "en")),
        ({"@type": "Language", "name": "Swahili", "alternateName": "sw"}, ("sw",)),
        ({"@type": "Language", "name": "Swahili"}, ("Swahili",)),
        ([{"@id": "http://lexvo.org/id/iso639-3/swa"}], ("http://lexvo.org/id/iso639-3/swa",)),
    ],
)
def test_language_is_a_tag_or_an_object(stated: Any, languages: tuple[str, ...]):
    assert crosswalk(parsed({**WORK, "inLanguage": stated})).languages == languages


def test_crosswalk_of_references_in_a_circle_ends():
    document = {
        "@graph": [
            {**WORK, "@id": "#1", "author": {"@id": "#2"}, "isPartOf": {"@id": "#1"}},
            {"@id": "#2", "@type": "Person", "name": {"@id": "#3"}},
            {"@id": "#3", "name": {"@id": "#2"}},
        ]
    }

    assert crosswalk(parsed(document)).contributors == ()


def test_crosswalk_of_references_that_multiply_is_refused():
    ring = [
        {"@id": f"#{here}", "name": [{"@id": f"#{there}"} for there in range(100)] * 9}
        for here in range(100)
    ]

    with pytest.raises(RecordError, match="without end"):
        crosswalk(parsed({"@graph": [{**WORK, "author": {"@id": "#1"}}, *ring]}))


@pytest.mark.parametrize("kind", ["valid", "invalid"])
def test_amb_examples_of_the_corpus_give_titles(kind: str):
    seen = 0

    for path in sorted(corpus_path(*EXAMPLES, kind).glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        assert crosswalk(parsed(document)).titles, path
        seen += 1

    assert seen >= 30


DOCUMENTS = [case.record.metadata for name in ("schema_org", "amb") for case in golden_cases(name)]
KEYS = sorted({key for one in DOCUMENTS for key in one} | {"@list", "@set", "@value", "@language"})
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["", " \n", "de", "#1"])
)
JUNK = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(
    document=st.sampled_from(DOCUMENTS),
    changes=st.dictionaries(st.sampled_from(KEYS), JUNK, max_size=6),
    wrapped=st.booleans(),
)
def test_crosswalk_of_disturbed_json_gives_trimmed_texts_or_refuses(
    document: JsonObject, changes: JsonObject, wrapped: bool
):
    disturbed = {**document, **changes}

    try:
        stated = crosswalk(parsed({"@graph": [disturbed, changes]} if wrapped else disturbed))
    except RecordError:
        return

    texts = list(texts_in(msgspec.to_builtins(stated)))
    assert texts == [text.strip() for text in texts]
    assert all(contributor.name for contributor in stated.contributors)
    assert all(subject.label or subject.id for subject in stated.subjects)
    assert all(stated.identifiers)
    assert all(stated.rights)


def texts_in(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    items = value.values() if isinstance(value, dict) else value
    return [text for item in items for text in texts_in(item)]
