"""Read all rights statements of one record together."""

from collections.abc import Sequence

import msgspec

from licensing.normalization.match import Finding, LicenseMatch, RecordRights
from licensing.normalization.resolve import most_exact
from licensing.normalization.statement import normalize

_WEIGHT = {
    "license": 0,
    "public-domain": 0,
    "rights-statement": 0,
    "ambiguous": 1,
    "all-rights-reserved": 2,
    "custom-terms": 3,
    "not-rights": 4,
    "none": 5,
}


def combine(statements: Sequence[str], *, context: str = "") -> RecordRights:
    """Read the statements of one record and say what holds for it.

    The same licence said once with and once without version or port is the exact one; different
    licences are a conflict, with all of them as ``candidates``, never a choice. What is said of the
    metadata says nothing of the work. A licence stands
    beside a copyright notice or terms of use: it is what they permit.

    Args:
        statements: As the source states them, in any order; may be empty.
        context: See ``normalize``.
    """
    matches = tuple(normalize(statement, context=context) for statement in statements)
    access = next((match.id for match in matches if match.kind == "access-only"), "")
    access = access or next((match.access for match in matches if match.access), "")
    return RecordRights(matches=matches, license=_license(matches), access=access)


def _license(matches: Sequence[LicenseMatch]) -> LicenseMatch:
    told = [match for match in matches if match.kind != "access-only"]
    named = [match for match in told if match.id and not match.is_of_metadata]
    conflicting = [match for match in told if len(match.candidates) > 1]
    if conflicting:
        return conflicting[0]
    if named:
        return _agreed(named)
    found = min(told, key=lambda match: _WEIGHT[match.kind], default=LicenseMatch())
    if found.is_of_metadata:
        return msgspec.structs.replace(found, id="", kind="ambiguous", confidence=0.5, unstated=())
    return found


def _agreed(named: Sequence[LicenseMatch]) -> LicenseMatch:
    """Give the one licence that all matches name, or the conflict."""
    findings = [
        Finding(start=index, end=index, id=match.id, confidence=match.confidence)
        for index, match in enumerate(named)
    ]
    exact = most_exact(findings)
    chosen = named[exact[0].start]
    if len(exact) == 1:
        return chosen
    candidates = tuple(found.id for found in exact)
    return msgspec.structs.replace(
        chosen, id="", kind="ambiguous", unstated=(), candidates=candidates
    )
