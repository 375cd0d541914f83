"""Recorded real records as the catalogue would hold them, and which of them say the same."""

import json
import re
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from harvester.crosswalks import crosswalk
from harvester.crosswalks.elements import find_element
from harvester.normalize import normalize
from repository.deposits import deposit_of
from repository.metadata.languages import facet_language, normalize_language
from repository.metadata.record import ResourceMetadata, Subject
from repository.models import LearningResource, Provider
from search.concepts.matching import LabelIndex
from search.documents import SearchDocument, make_document
from tests.corpus import corpus_path
from tests.harvester.crosswalks.golden import parsed
from tests.harvester.crosswalks.test_corpus import roots_of

_NUMBER = re.compile(r"^\W*\d+[.):]?\s+")
_MEDIA_PREFIX = re.compile(
    r"^(?:as|bn|en|gj|gu|guj|h|hi|hn|kan|kd|kn|m|mr|od|or|pn|pnb|pu|ta|tam|te|tel|tg|tl|tm|ur)_"
)
_MEDIA_SUFFIX = re.compile(r"(?:_en)?(?:_\d)?\.\w+$")
LESSON = "lesson"
_PROVIDER = Provider(id=uuid.UUID(int=1), slug="recorded", name="")


class JudgedRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A record with what ties it to others."""

    id: uuid.UUID
    metadata: ResourceMetadata
    title: str
    """The first one, without a number before it."""
    language: str
    """As counted: of the record, else of its title; empty when neither is stated."""
    work: str = ""
    """The same of records that are the same work in several languages; empty: not known."""

    def resource(self) -> LearningResource:
        """Give the row of the catalogue."""
        deposit = deposit_of(str(self.id), self.metadata)
        return LearningResource(
            id=self.id,
            provider=_PROVIDER,
            source_identifier="",
            metadata_json=deposit.document,
            license_json="",
            title=deposit.title,
            license_class="unknown",
            datestamp=datetime(2024, 1, 1, tzinfo=UTC),
        )

    def document(self, labels: LabelIndex) -> SearchDocument:
        """Give what an engine gets."""
        made = make_document(self.resource(), version=1, labels=labels)
        assert isinstance(made, SearchDocument)
        return made


def record_of(name: str, metadata: ResourceMetadata, *, work: str = "") -> JudgedRecord:
    """Make a record; its id follows from ``name``."""
    language, titles = next(iter(metadata.titles.items()))
    stated = next(iter(metadata.languages), language)
    return JudgedRecord(
        id=uuid.uuid5(uuid.NAMESPACE_URL, name),
        metadata=metadata,
        title=_NUMBER.sub("", titles[0]),
        language="" if stated in {"und", "mul", "zxx"} else facet_language(stated),
        work=work,
    )


def harvested() -> Iterator[JudgedRecord]:
    """Yield the records of OAI-PMH answers and of teaching packages, each once."""
    paths = [*corpus_path("oai").rglob("*"), *corpus_path("lom").rglob("*.xml")]
    seen: set[bytes] = set()
    for path in sorted(path for path in paths if path.is_file()):
        for root in roots_of(path):
            found = find_element(root, "lom") if "lom" in path.parts else root
            if found is None or not str(found.tag).endswith(("}dc", "}lom")):
                continue
            source = crosswalk(parsed(found))
            if not source.titles:
                continue
            metadata = normalize(source).metadata
            digest = msgspec.json.encode(metadata)
            if digest not in seen:
                seen.add(digest)
                yield record_of(f"{path}{len(seen)}", metadata)


def nalibali() -> Iterator[JudgedRecord]:
    """Yield the stories: those with the same picture are the same story."""
    folder = "jsonld/learningequality__sushi-chef-nalibali/chefdata/trees"
    tree = json.loads(corpus_path(folder, "ricecooker_json_tree.json").read_text())
    for node, _ in walk(tree):
        if node.get("kind") == "html5" and node.get("language"):
            picture = Path(node.get("thumbnail") or "").name
            metadata = metadata_of(node, normalize_language(node["language"])[0], ["Nal'ibali"])
            yield record_of(
                f"nalibali {node['source_id']}",
                metadata,
                work=picture and f"nalibali {_MEDIA_SUFFIX.sub('', picture)}",
            )


def pradigi() -> Iterator[JudgedRecord]:
    """Yield courses' lessons and their videos: those of one media file but for its language."""
    folder = "jsonld/learningequality__sushi-chef-pradigi/chefdata/vader/trees"
    for path in sorted(corpus_path(folder).glob("*.json")):
        tree = json.loads(path.read_text())
        language = normalize_language(tree["language"])[0]
        for place, (node, above) in enumerate(walk(tree)):
            media = node["url"] if node["kind"] == "PrathamVideoResource" else ""
            is_lesson = node["kind"] == "lesson_page"
            if is_lesson:
                media = node.get("thumbnail_url") or ""
            if media:
                name = _MEDIA_PREFIX.sub("", Path(media).name.lower())
                yield record_of(
                    f"{path.name} {place}",
                    metadata_of(node, language, above[1:]),
                    work=f"{LESSON if is_lesson else 'video'} {_MEDIA_SUFFIX.sub('', name)}",
                )


def walk(node: dict[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[dict[str, Any], Any]]:
    """Yield each node of a tree with the titles above it."""
    yield node, above
    for child in node.get("children", ()):
        yield from walk(child, (*above, node["title"]))


def metadata_of(node: dict[str, Any], language: str, above: Iterable[str]) -> ResourceMetadata:
    """Give the record of a node: its title, what it belongs to, and what it says."""
    described = node.get("description") or ""
    return ResourceMetadata(
        titles={language: (node["title"].strip(),)},
        descriptions={language: (described,)} if described.count(" ") else {},
        languages=(language,),
        subjects=tuple(Subject(label=label, language=language) for label in above),
    )


def frequent_languages(records: Iterable[JudgedRecord], *, at_least: int) -> list[str]:
    """Give the languages of so many records."""
    counted = Counter(record.language for record in records if record.language)
    return sorted(language for language, count in counted.items() if count >= at_least)
