"""Accessibility metadata in schema.org's terms.

Source: W3C Schema.org Accessibility Properties for Discoverability Vocabulary
(https://www.w3.org/community/reports/a11y-discov-vocab/).
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from repository.metadata.record import Accessibility
from repository.metadata.texts import clean_line, clean_text

ACCESS_MODES = (
    "auditory", "tactile", "textual", "visual", "chartOnVisual", "chemOnVisual", "colorDependent",
    "diagramOnVisual", "mathOnVisual", "musicOnVisual", "textOnVisual",
)  # fmt: skip
SUFFICIENT_MODES = ACCESS_MODES[:4]
FEATURES = (
    "annotations", "ARIA", "bookmarks", "index", "pageBreakMarkers", "pageNavigation",
    "readingOrder", "structuralNavigation", "tableOfContents", "taggedPDF",
    "alternativeText", "audioDescription", "captions", "closedCaptions", "openCaptions",
    "describedMath", "longDescription", "signLanguage", "transcript",
    "displayTransformability", "synchronizedAudioText", "timingControl", "unlocked",
    "ChemML", "latex", "latex-chemistry", "MathML", "MathML-chemistry", "ttsMarkup",
    "highContrastAudio", "highContrastDisplay", "largePrint",
    "braille", "tactileGraphic", "tactileObject",
    "fullRubyAnnotations", "horizontalWriting", "rubyAnnotations", "verticalWriting",
    "withAdditionalWordSegmentation", "withoutAdditionalWordSegmentation", "none", "unknown",
)  # fmt: skip
HAZARDS = (
    "flashing", "motionSimulation", "sound", "noFlashingHazard", "noMotionSimulationHazard",
    "noSoundHazard", "unknownFlashingHazard", "unknownMotionSimulationHazard",
    "unknownSoundHazard", "none", "unknown",
)  # fmt: skip
CONTROLS = tuple(
    f"full{name}Control" for name in ("Keyboard", "Mouse", "Switch", "Touch", "Video", "Voice")
)
APIS = (
    "AndroidAccessibility", "ARIA", "ATK", "AT-SPI", "BlackberryAccessibility", "iAccessible2",
    "iOSAccessibility", "JavaAccessibility", "MacOSXAccessibility", "MSAA", "UIAutomation",
)  # fmt: skip

_HAZARD_SLIPS = {
    "flashinghazard": "flashing",
    "motionsimulationhazard": "motionSimulation",
    "soundhazard": "sound",
    "noflashing": "noFlashingHazard",
    "nomotionsimulation": "noMotionSimulationHazard",
    "nosound": "noSoundHazard",
    "unknownflashing": "unknownFlashingHazard",
    "unknownmotionsimulation": "unknownMotionSimulationHazard",
    "unknownsound": "unknownSoundHazard",
}
"""Positive hazards have no suffix, negative ones have it; even the vocabulary's examples slip."""
_OLDER_FEATURES = {"alttext": "alternativeText", "printpagenumbers": "pageBreakMarkers"}


def _by_folded(*lists: Iterable[str]) -> dict[str, str]:
    return {_fold(term): term for terms in lists for term in terms}


def _fold(term: str) -> str:
    return "".join(letter for letter in term if letter.isalnum()).casefold()


_TERMS = {
    "accessMode": _by_folded(ACCESS_MODES),
    "accessibilityFeature": _by_folded(FEATURES) | _OLDER_FEATURES,
    "accessibilityHazard": _by_folded(HAZARDS) | _HAZARD_SLIPS,
    "accessibilityControl": _by_folded(CONTROLS),
    "accessibilityAPI": _by_folded(APIS),
}
_FIELDS = {
    "accessMode": "access_modes",
    "accessibilityFeature": "features",
    "accessibilityHazard": "hazards",
    "accessibilityControl": "controls",
    "accessibilityAPI": "apis",
}
_PROPERTIES = {
    _fold(name): name for name in (*_FIELDS, "accessModeSufficient", "accessibilitySummary")
}
_SEPARATOR = re.compile(r"[\s,;|]+")


class ReadAccessibility(NamedTuple):
    """What was read (None when nothing), and the pairs that could not be."""

    value: Accessibility | None
    unknown: tuple[tuple[str, str], ...]


def read_accessibility(
    stated: Iterable[tuple[str, str]], language: str = "und"
) -> ReadAccessibility:
    """Read pairs (schema.org property, value); values may be lists, addresses, in any case.

    Args:
        stated: Pairs in the order stated.
        language: Tag under which summaries are kept.
    """
    found: dict[str, dict[str, None]] = {field: {} for field in _FIELDS.values()}
    sufficient: dict[tuple[str, ...], None] = {}
    summaries: dict[str, None] = {}
    unknown = []
    for stated_property, value in stated:
        name = _PROPERTIES.get(_fold(stated_property), "")
        if name == "accessibilitySummary" and (summary := clean_text(value)):
            summaries[summary] = None
        elif name == "accessModeSufficient" and (modes := _sufficient(value)):
            sufficient[modes] = None
        elif name in _FIELDS and (terms := _read_terms(name, value)):
            found[_FIELDS[name]].update(dict.fromkeys(terms))
        else:
            unknown.append((stated_property, value))
    read = Accessibility(
        **{field: tuple(terms) for field, terms in found.items()},
        access_modes_sufficient=tuple(sufficient),
        summaries={language: tuple(summaries)} if summaries else {},
    )
    return ReadAccessibility(None if read == Accessibility() else read, tuple(unknown))


def _read_terms(name: str, value: str) -> tuple[str, ...]:
    """Read one term, or a list of which every part is one; empty otherwise."""
    table = _TERMS[name]
    text = clean_line(value)
    if whole := table.get(_fold(text.rpartition("/")[2].rpartition("#")[2])):
        return (whole,)
    parts = [table.get(_fold(part), "") for part in _SEPARATOR.split(text) if part]
    return tuple(parts) if all(parts) else ()


def _sufficient(value: str) -> tuple[str, ...]:
    """Read a set of access modes that suffice together, in the order of the vocabulary."""
    modes = _read_terms("accessMode", value)
    if not set(modes) <= set(SUFFICIENT_MODES):
        return ()
    return tuple(mode for mode in SUFFICIENT_MODES if mode in modes)
