"""normalise: values as a source states them -> the canonical record, and what could not be read.

Pure: no database, no network, no format. Unknown is an answer: what is not understood is kept as
stated and listed as an issue. A field is read by ``words`` (controlled values), ``texts`` (texts
and names), ``places`` (identifiers, files, relations) or ``rights``.
"""

from harvester.errors import RecordError
from harvester.normalize import places, rights, texts, words
from harvester.normalize.issues import Issues
from harvester.records import NormalizedRecord, SourceMetadata
from repository.metadata.record import ResourceMetadata

NO_TITLE = "no title: add at least one dc:title"


def normalize(source: SourceMetadata) -> NormalizedRecord:
    """Fill the canonical record from what the source states.

    Text without a language tag is taken to be in the record's language where the record declares
    exactly one, because the record declares it; ``und`` otherwise. Nothing else is inferred.

    Raises:
        RecordError: The record has no title, which nothing can stand for.
    """
    issues = Issues()
    languages = issues.keep(words.read_languages(source.languages))
    language = texts.language_of_untagged(languages)
    titles = texts.read_texts(source.titles, language)
    if not titles:
        raise RecordError(NO_TITLE, stage="normalize")
    types = issues.keep(words.read_types(source.types, source.media_types))
    levels = issues.keep(words.read_levels(source.levels, source.audiences))
    channels = issues.keep(words.read_channels(source.delivery_channels, source.levels))
    identifiers = places.read_identifiers(source.identifiers)
    url, files = issues.keep(places.read_addresses(source, identifiers))
    found = issues.keep(rights.read_rights(source.rights, source.access))
    metadata = ResourceMetadata(
        titles=titles,
        descriptions=texts.read_texts(source.descriptions, language),
        keywords=texts.read_texts(source.keywords, language),
        languages=languages,
        contributors=texts.read_contributors(source.contributors),
        publishers=texts.read_lines(source.publishers),
        dates=issues.keep(texts.read_dates(source.dates, language)),
        resource_types=types,
        types_stated=texts.read_lines(source.types),
        educational_levels=levels,
        levels_stated=texts.read_lines(source.levels),
        age_ranges=issues.keep(words.read_age_ranges(source.age_ranges)),
        audiences=issues.keep(words.read_audiences(source.audiences)),
        subjects=texts.read_subjects(source.subjects, language),
        delivery_channels=channels,
        accessibility=issues.keep(words.read_accessible(source.accessibility, language)),
        competencies=texts.read_competencies(source.competencies),
        durations=issues.keep(words.read_durations(source.durations, source.running_times)),
        url=url,
        files=files,
        identifiers=identifiers,
        relations=places.read_relations(source.relations),
        rights_statements=found.statements,
        license=found.license,
        access=found.access,
    )
    return NormalizedRecord(metadata=metadata, issues=tuple(issues.listed))
