"""From what a source states to the canonical record."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.errors import RecordError
from harvester.normalize import normalize
from harvester.records import (
    MetadataIssue,
    SourceMetadata,
    Stated,
    StatedContributor,
    StatedDate,
    StatedFile,
    StatedRelation,
    StatedSubject,
)
from repository.metadata.record import (
    Accessibility,
    AgeRange,
    Competency,
    Contributor,
    DateValue,
    Duration,
    Identifier,
    LicenseFinding,
    Relation,
    ResourceFile,
    ResourceMetadata,
    Subject,
    from_json,
    to_json,
)
from repository.metadata.texts import clean_text


def metadata_of(**stated) -> ResourceMetadata:
    return normalize(SourceMetadata(titles=(Stated("Cells", "en"),), **stated)).metadata


def issues_of(**stated) -> set[tuple[str, str]]:
    source = SourceMetadata(
        titles=(Stated("Cells", "en"),), **{"identifiers": ("https://example.org/1",), **stated}
    )
    issues = {(issue.code, issue.stated) for issue in normalize(source).issues}
    return issues - {("no-license", "")}


def test_a_full_record_is_normalized_field_by_field():
    source = SourceMetadata(
        titles=(Stated("Fractions &amp; water", "eng"), Stated("Les fractions", "fre")),
        descriptions=(Stated("<p>Six lessons.</p>", "en"),),
        keywords=(Stated("fractions", "en"),),
        languages=("eng", "fre; eng"),
        contributors=(
            StatedContributor(name="Otieno, G. <g@example.org>", role="author", kind="person"),
            StatedContributor(name="g@example.org", role="editor"),
        ),
        publishers=(" Open  School ", "Open School"),
        dates=(StatedDate(text="12 mai 2019"), StatedDate(text="ca. 2017", kind="created")),
        types=("lesson plan", "application/pdf"),
        levels=("school",),
        audiences=("teacher",),
        age_ranges=("8-10",),
        subjects=(StatedSubject(label="Mathematics", language="en"),),
        delivery_channels=("online",),
        durations=("PT4H30M",),
        running_times=("00:12:40",),
        media_types=("application/pdf", "482133 bytes"),
        identifiers=("https://example.org/f", "https://example.org/f.pdf", "doi:10.1234/F"),
        relations=(StatedRelation(kind="isBasedOn", target="doi:10.1234/oer.12"),),
        rights=("CC BY-SA 4.0",),
        access=("info:eu-repo/semantics/openAccess",),
        competencies=(StatedSubject(label="KA.3"),),
        accessibility=(("accessMode", "textual"),),
    )

    record = normalize(source)

    assert record.issues == ()
    assert record.metadata == ResourceMetadata(
        titles={"en": ("Fractions & water",), "fr": ("Les fractions",)},
        descriptions={"en": ("Six lessons.",)},
        keywords={"en": ("fractions",)},
        languages=("en", "fr"),
        contributors=(Contributor(name="Otieno, G.", kind="person"),),
        publishers=("Open School",),
        dates=(
            DateValue(value="2019-05-12", precision="day", stated="12 mai 2019"),
            DateValue(
                kind="created",
                value="2017~",
                precision="year",
                is_uncertain=True,
                stated="ca. 2017",
            ),
        ),
        resource_types=("lesson-plan",),
        types_stated=("lesson plan", "application/pdf"),
        educational_levels=("1", "2", "3"),
        levels_stated=("school",),
        age_ranges=(AgeRange(low=8, high=10),),
        audiences=("teacher",),
        subjects=(Subject(label="Mathematics", language="en", concept="isced-f:0541"),),
        delivery_channels=("online",),
        accessibility=Accessibility(access_modes=("textual",)),
        competencies=(
            Competency(code="ictcft3:KA.3", label="ICT-enhanced Teaching", framework="ictcft3"),
        ),
        durations=(
            Duration(seconds=16200, stated="PT4H30M"),
            Duration(seconds=760, kind="running-time", stated="00:12:40"),
        ),
        url="https://example.org/f",
        files=(
            ResourceFile(
                url="https://example.org/f.pdf", media_type="application/pdf", size_bytes=482133
            ),
        ),
        identifiers=(
            Identifier(value="https://example.org/f", scheme="uri"),
            Identifier(value="https://example.org/f.pdf", scheme="uri"),
            Identifier(value="10.1234/f", scheme="doi"),
        ),
        relations=(Relation(kind="is-based-on", target="https://doi.org/10.1234/oer.12"),),
        rights_statements=("CC BY-SA 4.0", "info:eu-repo/semantics/openAccess"),
        license=record.metadata.license,
        access="access:open",
    )
    assert record.metadata.license.id == "CC-BY-SA-4.0"


def test_a_record_without_a_title_is_refused_with_advice():
    with pytest.raises(RecordError, match="no title: add at least one dc:title") as caught:
        normalize(SourceMetadata(titles=(Stated(" <br/> "),), identifiers=("https://example.org",)))

    assert caught.value.stage == "normalize"


@pytest.mark.parametrize(
    ("languages", "tag"),
    [(("fre",), "fr"), (("fre", "eng"), "und"), (("mul",), "und"), ((), "und"), (("wxyz",), "und")],
)  # fmt: skip
def test_untagged_text_is_in_the_only_language_that_the_record_declares(languages, tag):
    source = SourceMetadata(titles=(Stated("Les fractions"),), languages=languages)

    assert normalize(source).metadata.titles == {tag: ("Les fractions",)}


@pytest.mark.parametrize(
    ("stated", "tag"), [("x-none", "und"), ("nonsense!", "und"), ("fr_CA", "fr-CA")]
)
def test_a_tag_of_a_text_is_read_as_stated(stated, tag):
    source = SourceMetadata(titles=(Stated("Les fractions", stated),), languages=("en",))

    assert normalize(source).metadata.titles == {tag: ("Les fractions",)}


def test_doubles_are_dropped_and_the_order_is_kept():
    source = SourceMetadata(
        titles=(Stated("B", "en"), Stated("A", "en"), Stated("B", "eng")),
        subjects=(StatedSubject(label="Z"), StatedSubject(label="Y"), StatedSubject(label="Z ")),
    )

    metadata = normalize(source).metadata

    assert metadata.titles == {"en": ("B", "A")}
    assert [subject.label for subject in metadata.subjects] == ["Z", "Y"]


def test_undetermined_gives_way_to_a_language_that_is_named():
    assert metadata_of(languages=("other", "en")).languages == ("en",)
    assert metadata_of(languages=("other",)).languages == ("und",)


@pytest.mark.parametrize(
    ("stated", "issue"),
    [
        ({"languages": ("gibberish!",)}, ("unknown-language", "gibberish!")),
        ({"dates": (StatedDate(text="2019-02-30"),)}, ("unreadable-date", "2019-02-30")),
        ({"types": ("Blind tooled bindings",)}, ("unknown-type", "Blind tooled bindings")),
        ({"levels": ("Level 2",)}, ("unknown-level", "Level 2")),
        ({"audiences": ("dragons",)}, ("unknown-audience", "dragons")),
        ({"age_ranges": ("old",)}, ("unreadable-age", "old")),
        ({"durations": ("long",)}, ("unreadable-duration", "long")),
        ({"delivery_channels": ("pigeon",)}, ("unknown-channel", "pigeon")),
        ({"identifiers": ("shelf 7",)}, ("no-landing-page", "")),
        ({"files": (StatedFile(url="ftp://a.org/a"),)}, ("bad-address", "ftp://a.org/a")),
        ({"rights": ("Ask the author.",)}, ("unknown-license", "Ask the author.")),
        ({"rights": ("CC BY 4.0", "CC0")}, ("license-conflict", "CC-BY-4.0, CC0-1.0")),
        (
            {"accessibility": (("accessibilityFeature", "rainbow"),)},
            ("unknown-accessibility-term", "accessibilityFeature: rainbow"),
        ),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_an_issue(stated, issue):
    assert issues_of(**stated) == {issue}


def test_a_record_without_rights_says_so_once():
    issues = normalize(
        SourceMetadata(titles=(Stated("Cells"),), identifiers=("doi:10.1234/x",))
    ).issues

    assert issues == (MetadataIssue(code="no-license", field="rights_statements"),)


def test_what_is_not_understood_is_kept_as_stated():
    metadata = metadata_of(
        types=("Blind tooled bindings",),
        levels=("Level 2",),
        dates=(StatedDate(text="sometime"),),
        age_ranges=("old",),
        durations=("long",),
        rights=("Ask  the author.",),
    )

    assert metadata.types_stated == ("Blind tooled bindings",)
    assert metadata.levels_stated == ("Level 2",)
    assert metadata.dates == (DateValue(stated="sometime"),)
    assert metadata.age_ranges == (AgeRange(stated="old"),)
    assert metadata.durations == (Duration(stated="long"),)
    assert metadata.rights_statements == ("Ask  the author.",)
    assert metadata.license.id == ""


def test_an_unfilled_duration_is_left_out():
    assert metadata_of(durations=("PT0S", "00:00:00")).durations == ()


def test_a_level_may_be_stated_as_an_audience_and_a_channel_as_a_level():
    metadata = metadata_of(audiences=("Undergraduate", "teacher"), levels=("presencial",))

    assert metadata.educational_levels == ("6",)
    assert metadata.audiences == ("teacher",)
    assert metadata.delivery_channels == ("face-to-face",)
    assert issues_of(audiences=("Undergraduate",), levels=("presencial",)) == set()


def test_a_media_type_tells_the_type_only_where_no_type_is_stated():
    assert metadata_of(media_types=("video/mp4",)).resource_types == ("video",)
    assert metadata_of(media_types=("video/mp4",), types=("lecture",)).resource_types == (
        "lecture",
    )
    assert metadata_of(media_types=("application/pdf",)).resource_types == ()


def test_the_end_of_an_embargo_is_when_the_resource_is_available():
    stated = "info:eu-repo/date/embargoEnd/2085-11-01"

    (date,) = metadata_of(dates=(StatedDate(text=stated),)).dates

    assert (date.kind, date.value) == ("available", "2085-11-01")


def test_an_address_listed_as_file_that_is_a_page_is_the_landing_page():
    metadata = metadata_of(
        files=(
            StatedFile(url="https://example.org/1", media_type="text/html"),
            StatedFile(url="https://example.org/1.epub", media_type="EPUB", size="1.2 MB"),
        )
    )

    assert metadata.url == "https://example.org/1"
    assert metadata.files == (
        ResourceFile(
            url="https://example.org/1.epub",
            media_type="application/epub+zip",
            size_bytes=1_200_000,
        ),
    )


def test_a_format_may_name_a_file_and_formats_of_several_files_stay_apart():
    metadata = metadata_of(
        media_types=(
            "application/pdf https://example.org/a.pdf",
            "image/jpeg https://example.org/b",
        )
    )

    assert metadata.files == (
        ResourceFile(url="https://example.org/a.pdf", media_type="application/pdf"),
        ResourceFile(url="https://example.org/b", media_type="image/jpeg"),
    )


@pytest.mark.parametrize(
    ("rights", "license_id", "license_class", "access"),
    [
        (("https://creativecommons.org/licenses/by/4.0/",), "CC-BY-4.0", "open", ""),
        (("CC BY", "Creative Commons Attribution 4.0"), "CC-BY-4.0", "open", ""),
        (("CC BY-NC-ND 4.0",), "CC-BY-NC-ND-4.0", "view-only", ""),
        (("CC BY 4.0", "CC BY-NC 4.0"), "", "conflict", ""),
        (("info:eu-repo/semantics/openAccess",), "", "unknown", "access:open"),
        (("All rights reserved",), "", "closed", ""),
        ((), "", "unknown", ""),
    ],
)
def test_the_statements_together_give_one_licence_and_never_an_access_right(
    rights, license_id, license_class, access
):
    metadata = metadata_of(rights=rights)

    assert metadata.license.id == license_id
    assert metadata.license.license_class == license_class
    assert metadata.access == access
    assert metadata.rights_statements == rights


def test_no_rights_leave_the_finding_at_its_default():
    assert metadata_of().license == LicenseFinding()


texts = st.text(max_size=20) | st.sampled_from(
    ["en", "CC BY", "2019", "PT1H", "http://a.org/x.pdf"]
)
tuples_of_texts = st.lists(texts, max_size=3).map(tuple)
stated_texts = st.lists(st.builds(Stated, texts, texts), max_size=3).map(tuple)
stated_subjects = st.lists(
    st.builds(StatedSubject, label=texts, language=texts, id=texts, scheme=texts), max_size=2
).map(tuple)
sources = st.builds(
    SourceMetadata,
    titles=stated_texts,
    descriptions=stated_texts,
    languages=tuples_of_texts,
    contributors=st.lists(
        st.builds(StatedContributor, name=texts, role=texts, kind=texts, identifier=texts),
        max_size=2,
    ).map(tuple),
    publishers=tuples_of_texts,
    dates=st.lists(st.builds(StatedDate, text=texts, kind=texts, language=texts), max_size=2).map(
        tuple
    ),
    types=tuples_of_texts,
    levels=tuples_of_texts,
    audiences=tuples_of_texts,
    age_ranges=tuples_of_texts,
    subjects=stated_subjects,
    delivery_channels=tuples_of_texts,
    durations=tuples_of_texts,
    running_times=tuples_of_texts,
    media_types=tuples_of_texts,
    files=st.lists(st.builds(StatedFile, url=texts, media_type=texts, size=texts), max_size=2).map(
        tuple
    ),
    identifiers=tuples_of_texts,
    relations=st.lists(st.builds(StatedRelation, kind=texts, target=texts), max_size=2).map(tuple),
    rights=tuples_of_texts,
    access=tuples_of_texts,
    competencies=stated_subjects,
    accessibility=st.lists(st.tuples(texts, texts), max_size=2).map(tuple),
)


@given(sources)
def test_any_record_is_refused_for_its_title_or_gives_a_valid_record(source):
    if not any(clean_text(title.text) for title in source.titles):
        with pytest.raises(RecordError, match="no title"):
            normalize(source)
        return

    metadata = normalize(source).metadata

    document = to_json(metadata)
    assert from_json(document) == metadata
    assert to_json(from_json(document)) == document


@pytest.mark.parametrize("stated", ["universal", "not universal", "education", "for all"])
def test_access_of_lom_es_is_neither_a_licence_nor_open_access(stated):
    record = normalize(SourceMetadata(titles=(Stated("A"),), access=(stated,)))

    assert (record.metadata.license.id, record.metadata.access) == ("", "")
    assert record.metadata.license.license_class == "unknown"
    assert stated in record.metadata.rights_statements
    assert [each.code for each in record.issues if "license" in each.code] == ["no-license"]
