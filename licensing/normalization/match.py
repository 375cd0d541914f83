"""What reading a rights statement gives: values only, no rules."""

from typing import Literal

import msgspec

from licensing.licenses import LicenseClass, license_class

Kind = Literal[
    "license",
    "public-domain",
    "rights-statement",
    "access-only",
    "all-rights-reserved",
    "custom-terms",
    "not-rights",
    "ambiguous",
    "none",
]
Basis = Literal["url", "spdx", "code", "name", "sentence", "source-token", "none"]


class LicenseMatch(msgspec.Struct, frozen=True, kw_only=True):
    """What one statement says, and how that was read.

    ``id`` is canonical (``licensing.licenses``; ``rs:`` and ``access:`` ids included) and empty
    when the statement names no licence or more than one. ``kind`` is ``none`` only for an empty
    statement. ``evidence`` is ``statement[start:end]``, the characters that decided. ``unstated``
    lists what the statement left open, of ``"version"`` and ``"port"``. ``candidates`` are the ids
    found when they are several and no one of them can be chosen; ``access`` is what the statement
    says, beside its licence, about who may reach the work.
    """

    id: str = ""
    kind: Kind = "none"
    basis: Basis = "none"
    confidence: float = 0.0
    evidence: str = ""
    start: int = 0
    end: int = 0
    unstated: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    access: str = ""
    is_of_metadata: bool = False
    """Said of the metadata, not of the work."""

    @property
    def license_class(self) -> LicenseClass:
        """Class of this statement taken alone; two different licences are a conflict."""
        if len(self.candidates) > 1:
            return LicenseClass.CONFLICT
        return license_class(self.id, self.kind)


class RecordRights(msgspec.Struct, frozen=True, kw_only=True):
    """What all statements of one record say together.

    ``matches`` has one match a statement, in their order. ``license`` is the one that holds for the
    record: of kind ``ambiguous``, with ``candidates``, when the statements name different licences;
    never of kind ``access-only``. ``access`` is an ``access:`` id, or empty.
    """

    matches: tuple[LicenseMatch, ...] = ()
    license: LicenseMatch = LicenseMatch()
    access: str = ""

    @property
    def license_class(self) -> LicenseClass:
        """Class of the record for the facet."""
        return self.license.license_class


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One place in a statement that says something; positions count folded characters.

    An empty ``id`` of kind ``ambiguous`` is a licence that was named but not which one.
    ``is_unported`` says that the statement leaves no port open: an address, or "Unported".
    """

    start: int
    end: int
    id: str = ""
    kind: Kind = "license"
    basis: Basis = "name"
    confidence: float = 0.95
    is_unported: bool = False
