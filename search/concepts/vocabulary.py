"""Concepts and their labels; the vocabulary that comes with the site. Pure code.

The shipped one holds the fields of ISCED-F 2013 (UNESCO Institute for Statistics, 2014; ids are its
codes), subjects and topics of schools and universities below them, and everyday things. Each file
in ``data`` is a table: id, id of the broader concept, and a column a language; alternative labels
stand behind the preferred one, separated by semicolons.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import msgspec

ISCED_F = "isced-f:"
"""Before the codes of the classification, as in ``repository.metadata.subjects``."""
THING = "thing:"
"""Before the ids of everyday things, which stories and first lessons tell of. They tie a query to
records in other languages; no record is listed under them, but under the subjects above them."""
DATA = Path(__file__).parent / "data"


class Concept(msgspec.Struct, frozen=True, kw_only=True):
    """One subject. Source of the terms: SKOS Reference (W3C, 2009), sections 3, 5 and 8."""

    id: str
    """URI, or the short id of a shipped concept."""
    broader: tuple[str, ...] = ()
    labels: Mapping[str, tuple[str, ...]] = {}
    """By BCP 47 tag; the preferred label is the first one."""
    notation: str = ""
    same_as: tuple[str, ...] = ()
    """Ids of concepts of other vocabularies that mean just the same."""

    def label(self, languages: Iterable[str]) -> str:
        """Give the preferred label in the first language that has one, else in English, or any."""
        for language in (*languages, "en", *self.labels):
            if labels := self.labels.get(language):
                return labels[0]
        return self.id


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Concept]:
    """Give the concepts that come with the site, by id."""
    return {concept.id: concept for path in sorted(DATA.glob("*.tsv")) for concept in read(path)}


def read(path: Path) -> Iterator[Concept]:
    """Yield the concepts of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            key, broader = identified(row.pop("concept")), identified(row.pop("broader"))
            labels = {
                language: tuple(each.strip() for each in cell.split(";"))
                for language, cell in row.items()
                if cell
            }
            yield Concept(
                id=key,
                broader=(broader,) if broader else (),
                labels=labels,
                notation=key.removeprefix(ISCED_F) if key.startswith(ISCED_F) else "",
            )


def identified(cell: str) -> str:
    """Give the id that a cell stands for: bare numbers are fields of ISCED-F."""
    return f"{ISCED_F}{cell}" if cell.isdecimal() else cell


def ancestors(key: str, concepts: Mapping[str, Concept]) -> list[str]:
    """Give the ids of all broader concepts, the nearest first; circles are cut."""
    found: dict[str, None] = {}
    coming = list(concepts[key].broader) if key in concepts else []
    while coming:
        near = coming.pop(0)
        if near not in found and near != key and near in concepts:
            found[near] = None
            coming += concepts[near].broader
    return list(found)
