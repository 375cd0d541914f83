"""Recorded real records: none raises, and a title that is stated is given."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lxml import etree

from harvester.crosswalks import REGISTRY, crosswalk, rank
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


def has_filled(root: etree._Element, name: str) -> bool:
    """Tell whether any element of this name holds a text."""
    return any(NAMES[element.tag] == name and text_of(element) for element in root.iter("*"))


def has_title(root: etree._Element) -> bool:
    return has_filled(root, "title")


def has_marc_title(root: etree._Element) -> bool:
    records = (element for element in root.iter("*") if NAMES[element.tag] == "record")
    fields = next(records, root).iterchildren("*")
    return any(field.get("tag") in {"245", "246"} and len(field) for field in fields)


def has_mods_title(root: etree._Element) -> bool:
    mods = find_element(root, "mods")
    infos = () if mods is None else mods.iterchildren("{*}titleInfo")
    return any(has_title(info) for info in infos)


def test_lom_of_the_corpus_gives_titles_and_no_address():
    seen = 0

    for path in sorted(corpus_path("lom").rglob("*.xml")):
        for root in roots_of(path):
            lom = find_element(root, "lom")
            if lom is None:
                continue
            stated = crosswalk(parsed(root))
            general = find_element(lom, "general")
            assert bool(stated.titles) == (general is not None and has_title(general)), path
            assert all("@" not in contributor.name for contributor in stated.contributors), path
            seen += 1

    assert seen > 45


@pytest.mark.parametrize(
    ("name", "states_title", "at_least"),
    [
        ("oai_dc", has_title, 10_000),
        ("datacite", has_title, 50),
        ("mods", has_mods_title, 20),
        ("didl", has_title, 4),
        ("qualified_dc", has_title, 3),
        ("marcxml", has_marc_title, 10),
        ("lom", has_title, 5),
    ],
)
def test_records_of_the_corpus_give_titles(
    name: str, states_title: Callable[[etree._Element], bool], at_least: int
):
    folder = corpus_path("oai")
    place = [known.name for known in REGISTRY].index(name)
    sources: Counter[str] = Counter()

    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        for root in roots_of(path):
            if rank(namespace_of(root.tag)) == place:
                stated = crosswalk(parsed(root))
                assert bool(stated.titles) == states_title(root), path
                sources[path.relative_to(folder).parts[0]] += 1

    assert sources.total() >= at_least
