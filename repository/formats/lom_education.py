"""What LOM says of teaching and learning: categories 5 and 9."""

from collections.abc import Iterable, Iterator

from repository.formats.lom_parts import element, iso_duration, string, strings, term
from repository.formats.xml import escaped, language_attribute
from repository.metadata.record import (
    Accessibility,
    AgeRange,
    Audience,
    Competency,
    Duration,
    ResourceMetadata,
    ResourceType,
    Subject,
)

SCHEMA_ORG = "https://schema.org/"
RESOURCE_TYPES: dict[ResourceType, str] = {
    "text": "narrative text",
    "exercise": "exercise",
    "simulation": "simulation",
    "assessment": "exam",
    "lecture": "lecture",
    "presentation": "slide",
    "experiment": "experiment",
}
RESOURCE_TYPE_VALUES = frozenset({
    "exercise", "simulation", "questionnaire", "diagram", "figure", "graph", "index", "slide",
    "table", "narrative text", "exam", "experiment", "problem statement", "self assessment",
    "lecture",
})  # fmt: skip
CONTEXTS = frozenset({"school", "higher education", "training", "other"})
ROLES: dict[Audience, str] = {
    "learner": "learner",
    "teacher": "teacher",
    "author": "author",
    "administrator": "manager",
}
ISCED_F = "isced-f:"


def educational(metadata: ResourceMetadata) -> str:
    """Give category 5."""
    return element(
        "educational",
        *resource_types(metadata),
        *(audience(each) for each in metadata.audiences),
        *(context(each) for each in metadata.levels_stated),
        *(element("typicalAgeRange", string(age_range(each))) for each in metadata.age_ranges),
        learning_time(metadata.durations),
    )


def resource_types(metadata: ResourceMetadata) -> Iterator[str]:
    """Yield the types as stated, then the recognised ones that this does not already say."""
    stated = {text.casefold() for text in metadata.types_stated}
    missing = [each for each in metadata.resource_types if each not in stated]
    known = [RESOURCE_TYPES.get(each, each) for each in missing]
    for value in (*metadata.types_stated, *(each for each in known if each not in stated)):
        if value in RESOURCE_TYPE_VALUES:
            yield term("learningResourceType", value)
        else:
            yield term("learningResourceType", value, f"{SCHEMA_ORG}learningResourceType")


def audience(stated: Audience) -> str:
    """Give one ``intendedEndUserRole``."""
    if stated in ROLES:
        return term("intendedEndUserRole", ROLES[stated])
    return term("intendedEndUserRole", stated, f"{SCHEMA_ORG}educationalRole")


def context(stated: str) -> str:
    """Give one ``context``, as stated."""
    if stated in CONTEXTS:
        return term("context", stated)
    return term("context", stated, f"{SCHEMA_ORG}educationalLevel")


def age_range(stated: AgeRange) -> str:
    """Give a range of ages as LOM 5.7 writes it: ``7-9``, ``15-``, ``U-18``."""
    if stated.low is None and stated.high is None:
        return stated.stated
    if stated.low is None:
        return f"U-{stated.high}"
    return f"{stated.low}-{'' if stated.high is None else stated.high}"


def learning_time(durations: Iterable[Duration]) -> str:
    """Give the first learning time, in words where it cannot be read; LOM has room for one."""
    for stated in durations:
        if stated.kind == "learning-time":
            if stated.seconds is None:
                worded = element("description", string(stated.stated))
                return element("typicalLearningTime", worded)
            exact = element("duration", iso_duration(stated.seconds))
            return element("typicalLearningTime", exact)
    return ""


def classifications(metadata: ResourceMetadata, untagged: str) -> str:
    """Give each category 9, by its purpose."""
    by_purpose = (
        ("discipline", [subject(each, untagged) for each in metadata.subjects]),
        ("educational level", [level(each) for each in metadata.educational_levels]),
        ("competency", [competency(each) for each in metadata.competencies]),
        ("accessibility restrictions", accessibility(metadata.accessibility)),
    )
    return "".join(
        element("classification", term("purpose", purpose), paths)
        for purpose, parts in by_purpose
        if (paths := "".join(parts))
    )


def taxon_path(source: str, key: str, entry: str) -> str:
    """Give one taxon below the name of its classification; ``entry`` is XML already."""
    taxon = element("taxon", element("id", escaped(key)), element("entry", entry))
    return element("taxonPath", element("source", string(source)), taxon)


def subject(stated: Subject, untagged: str) -> str:
    """Give a subject; a field of ISCED-F by its code, another concept by its address."""
    tag = language_attribute(stated.language or "und", "language") or untagged
    entry = strings([(stated.label, tag)])
    if stated.concept.startswith(ISCED_F):
        return taxon_path("ISCED-F 2013", stated.concept.removeprefix(ISCED_F), entry)
    return taxon_path(stated.scheme, stated.concept, entry)


def level(code: str) -> str:
    """Give a level of ISCED."""
    return taxon_path("ISCED 2011", code, string(f"ISCED level {code}", "en"))


def competency(stated: Competency) -> str:
    """Give a competency with its framework."""
    return taxon_path(stated.framework, stated.code, string(stated.label))


def accessibility(stated: Accessibility | None) -> Iterator[str]:
    """Yield the accessibility terms, each under the schema.org property that it is a value of."""
    if stated is None:
        return
    properties = (
        ("accessMode", stated.access_modes),
        ("accessModeSufficient", map(",".join, stated.access_modes_sufficient)),
        ("accessibilityFeature", stated.features),
        ("accessibilityHazard", stated.hazards),
        ("accessibilityControl", stated.controls),
        ("accessibilityAPI", stated.apis),
    )
    for name, values in properties:
        for value in values:
            yield taxon_path(f"{SCHEMA_ORG}{name}", "", string(value))
    for tag, summaries in stated.summaries.items():
        for summary in summaries:
            yield taxon_path(f"{SCHEMA_ORG}accessibilitySummary", "", string(summary, tag))
