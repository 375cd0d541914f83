"""What a record is about, as its subjects, keywords and titles say. Pure code."""

from collections.abc import Iterator

from repository.metadata.record import ResourceMetadata
from search.concepts.matching import LabelIndex


def concepts_of(metadata: ResourceMetadata, labels: LabelIndex) -> tuple[str, ...]:
    """Give ids of concepts, those that a title names twice."""
    titled = list(dict.fromkeys(iter_titled(metadata, labels)))
    listed = list(dict.fromkeys(iter_listed(metadata, labels)))
    return (*titled, *dict.fromkeys((*titled, *listed)))


def iter_titled(metadata: ResourceMetadata, labels: LabelIndex) -> Iterator[str]:
    """Yield the concepts named in titles."""
    for language, titles in metadata.titles.items():
        for title in titles:
            for match in labels.find(title, language, hints=metadata.languages):
                yield from match.concepts


def iter_listed(metadata: ResourceMetadata, labels: LabelIndex) -> Iterator[str]:
    """Yield the concepts of subjects and keywords."""
    for subject in metadata.subjects:
        if subject.concept:
            yield labels.known(subject.concept)
        for match in labels.find(subject.label, subject.language, hints=metadata.languages):
            yield from match.concepts
    for language, keywords in metadata.keywords.items():
        for keyword in keywords:
            for match in labels.find(keyword, language, hints=metadata.languages):
                yield from match.concepts
