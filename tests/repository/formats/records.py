"""Records that fill every field a format has room for."""

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
)

DUBLIN_CORE_RECORD = ResourceMetadata(
    titles={"en": ("Algebra & <b>", "Second"), "fr": ("Algèbre",), "und": ("代数",)},
    descriptions={"ar": ("وصف",)},
    keywords={"en": ("equations",)},
    languages=("en", "zh-Hant"),
    contributors=(
        Contributor(name="Ada"),
        Contributor(name="Editorial Board", role="editor"),
        Contributor(name="Press", role="publisher"),
    ),
    publishers=("Press", "House"),
    dates=(
        DateValue(value="2019-05", precision="month", stated="May 2019"),
        DateValue(value="1990", precision="year", is_uncertain=True, stated="c. 1990"),
        DateValue(value="2004/2006", precision="interval", stated="2004-2006"),
        DateValue(stated="long ago"),
    ),
    resource_types=("lesson-plan", "text"),
    types_stated=("Text", "Unterrichtsplan"),
    educational_levels=("2",),
    subjects=(
        Subject(label="Mathematik", language="de", concept="isced-f:0541"),
        Subject(concept="http://vocabularies.unesco.org/thesaurus/concept1"),
    ),
    accessibility=Accessibility(features=("transcript",)),
    url="https://partner.example/algebra",
    files=(
        ResourceFile(url="https://partner.example/algebra.pdf", media_type="application/pdf"),
        ResourceFile(url="https://partner.example/print.pdf", media_type="application/pdf"),
    ),
    identifiers=(
        Identifier(value="https://partner.example/algebra", scheme="uri"),
        Identifier(value="https://doi.org/10.5555/1", scheme="doi"),
    ),
    relations=(
        Relation(kind="is-based-on", target="https://origin.example/1"),
        Relation(kind="is-part-of", target="A series"),
    ),
    rights_statements=("CC BY 4.0", "© Ada"),
    license=LicenseFinding(
        id="CC-BY-4.0", url="https://creativecommons.org/licenses/by/4.0/", license_class="open"
    ),
    access="access:open",
)

LOM_RECORD = ResourceMetadata(
    titles={"en": ("Algebra & 1 < 2",), "und": ("代数",)},
    descriptions={"ar": ("وصف",), "en": ("One.", "Two.")},
    keywords={"en": ("equations", "graphs")},
    languages=("en",),
    contributors=(
        Contributor(name="Byron, Ada; Countess", kind="person", identifier="https://orcid.org/1"),
        Contributor(name="Board", role="instructional-designer", kind="organization"),
        Contributor(name="Tra", role="translator"),
        Contributor(name="Press", role="publisher"),
    ),
    publishers=("Press", "House"),
    dates=(
        DateValue(value="2019-05", precision="month", stated="May 2019"),
        DateValue(value="2001", precision="year", stated="2001", kind="created"),
        DateValue(stated="long ago", kind="copyrighted"),
    ),
    resource_types=("text", "lesson-plan"),
    types_stated=("exercise", "Unterrichtsplan"),
    educational_levels=("2", "35"),
    levels_stated=("school", "Sek I"),
    age_ranges=(AgeRange(low=7, high=9), AgeRange(low=18), AgeRange(high=6), AgeRange(stated="?")),
    audiences=("teacher", "administrator", "parent"),
    subjects=(
        Subject(label="Mathematik", language="de", concept="isced-f:0541"),
        Subject(label="Algebra", scheme="DDC"),
    ),
    accessibility=Accessibility(
        access_modes=("visual",),
        access_modes_sufficient=(("auditory", "visual"),),
        hazards=("none",),
        summaries={"en": ("Captioned.",)},
    ),
    competencies=(Competency(code="ictcft3:KA.1", label="Policy", framework="ictcft3"),),
    durations=(
        Duration(seconds=5400, stated="1.5 h"),
        Duration(seconds=90, kind="running-time", stated="PT1M30S"),
    ),
    url="https://partner.example/algebra",
    files=(
        ResourceFile(
            url="https://partner.example/a.pdf", media_type="application/pdf", size_bytes=7
        ),
    ),
    identifiers=(Identifier(value="10.5555/1", scheme="doi"), Identifier(value="X7")),
    relations=(
        Relation(kind="is-part-of", target="https://partner.example/course"),
        Relation(kind="is-translation-of", target="Алгебра"),
        Relation(kind="related", target="More"),
    ),
    rights_statements=("CC BY 4.0",),
    license=LicenseFinding(
        id="CC-BY-4.0", url="https://creativecommons.org/licenses/by/4.0/", kind="license"
    ),
    access="access:open",
)
