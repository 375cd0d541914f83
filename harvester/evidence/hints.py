"""Where a text that may name a licence was found, and what all such texts say together. Pure."""

from collections.abc import Sequence

import msgspec

from licensing.normalization import combine
from licensing.normalization.resolve import refines

MAX_HINT_CHARACTERS = 1000
_TOLD = frozenset({"license", "public-domain", "rights-statement", "all-rights-reserved"})


class Hint(msgspec.Struct, frozen=True):
    """A text at a place that is, or is not, meant for stating a licence."""

    place: str
    """In few words, such as ``rel=license``."""
    text: str
    is_stated: bool = True
    """False for places where licences of other things may stand, too: links, running text."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What hints say together; ``license_id`` is empty when they contradict, or reserve rights."""

    license_id: str = ""
    candidates: tuple[str, ...] = ()
    is_reserved: bool = False
    snippet: str = ""
    """Place and characters that decided."""


def read_hints(hints: Sequence[Hint]) -> Found | None:
    """Say what hints name; None when they name nothing.

    Places meant for stating a licence come first; only where they name nothing, others count.
    """
    for is_stated in (True, False):
        chosen = tuple(dict.fromkeys(hint for hint in hints if hint.is_stated is is_stated))
        if found := _read(chosen):
            return found
    return None


def _read(hints: Sequence[Hint]) -> Found | None:
    read = combine([hint.text[:MAX_HINT_CHARACTERS] for hint in hints])
    told = [
        (hint, match)
        for hint, match in zip(hints, read.matches, strict=True)
        if match.kind in _TOLD or match.candidates
    ]
    chosen = read.license
    if len(chosen.candidates) > 1:
        snippet = " | ".join(f"{hint.place}: {match.evidence}" for hint, match in told)
        return Found(candidates=chosen.candidates, snippet=snippet)
    if chosen.kind not in _TOLD:
        return None
    snippet = next(f"{hint.place}: {match.evidence}" for hint, match in told if match == chosen)
    return Found(
        license_id=chosen.id, is_reserved=chosen.kind == "all-rights-reserved", snippet=snippet
    )


def agrees(found: Found, *, license_id: str, license_class: str) -> bool:
    """Tell whether what was found says what a record says, the same or one of them more exactly.

    Several licences agree where that of the record is among them: the others may be those of parts.
    """
    if found.is_reserved:
        return license_class == "closed"
    stated = (found.license_id, *found.candidates)
    return bool(license_id) and any(
        one and (refines(one, license_id) or refines(license_id, one)) for one in stated
    )
