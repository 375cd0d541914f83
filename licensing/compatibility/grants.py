"""What one licence says about releasing an adaptation under another.

Source: the charts of the Creative Commons FAQ ("Combining and adapting CC material") for the six
licences; https://creativecommons.org/compatiblelicenses for Free Art and GPL;
https://www.gnu.org/licenses/license-list.html for GNU licences; the licences' own texts for those
that name others (EUPL appendix, MPL 3.3, LGPL 2.1 section 3, CeCILL 5.3.4, OGL, Licence Ouverte).
"""

from collections.abc import Callable
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from licensing.licenses import SHARE_ALIKE, License, LicenseClass

PERMISSIVE = frozenset(
    ["MIT", "BSD", "BSD-2-Clause", "BSD-3-Clause", "BSD-3-Clause-Clear", "ISC", "Zlib"]
)
UNCONDITIONAL = frozenset(["0BSD", "Unlicense", "WTFPL", "DL-DE-ZERO"])
LIKE_ATTRIBUTION = frozenset(["OGL-UK-1.0", "OGL-UK-2.0", "OGL-UK-3.0", "etalab-2.0"])
"""Licences whose own text says that they are compatible with CC BY."""
NAMED_BY_EUPL = frozenset(
    ["GPL-2.0", "GPL-2.0-only", "GPL-3.0", "GPL-3.0-only", "AGPL-3.0", "AGPL-3.0-only",
     "CECILL-2.0", "CECILL-2.1", "EPL-1.0", "MPL-2.0", "LGPL-2.1", "LGPL-2.1-only", "LGPL-3.0",
     "LGPL-3.0-only", "CC-BY-SA-3.0"]
)  # fmt: skip
"""Appendix of version 1.2; 1.1 names the first, CeCILL and EPL only."""
NAMED_BY_OLD_EUPL = frozenset(["GPL-2.0", "GPL-2.0-only", "CECILL-2.0", "EPL-1.0"])
_NON_COMMERCIAL_TARGETS = frozenset(["CC-BY-NC", "CC-BY-NC-SA", "CC-BY-NC-ND"])


class Grade(IntEnum):
    """How far a licence allows a target; of several works the least counts."""

    NO = 0
    UNCERTAIN = 1
    DISCOURAGED = 2
    YES = 3


class Grant(NamedTuple):
    """An answer, with the code of the clause that decided (see ``data/clauses.toml``)."""

    grade: Grade
    code: str = ""


_YES = Grant(Grade.YES)
_UNSETTLED = Grant(Grade.UNCERTAIN, "unsettled")
_COPYLEFT = Grant(Grade.NO, "copyleft")
_VERSION_UNSTATED = Grant(Grade.UNCERTAIN, "version-unstated")


def is_cc(found: License) -> bool:
    """Tell whether this is one of the six Creative Commons licences."""
    return found.family.startswith("CC-BY")


def is_free_of_conditions(found: License) -> bool:
    """Tell whether nothing is asked of who reuses the work."""
    is_public = found.license_class is LicenseClass.PUBLIC_DOMAIN
    return is_public or found.family in UNCONDITIONAL


@lru_cache(maxsize=4096)
def grant(source: License, target: License) -> Grant:
    """Say whether an adaptation of a work under ``source`` may be released under ``target``.

    ``source`` is a licence that lets works be adapted. Only this one work is looked at: that a
    non-commercial work goes out under a licence without that limit is discouraged, not refused.
    """
    if source.id == target.id or is_free_of_conditions(source):
        return _YES
    if is_free_of_conditions(target):
        return Grant(Grade.NO, "copyleft")
    if is_cc(source):
        return _of_cc(source, target)
    if source.family in PERMISSIVE:
        return _YES
    return _of_other(source, target)


def _of_cc(source: License, target: License) -> Grant:
    if SHARE_ALIKE in source.requires:
        return _of_share_alike(source, target)
    is_limited = source.family == "CC-BY-NC"
    if not is_cc(target):
        if is_limited:
            return Grant(Grade.NO, "copyleft-non-commercial")
        is_known = target.family == "GPL" and source.version == "4.0"
        return _YES if is_known else _UNSETTLED
    if is_limited and target.family not in _NON_COMMERCIAL_TARGETS:
        return Grant(Grade.DISCOURAGED, "less-than-original")
    return _YES


def _of_share_alike(source: License, target: License) -> Grant:
    """BY-SA and BY-NC-SA: the same elements again, in this or a later version."""
    if target.family == source.family:
        return _same_elements(source, target)
    if source.family == "CC-BY-SA" and target.id in {"GPL-3.0", "GPL-3.0-only", "LAL-1.3"}:
        if not source.version:
            return _VERSION_UNSTATED
        return _YES if source.version == "4.0" else _COPYLEFT
    if source.family == "CC-BY-SA" and target.id == "GPL-3.0-or-later" and source.version == "4.0":
        return _UNSETTLED  # one way to version 3; later ones are not named
    return Grant(Grade.NO, "documentation-license" if target.family == "GFDL" else "copyleft")


