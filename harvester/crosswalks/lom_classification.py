"""LOM's classification category, read by its purpose. Source: IEEE 1484.12.1, category 9."""

import re
from collections.abc import Callable, Iterable

from lxml import etree

from harvester.crosswalks.draft import Draft
from harvester.crosswalks.elements import NAMES
from harvester.crosswalks.lom_values import add_strings, first_text, token
from harvester.records import Stated, StatedSubject


def read_classification(section: etree._Element, draft: Draft) -> None:
    """Add the taxons of a classification where its purpose says they belong.

    A classification without a purpose counts as one by discipline; purposes that the record has
    no place for (prerequisite, skill level, security level, local ones) are left out.
    """
    purpose = ""
    taxons: list[StatedSubject] = []
    for child in section:
        name = NAMES[child.tag]
        if name == "purpose":
            purpose = token(child).casefold()
        elif name == "taxonpath":
            _add_path(child, taxons)
    keep = _PURPOSES.get(purpose)
    if keep is not None:
        keep(draft, taxons)


def _add_path(path: etree._Element, found: list[StatedSubject]) -> None:
    """Add every taxon of a path, broad to narrow, once for each language of its entry."""
    scheme = ""
    for child in path:
        name = NAMES[child.tag]
        if name == "taxon":
            _add_taxon(child, scheme, found)
        elif name == "source":
            scheme = first_text(child)


def _add_taxon(taxon: etree._Element, scheme: str, found: list[StatedSubject]) -> None:
    key = ""
    labels: list[Stated] = []
    narrower: list[etree._Element] = []  # IMS nests taxons, IEEE lists them
    for child in taxon:
        name = NAMES[child.tag]
        if name == "id":
            key = first_text(child)
        elif name == "entry":
            add_strings(child, labels)
        elif name == "taxon":
            narrower.append(child)
    found += [
        StatedSubject(label=label.text, language=label.language, id=key, scheme=scheme)
        for label in labels
    ]
    if key and not labels:
        found.append(StatedSubject(id=key, scheme=scheme))
    for child in narrower:
        _add_taxon(child, scheme, found)


def _add_subjects(draft: Draft, taxons: Iterable[StatedSubject]) -> None:
    draft.subjects.extend(taxons)


def _add_competencies(draft: Draft, taxons: Iterable[StatedSubject]) -> None:
    draft.competencies.extend(taxons)


def _add_levels(draft: Draft, taxons: Iterable[StatedSubject]) -> None:
    """Add label and URI of each: a vocabulary of levels is known by the one or by the other."""
    for taxon in taxons:
        texts = [taxon.label or taxon.id]
        if taxon.id.startswith("http"):
            texts.append(taxon.id)
        draft.levels.extend(text for text in dict.fromkeys(texts) if text not in draft.levels)


def _add_accessibility(draft: Draft, taxons: Iterable[StatedSubject]) -> None:
    """Add under the schema.org property that scheme or id ends with; other words are a summary."""
    for taxon in taxons:
        stated = _PROPERTY.search(taxon.scheme) or _PROPERTY.search(taxon.id)
        value = taxon.label or taxon.id
        draft.accessibility.append((stated[0] if stated else "accessibilitySummary", value))


_PROPERTY = re.compile(
    r"(?:accessModeSufficient|accessMode|accessibility(?:Feature|Hazard|Control|API|Summary))$"
)
_PURPOSES: dict[str, Callable[[Draft, Iterable[StatedSubject]], None]] = {
    "": _add_subjects,
    "discipline": _add_subjects,
    "idea": _add_subjects,
    "competency": _add_competencies,
    "educational objective": _add_competencies,
    "educational level": _add_levels,
    "accessibility restrictions": _add_accessibility,
}
