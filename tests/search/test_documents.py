"""What of a record reaches the engine."""

from datetime import timedelta

import pytest

from repository.metadata.record import (
    Accessibility,
    AgeRange,
    Contributor,
    DateValue,
    Identifier,
    LicenseFinding,
    ResourceFile,
    Subject,
)
from search.concepts.matching import LabelIndex
from search.concepts.vocabulary import shipped
from search.documents import (
    Deletion,
    DocumentText,
    age_bands,
    is_offline,
    make_document,
    popularity_of,
    title_key,
)
from tests.factories import make_provider, make_resource

LABELS = LabelIndex(shipped())

pytestmark = pytest.mark.django_db


def test_every_part_of_a_record_is_in_its_document():
    resource = make_resource(
        provider=make_provider("open-books", name="Open Books"),
        identifier="oai:books.example:1",
        titles={"en": ("Algebra", "Rings"), "fr": ("Algèbre",)},
        descriptions={"und": ("For beginners",)},
        keywords={"en": ("groups",)},
        languages=("en-GB", "cmn", "en"),
        contributors=(Contributor(name="Emmy Noether"),),
        publishers=("Göttingen Press",),
        identifiers=(Identifier(value="978-3-16-148410-0", scheme="isbn"),),
        subjects=(
            Subject(label="Mathematik", language="de"),
            Subject(label="maths", concept="isced-f:0541"),
        ),
        resource_types=("textbook", "course"),
        educational_levels=("24", "2", "6"),
        audiences=("teacher",),
        delivery_channels=("online",),
        dates=(DateValue(stated="May 2019", value="2019-05"), DateValue(stated="soon")),
        files=(ResourceFile(url="https://books.example/1.pdf", media_type="application/pdf"),),
        accessibility=Accessibility(features=("captions",)),
        license=LicenseFinding(id="CC-BY-4.0", license_class="open"),
    )

    document = make_document(resource, version=7, labels=LABELS)

    assert (document.id, document.version) == (str(resource.id), 7)
    assert document.texts == (
        DocumentText("title", "en", "Algebra"),
        DocumentText("title", "en", "Rings"),
        DocumentText("title", "fr", "Algèbre"),
        DocumentText("keywords", "en", "groups"),
        DocumentText("keywords", "de", "Mathematik"),
        DocumentText("keywords", "und", "maths"),
        DocumentText("text", "und", "For beginners"),
        DocumentText("names", "zxx", "Emmy Noether"),
        DocumentText("names", "zxx", "Göttingen Press"),
        DocumentText("names", "zxx", "Open Books"),
        DocumentText("names", "zxx", "978-3-16-148410-0 9783161484100"),
        DocumentText("names", "zxx", "oai:books.example:1"),
    )
    assert document.facets == {
        "license_class": ("open",),
        "license": ("CC-BY-4.0",),
        "language": ("en", "zh"),
        "resource_type": ("textbook", "course"),
        "level": ("2", "6"),
        "provider": ("open-books",),
        "audience": ("teacher",),
        "delivery_channel": ("online",),
        "file_type": ("pdf",),
        "offline": ("yes",),
        "accessibility_feature": ("captions",),
        "subject": ("algebra", "isced-f:0541", "isced-f:05"),
        "year": ("2019",),
    }
    assert document.concepts == ("algebra", "algebra", "isced-f:0541")


def test_the_country_is_that_of_the_provider_and_unknown_where_it_is_not_told():
    told = make_resource("Told", provider=make_provider("a", country="ZA"))
    untold = make_resource("Untold", provider=make_provider("b"))

    assert make_document(told, version=1, labels=LABELS).facets["country"] == ("ZA",)
    assert "country" not in make_document(untold, version=1, labels=LABELS).facets


def test_a_record_that_says_little_has_few_values():
    document = make_document(make_resource("Untitled"), version=1, labels=LABELS)

    assert document.facets == {"license_class": ("unknown",), "provider": ("partner",)}


@pytest.mark.parametrize(
    ("low", "high", "bands"),
    [
        (None, None, ()),
        (7, 7, ("6-8",)),
        (8, 12, ("6-8", "9-11", "12-14")),
        (16, None, ("15-17", "18-120")),
        (None, 4, ("0-2", "3-5")),
        (12, 9, ()),
    ],
)
def test_ages_fall_into_every_band_they_reach_into(low, high, bands):
    assert age_bands(AgeRange(low=low, high=high, stated="x")) == bands


@pytest.mark.parametrize(
    ("fields", "offline"),
    [
        ({}, False),
        ({"delivery_channels": ("online",)}, False),
        ({"delivery_channels": ("online", "print")}, True),
        ({"files": (ResourceFile(url="https://x.example/1"),)}, False),
        ({"files": (ResourceFile(url="https://x.example/1", media_type="text/html"),)}, False),
    ],
)
def test_what_is_not_known_to_be_of_use_offline_is_not_said_to_be(fields, offline):
    assert is_offline(make_resource("A", **fields).metadata) is offline


def test_a_withdrawn_record_is_a_deletion():
    resource = make_resource("Algebra", withdrawn=True)

    assert make_document(resource, version=3, labels=LABELS) == Deletion(str(resource.id), 3)


def test_a_newer_datestamp_is_more_recent_and_equal_ones_differ():
    older, newer = make_resource("a"), make_resource("b")
    newer.datestamp = older.datestamp.replace(year=older.datestamp.year + 1)
    equal = make_resource("c")
    equal.datestamp = older.datestamp

    recency = {
        each.title: make_document(each, version=1, labels=LABELS).recency
        for each in (older, newer, equal)
    }

    assert recency["b"] > max(recency["a"], recency["c"])
    assert recency["a"] != recency["c"]
    assert recency["b"] < 2**63


@pytest.mark.parametrize(
    ("title", "key"),
    [("“The” Éclair!", "the eclair"), ("  2 Ways", "2 ways"), ("光合作用", "光合作用"), ("", "")],
)
def test_titles_sort_by_their_words(title, key):
    assert title_key(title) == key


def test_popularity_is_ordered_by_downloads_then_by_datestamp():
    older, newer = make_resource("Older"), make_resource("Newer")
    older.datestamp = newer.datestamp - timedelta(seconds=1)

    assert popularity_of(newer, 0) > popularity_of(older, None)
    assert popularity_of(older, 1) > popularity_of(newer, 0)
    assert popularity_of(older, 10**12) > popularity_of(newer, 10**7)
    assert popularity_of(newer, 10**12) < 2**63
