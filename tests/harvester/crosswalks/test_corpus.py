"""Recorded real records: none raises, and a title that is stated is given."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from harvester.crosswalks import crosswalk, rank
from harvester.crosswalks.elements import NAMES, find_element, namespace_of, text_of
from tests.corpus import corpus_path
from tests.harvester.crosswalks.golden import parsed

OAI = "{http://www.openarchives.org/OAI/2.0/}"


def roots_of(path: Path) -> Iterator[etree._Element]:
    """Yield the metadata roots of an OAI-PMH answer, or the root of a bare document."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(path.read_bytes(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return
    containers = list(root.iter(f"{OAI}metadata"))
    for container in containers:
        yield from container.iterchildren("*")
    if not containers:
        yield root


def has_title(root: etree._Element) -> bool:
    """Tell whether any element called title holds a text."""
    return any(NAMES[element.tag] == "title" and text_of(element) for element in root.iter("*"))


def test_lom_of_the_corpus_gives_titles():
    folder = corpus_path("lom")
    seen = 0

    for path in sorted(folder.rglob("*.xml")):
        for root in roots_of(path):
            lom = find_element(root, "lom")
            if lom is None or not namespace_of(lom.tag):
                continue
            stated = crosswalk(parsed(root))
            general = find_element(lom, "general")
            assert bool(stated.titles) == (general is not None and has_title(general)), path
            assert all("@" not in contributor.name for contributor in stated.contributors), path
            seen += 1

    assert seen > 25


def test_oai_dc_of_every_source_of_the_corpus_gives_titles():
    folder = corpus_path("oai")
    seen: Counter[str] = Counter()

    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        for root in roots_of(path):
            if NAMES[root.tag] == "dc" and rank(namespace_of(root.tag)) is not None:
                stated = crosswalk(parsed(root))
                assert bool(stated.titles) == has_title(root), path
                seen[path.relative_to(folder).parts[0]] += 1

    assert len(seen) > 15
    assert seen.total() > 10_000
