"""Rights: every statement as stated, the licence they name together, and who may reach the work."""

from functools import lru_cache

import msgspec

from harvester.normalize.issues import Reading, issue
from harvester.records import MetadataIssue
from licensing.licenses import LicenseClass, license_url
from licensing.normalization import RecordRights, combine
from repository.metadata.record import LicenseFinding
from repository.metadata.texts import remove_forbidden

_TOLD_KINDS = frozenset({"all-rights-reserved"})
"""Kinds that name no licence and leave nothing to find out."""


class FoundRights(msgspec.Struct, frozen=True, kw_only=True):
    """The rights fields of a record."""

    statements: tuple[str, ...] = ()
    license: LicenseFinding = LicenseFinding()
    access: str = ""


@lru_cache(maxsize=4096)
def read_rights(rights: tuple[str, ...], access: tuple[str, ...] = ()) -> Reading[FoundRights]:
    """Read all statements of a record together; those about access alone are kept with them."""
    statements = tuple(
        dict.fromkeys(text for one in (*rights, *access) if (text := remove_forbidden(one)).strip())
    )
    read = combine(statements)
    found = FoundRights(statements=statements, license=_finding(read), access=read.access)
    return Reading(found, _issues(rights, statements, read))


def _finding(read: RecordRights) -> LicenseFinding:
    """Give the licence in the terms of the record; the evidence of a conflict is its candidates."""
    match = read.license
    return LicenseFinding(
        id=match.id,
        url=license_url(match.id) if match.id else "",
        license_class=read.license_class.value,
        kind=match.kind,
        basis=match.basis,
        confidence=match.confidence,
        evidence=", ".join(match.candidates) or match.evidence,
    )


def _issues(
    rights: tuple[str, ...], statements: tuple[str, ...], read: RecordRights
) -> tuple[MetadataIssue, ...]:
    """Tell what is amiss with the licence; who may reach a work is none, and lacks none."""
    match = read.license
    if read.license_class is LicenseClass.CONFLICT:
        return (issue("license-conflict", "rights_statements", ", ".join(match.candidates)),)
    if match.id or match.kind in _TOLD_KINDS:
        return ()
    meant = {remove_forbidden(text) for text in rights}
    said = [
        text
        for text, one in zip(statements, read.matches, strict=True)
        if one.kind not in {"access-only", "none"} and text in meant
    ]
    if not said:
        return (issue("no-license", "rights_statements"),)
    return tuple(issue("unknown-license", "rights_statements", text) for text in said)