def _same_elements(source: License, target: License) -> Grant:
    if not source.version or not target.version:
        return _VERSION_UNSTATED
    if source.version == "1.0" or target.version < source.version:
        return Grant(Grade.NO, "share-alike-version")
    if target.version > source.version:
        return _YES
    # The same version in another port: 3.0 allows it; the intergovernmental port is read by few.
    if source.version < "3.0" or "IGO" in {source.port, target.port}:
        return _UNSETTLED
    return _YES


def _of_other(source: License, target: License) -> Grant:
    if rule := _RULES.get(source.family):
        return rule(source, target)
    if source.id in LIKE_ATTRIBUTION and is_cc(target):
        return _YES
    return _UNSETTLED


def _of_retired_share_alike(_source: License, _target: License) -> Grant:
    return _COPYLEFT  # version 1.0 of ShareAlike: only itself


def _of_free_art(source: License, target: License) -> Grant:
    if not source.version:
        return _VERSION_UNSTATED
    return _YES if (source.version, target.id) == ("1.3", "CC-BY-SA-4.0") else _COPYLEFT


def _of_apache(source: License, target: License) -> Grant:
    if source.version != "2.0" or target.family != "GPL":
        return _UNSETTLED
    if target.version == "3.0":
        return _YES
    if target.version == "2.0" and not target.id.endswith("-or-later"):
        return Grant(Grade.NO, "patent-terms")
    return _UNSETTLED


def _of_lgpl(source: License, target: License) -> Grant:
    """Also the GPL, of the version it was made beside or a later one."""
    if target.family == "GPL":
        if not source.version or not target.version:
            return _VERSION_UNSTATED
        least = "3.0" if source.version == "3.0" else "2.0"
        return _YES if target.version >= least else _COPYLEFT
    return _of_own_versions(source, target)


def _of_mozilla(source: License, target: License) -> Grant:
    """Version 2.0 lets a larger work go out under a GNU licence of these versions or later."""
    least = {"GPL": "2.0", "LGPL": "2.1", "AGPL": "3.0"}.get(target.family)
    if source.version == "2.0" and least and target.version:
        return _YES if target.version >= least else _UNSETTLED
    return _UNSETTLED


def _of_eupl(source: License, target: License) -> Grant:
    named = NAMED_BY_EUPL if source.version == "1.2" else NAMED_BY_OLD_EUPL
    if source.version in {"1.1", "1.2"} and target.id in named:
        return _YES
    return _of_own_versions(source, target)


def _of_cecill(source: License, target: License) -> Grant:
    is_named = target.family == "GPL" and source.version in {"2.0", "2.1"} and target.version
    return _YES if is_named else _of_own_versions(source, target)


def _of_own_versions(source: License, target: License) -> Grant:
    """A copyleft: only itself, a later version where that was said; others are not settled."""
    if target.family != source.family:
        return _COPYLEFT if is_cc(target) else _UNSETTLED
    if not source.version or not target.version:
        return _VERSION_UNSTATED
    if source.id.endswith("-or-later") and target.version >= source.version:
        return _YES
    return _UNSETTLED


def _of_gpl(source: License, target: License) -> Grant:
    """Only the same licence; a later version where "or later" was said."""
    if target.family == "AGPL":
        return _UNSETTLED
    if target.family != "GPL":
        return _COPYLEFT
    if not source.version or not target.version:
        return _VERSION_UNSTATED
    if source.version == target.version and not source.id.endswith("-or-later"):
        # "GPL-3.0" and "GPL-3.0-only" say the same; "or later" cannot be added to it.
        return _COPYLEFT if target.id.endswith("-or-later") else _YES
    if source.id.endswith("-or-later") and target.version >= source.version:
        return _YES
    return _COPYLEFT


def _of_gfdl(source: License, target: License) -> Grant:
    if target.family != "GFDL":
        return Grant(Grade.NO, "documentation-license")
    if not source.version or not target.version:
        return _VERSION_UNSTATED
    is_later = source.id.endswith("-or-later") and target.version >= source.version
    return _YES if is_later else _UNSETTLED


_RULES: dict[str, Callable[[License, License], Grant]] = {
    "Apache": _of_apache,
    "GPL": _of_gpl,
    "LGPL": _of_lgpl,
    "AGPL": _of_own_versions,
    "MPL": _of_mozilla,
    "EUPL": _of_eupl,
    "CECILL": _of_cecill,
    "GFDL": _of_gfdl,
    "LAL": _of_free_art,
    "CC-SA": _of_retired_share_alike,
    "CC-NC-SA": _of_retired_share_alike,
}
