"""Answer for any number of works: mixed together, and side by side."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import combinations

import msgspec

from licensing.compatibility.grants import Grade, Grant, grant
from licensing.compatibility.reasons import (
    Reason,
    is_refusal,
    is_retired,
    reason,
    refusal,
    single_reasons,
)
from licensing.licenses import (
    COMMERCIAL_USE,
    DISTRIBUTION,
    SHARE_ALIKE,
    License,
    LicenseClass,
    find_license,
)

_TARGETS = (
    "CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", "CC-BY-ND-4.0",
    "CC-BY-NC-ND-4.0",
)  # fmt: skip
"""Licences people choose for something new, the most open first."""
_GO_TO_GPL = frozenset(["GPL", "LGPL", "MPL", "EUPL", "CECILL", "Apache"])
"""Families that meet others in version 3 of the GPL."""


class Verdict(StrEnum):
    """An answer."""

    YES = "yes"
    NO = "no"
    UNCERTAIN = "uncertain"


class ResultLicense(msgspec.Struct, frozen=True, kw_only=True):
    """A licence that the adaptation may carry; recommended when nothing speaks against it."""

    id: str
    verdict: Verdict
    is_recommended: bool
    reasons: tuple[Reason, ...] = ()


class Compatibility(msgspec.Struct, frozen=True, kw_only=True):
    """What may be done with works together.

    ``results`` are the licences an adaptation may go out under: recommended ones first, then the
    most open; empty when it may not be shared. ``collection_reasons`` say what to mind, or why not.
    """

    works: tuple[str, ...]
    adaptation: Verdict
    results: tuple[ResultLicense, ...]
    reasons: tuple[Reason, ...]
    collection: Verdict
    collection_reasons: tuple[Reason, ...]
    is_collection_non_commercial: bool


def check_compatibility(license_ids: Sequence[str]) -> Compatibility:
    """Say whether works under these licences may be adapted together, or collected.

    Each refusal names the licence, or the pair, and the clause. An id that is not known, an empty
    one and an ``access:`` id make the answer uncertain: without a licence nothing is granted, but
    the licence may only be missing from the record.

    Args:
        license_ids: Canonical ids, in any order; the same one may occur several times. With none,
            there is nothing to mind.
    """
    works = tuple(dict.fromkeys(license_ids))
    known = [found for found in map(find_license, works) if found]
    reasons = [*single_reasons(works)]
    adaptable = [found for found in known if found.may_be_adapted]
    reasons += _pair_reasons(adaptable)
    targets = _targets(adaptable)
    is_refused = any(is_refusal(found) for found in reasons)
    results = () if is_refused else tuple(_results(adaptable, targets))
    if reasons:
        results = tuple(map(_doubted, results))
    if not is_refused and not results:
        reasons.append(reason("no-common-license", works))
        is_refused = True
    collection, collection_reasons = _collection(works)
    return Compatibility(
        works=works,
        adaptation=_adaptation(reasons, results, is_refused=is_refused),
        results=results,
        reasons=tuple(reasons),
        collection=collection,
        collection_reasons=collection_reasons,
        is_collection_non_commercial=any(COMMERCIAL_USE in found.prohibits for found in known),
    )


def _targets(works: Sequence[License]) -> list[License]:
    """Give the licences that a result may be thought of: the usual ones and those of the works."""
    ids = [*_TARGETS, *(found.id for found in works)]
    if any(found.family in _GO_TO_GPL for found in works):
        ids.append("GPL-3.0")
    return [found for found in map(find_license, dict.fromkeys(ids)) if found]


def _grants(works: Sequence[License], target: License) -> list[Grant]:
    """Give what each work grants for a target, seen together.

    A work under BY-NC may not end under the ShareAlike licence that another work asks for: there
    the non-commercial limit would be lost.
    """
    grants = [grant(found, target) for found in works]
    if any(SHARE_ALIKE in found.requires for found in works):
        return [
            Grant(Grade.NO, one.code) if one.code == "less-than-original" else one for one in grants
        ]
    return grants


def _best(works: Sequence[License]) -> Grant:
    """Give the best that any licence reaches for works together, with what decided."""
    reached = (min(_grants(works, target), key=lambda one: one.grade) for target in _targets(works))
    return max(reached, key=lambda one: one.grade)


def _pair_reasons(works: Sequence[License]) -> list[Reason]:
    """Give a reason for each pair that cannot be mixed, or of which it is not certain."""
    retired = (found for found in works if is_retired(found) and len(works) > 1)
    reasons = [reason("retired", (found.id,)) for found in retired]
    for first, second in combinations(works, 2):
        if any(is_retired(one) and SHARE_ALIKE not in one.requires for one in (first, second)):
            continue  # said of the licence itself
        best = _best((first, second))
        if best.grade is Grade.UNCERTAIN:
            unstated = next((one for one in (first, second) if not one.version), first)
            is_version = best.code == "version-unstated"
            pair = (unstated.id,) if is_version else (first.id, second.id)
            reasons.append(reason(best.code, pair))
        elif best.grade is Grade.NO:
            reasons.append(refusal(first, second))
    return list(dict.fromkeys(reasons))


def _results(works: Sequence[License], targets: Sequence[License]) -> list[ResultLicense]:
    """Give the licences that all works allow, recommended ones first."""
    found = [one for target in targets if (one := _result(works, target))]
    return sorted(found, key=lambda one: not one.is_recommended)


def _doubted(result: ResultLicense) -> ResultLicense:
    """Take a result back to uncertain: something about the works themselves is."""
    return msgspec.structs.replace(result, verdict=Verdict.UNCERTAIN, is_recommended=False)


def _result(works: Sequence[License], target: License) -> ResultLicense | None:
    """Give a target as a result; None where a work forbids it."""
    grants = _grants(works, target)
    grade = min((one.grade for one in grants), default=Grade.YES)
    if grade is Grade.NO:
        return None
    reasons = [
        reason(one.code, (work.id,) if one.code == "version-unstated" else (target.id, work.id))
        for work, one in zip(works, grants, strict=True)
        if one.grade is not Grade.YES
    ]
    if target.port == "IGO":
        reasons.append(reason("intergovernmental", (target.id,)))
    return ResultLicense(
        id=target.id,
        verdict=Verdict.UNCERTAIN if grade is Grade.UNCERTAIN else Verdict.YES,
        is_recommended=grade is Grade.YES and target.port != "IGO",
        reasons=tuple(dict.fromkeys(reasons)),
    )


def _adaptation(
    reasons: Sequence[Reason], results: Sequence[ResultLicense], *, is_refused: bool
) -> Verdict:
    if is_refused:
        return Verdict.NO
    if reasons or all(one.verdict is Verdict.UNCERTAIN for one in results):
        return Verdict.UNCERTAIN
    return Verdict.YES


def _collection(works: Sequence[str]) -> tuple[Verdict, tuple[Reason, ...]]:
    """Say whether works may stand side by side, unchanged, and what to mind."""
    verdict = Verdict.YES
    reasons: list[Reason] = []
    for work in works:
        found = find_license(work)
        if found is None or (found.is_rights_statement and found.license_class == "unknown"):
            reasons.append(reason("not-evaluated" if found else "unknown-license", (work,)))
            verdict = Verdict.NO if verdict is Verdict.NO else Verdict.UNCERTAIN
        elif DISTRIBUTION not in found.permits or found.license_class is LicenseClass.CLOSED:
            reasons.append(reason("no-license", (work,)))
            verdict = Verdict.NO
        else:
            reasons += _conditions(found)
    if len(works) > 1 and verdict is not Verdict.NO:
        reasons.append(reason("collection-keeps", works))
    return verdict, tuple(reasons)


def _conditions(found: License) -> Iterable[Reason]:
    if COMMERCIAL_USE in found.prohibits:
        yield reason("collection-non-commercial", (found.id,))
    if not found.may_be_adapted:
        yield reason("collection-unchanged", (found.id,))
