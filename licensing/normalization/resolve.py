"""From what was found in a statement to one answer: merge what agrees, report what contradicts."""

from collections.abc import Iterable
from itertools import pairwise

from licensing.licenses import LicenseClass, find_license
from licensing.normalization.match import Finding
from licensing.normalization.patterns import pattern

_ENOUGH = 24
"""So many different licences are a conflict whatever else follows."""


def _parts(license_id: str) -> tuple[str, str, str]:
    """Give (family, version, rest) of an id, the rest being port or SPDX ending."""
    found = find_license(license_id)
    if not found:
        return license_id, "", ""
    rest = license_id.removeprefix(found.family).removeprefix(f"-{found.version}")
    return found.family, found.version, rest


def refines(exact: str, loose: str) -> bool:
    """Tell whether one id says the same as another, or the same and more."""
    if exact == loose:
        return True
    if loose == "PD":
        found = find_license(exact)
        return found is not None and found.license_class is LicenseClass.PUBLIC_DOMAIN
    if loose in {"BSD", "OGL"}:
        return exact.startswith(f"{loose}-")
    family, version, rest = _parts(exact)
    loose_family, loose_version, loose_rest = _parts(loose)
    if family != loose_family or loose_version not in {"", version}:
        return False
    return loose_rest in {"", rest}


def most_exact(findings: Iterable[Finding]) -> list[Finding]:
    """Keep, of findings that say the same, the one that says most; what differs all stays."""
    kept: list[Finding] = []
    for finding in findings:
        if len(kept) >= _ENOUGH:
            break
        if any(refines(other.id, finding.id) and other.id != finding.id for other in kept):
            continue
        same = next((other for other in kept if other.id == finding.id), None)
        if same:
            if finding.confidence > same.confidence:
                kept[kept.index(same)] = finding
            continue
        kept = [other for other in kept if not refines(finding.id, other.id)]
        kept.append(finding)
    return kept


def drop_abbreviated(findings: Iterable[Finding], text: str) -> list[Finding]:
    """Drop a bare "Attribution" that the code right behind it spells out: "Attribution (BY-SA)"."""
    ordered = sorted(findings, key=lambda found: found.start)
    kept = list(ordered)
    for loose, exact in pairwise(ordered):
        gap = text[loose.end : exact.start]
        if loose.id == "CC-BY" and exact.id.startswith("CC-BY-") and not gap.strip(" -(:[/«»"):
            kept.remove(loose)
    return kept


def is_contradicted(license_id: str, text: str) -> bool:
    """Tell whether the words beside a licence take back what it gives."""
    found = find_license(license_id)
    if not found or found.is_rights_statement or not license_id.startswith("CC-BY"):
        return False
    if not found.prohibits and pattern("no_commerce").search(text) and "commercially" not in text:
        return True
    return found.may_be_adapted and bool(pattern("no_change").search(text))
