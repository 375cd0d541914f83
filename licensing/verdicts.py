"""What holds for a record's licence, by reading or by decision: values only. Pure.

A verdict has the fields and the JSON form of a record's ``license``, which lives in the room above;
a test holds the two to each other.
"""

from collections.abc import Sequence
from typing import Literal

import msgspec

from licensing.errors import UnknownLicense
from licensing.licenses import LicenseClass, find_license, license_class, license_url
from licensing.normalization import combine

BY_CURATOR = "curator"
BY_CURATOR_FOR_RECORD = "curator-record"
BY_SET_DEFAULT = "set-default"
BY_SOURCE_DEFAULT = "source-default"
DECIDED_BASES = frozenset({BY_CURATOR, BY_CURATOR_FOR_RECORD, BY_SET_DEFAULT, BY_SOURCE_DEFAULT})
"""What stands as ``basis`` of a licence that was decided, where the engine's words stand else."""
SAYS_NOTHING = frozenset({"none", "not-rights"})
"""Kinds of statements that leave room for the default of a source."""

Openness = Literal[-1, 0, 1, 2, 3]
_OPENNESS: dict[str, Openness] = {
    LicenseClass.CLOSED: 0,
    LicenseClass.VIEW_ONLY: 1,
    LicenseClass.OPEN_WITH_NC: 2,
    LicenseClass.OPEN: 3,
    LicenseClass.PUBLIC_DOMAIN: 3,
}


class Verdict(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Fields as those of ``LicenseFinding`` in ``repository.metadata.record``."""

    id: str = ""
    url: str = ""
    license_class: str = "unknown"
    kind: str = "none"
    basis: str = "none"
    confidence: float = 0.0
    evidence: str = ""

    @property
    def summary(self) -> str:
        """The verdict in few words: ``license CC-BY-4.0 url 0.97``."""
        parts = (self.kind, self.id, self.basis, f"{self.confidence:.2f}")
        return " ".join(part for part in parts if part)


to_json = msgspec.json.Encoder(order="deterministic").encode
from_json = msgspec.json.Decoder(Verdict).decode


def read_verdict(statements: Sequence[str]) -> Verdict:
    """Read the statements of a record; the evidence of a conflict is its candidates."""
    rights = combine(statements)
    match = rights.license
    return Verdict(
        id=match.id,
        url=license_url(match.id) if match.id else "",
        license_class=rights.license_class.value,
        kind=match.kind,
        basis=match.basis,
        confidence=match.confidence,
        evidence=", ".join(match.candidates) or match.evidence,
    )


def licensed(license_id: str, *, basis: str) -> Verdict:
    """Give the verdict that a certain licence, dedication or rights statement holds.

    Raises:
        UnknownLicense: No licence has this id.
    """
    found = find_license(license_id)
    if found is None:
        raise UnknownLicense(license_id)
    kind = "license"
    if found.is_rights_statement:
        kind = "rights-statement"
    elif found.license_class is LicenseClass.PUBLIC_DOMAIN:
        kind = "public-domain"
    return Verdict(
        id=found.id,
        url=found.url,
        license_class=license_class(found.id).value,
        kind=kind,
        basis=basis,
        confidence=1.0,
    )


def closed(*, basis: str) -> Verdict:
    """Give the verdict that all rights are reserved."""
    return Verdict(
        license_class=LicenseClass.CLOSED.value,
        kind="all-rights-reserved",
        basis=basis,
        confidence=1.0,
    )


def not_a_license(*, basis: str) -> Verdict:
    """Give the verdict that what is stated says nothing about rights."""
    return Verdict(kind="not-rights", basis=basis, confidence=1.0)


def accepted(reading: Verdict, *, basis: str) -> Verdict:
    """Give the reading as confirmed by a person."""
    return msgspec.structs.replace(reading, basis=basis, confidence=1.0)


def opens_up(before: str, after: str) -> bool:
    """Tell whether works of the first class, which was closed, become free to use by the second."""
    return before == LicenseClass.CLOSED and _OPENNESS.get(after, -1) > _OPENNESS[before]
