"""normalise: values as a source states them -> the canonical record, and what could not be read.

Pure: no database, no network, no format. Unknown is an answer: it is kept as stated and listed as
an issue.
"""

from collections.abc import Iterable

from harvester.errors import RecordError
from harvester.records import MetadataIssue, NormalizedRecord, SourceMetadata, Stated
from repository.metadata.identifiers import (
    is_file_address,
    landing_page,
    normalize_identifier,
    web_address,
)
from repository.metadata.languages import drop_undetermined, normalize_language
from repository.metadata.record import (
    Contributor,
    DateValue,
    LanguageMap,
    ResourceFile,
    ResourceMetadata,
    Subject,
)
from repository.metadata.texts import clean_line, clean_text


def normalize(source: SourceMetadata) -> NormalizedRecord:
    """Fill the canonical record from what the source states.

    Text without a language tag is taken to be in the record's language where the record declares
    exactly one, because the record declares it; ``und`` otherwise.

    Raises:
        RecordError: The record has no title.
    """
    issues: list[MetadataIssue] = []
    languages = _languages(source.languages, issues)
    default = languages[0] if len(languages) == 1 else "und"
    titles = _texts(source.titles, default)
    if not titles:
        raise RecordError("no title: add at least one dc:title", stage="normalize")
    identifiers = tuple(
        dict.fromkeys(one for text in source.identifiers if (one := normalize_identifier(text)))
    )
    files = dict.fromkeys(web_address(file.url) for file in source.files)
    files.update(dict.fromkeys(one.value for one in identifiers if is_file_address(one.value)))
    url = landing_page(identifiers)
    if not url:
        issues.append(MetadataIssue(code="no-landing-page", field="identifiers"))
    metadata = ResourceMetadata(
        titles=titles,
        descriptions=_texts(source.descriptions, default),
        keywords=_texts(source.keywords, default),
        languages=languages,
        contributors=tuple(
            Contributor(name=name) for one in source.contributors if (name := clean_line(one.name))
        ),
        publishers=tuple(dict.fromkeys(filter(None, map(clean_line, source.publishers)))),
        dates=tuple(DateValue(stated=one.text) for one in source.dates if one.text),
        types_stated=tuple(dict.fromkeys(filter(None, map(clean_line, source.types)))),
        levels_stated=tuple(dict.fromkeys(filter(None, map(clean_line, source.levels)))),
        subjects=tuple(
            Subject(label=label) for one in source.subjects if (label := clean_line(one.label))
        ),
        url=url,
        files=tuple(ResourceFile(url=file) for file in files if web_address(file)),
        identifiers=identifiers,
        rights_statements=tuple(dict.fromkeys(source.rights)),
    )
    return NormalizedRecord(metadata=metadata, issues=tuple(issues))


def _languages(stated: Iterable[str], issues: list[MetadataIssue]) -> tuple[str, ...]:
    tags: list[str] = []
    for value in stated:
        read = normalize_language(value)
        tags += read
        if not read and value:
            issues.append(MetadataIssue(code="unknown-language", field="languages", stated=value))
    return drop_undetermined(tuple(tags))


def _texts(stated: Iterable[Stated], default: str) -> LanguageMap:
    texts: dict[str, dict[str, None]] = {}
    for one in stated:
        if text := clean_text(one.text):
            tag = (normalize_language(one.language) or ("und",))[0] if one.language else default
            texts.setdefault(tag, {})[text] = None
    return {tag: tuple(listed) for tag, listed in texts.items()}
