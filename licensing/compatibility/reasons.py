"""Why works may not be combined: clauses in words, from ``data/clauses.toml``."""

from collections.abc import Iterable, Sequence
from functools import cache

import msgspec

from licensing.compatibility.grants import is_cc, is_free_of_conditions
from licensing.licenses import COMMERCIAL_USE, License, LicenseClass, find_license, read_data


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why not, or what to mind: the licences it is about, the clause, and a sentence in English.

    ``code`` is stable, for translation; the sentence is made of it and of the licences' names.
    """

    code: str
    works: tuple[str, ...]
    clause: str
    text: str


@cache
def _clauses() -> dict[str, dict[str, str]]:
    return read_data("clauses.toml")


def clause_texts(code: str) -> dict[str, str]:
    """Give ``clause`` and ``text`` of a code in English, the text with places for two names."""
    return _clauses()[code]


def reason(code: str, works: Sequence[str]) -> Reason:
    """Build the reason of a code about these licences, the first and the last named in its text."""
    names = [found.short_name if (found := find_license(work)) else work for work in works]
    texts = clause_texts(code)
    text = texts["text"].format(a=names[0], b=names[-1])
    return Reason(code=code, works=tuple(works), clause=texts["clause"], text=text)


_UNCERTAIN_CODES = frozenset(
    ["unknown-license", "not-evaluated", "retired", "version-unstated", "unsettled"]
)


def is_refusal(found: Reason) -> bool:
    """Tell whether a reason says no, or only that it is not certain."""
    return found.code not in _UNCERTAIN_CODES


def single_reasons(works: Sequence[str]) -> Iterable[Reason]:
    """Yield what stands against adapting one of the works, whatever it is mixed with."""
    for work in works:
        found = find_license(work)
        if found is None:
            yield reason("unknown-license", (work,))
        elif found.is_rights_statement or found.license_class is LicenseClass.CLOSED:
            is_open = found.license_class is LicenseClass.UNKNOWN
            yield reason("not-evaluated" if is_open else "no-license", (work,))
        elif not found.may_be_adapted:
            yield reason("no-derivatives", (work,))


def is_retired(found: License) -> bool:
    """Tell whether this is a Creative Commons licence that is offered no more, such as Sampling."""
    is_tool = found.family.startswith("CC-") and not is_cc(found)
    return is_tool and not is_free_of_conditions(found)


def refusal(first: License, second: License) -> Reason:
    """Name the clause for which two works cannot be mixed."""
    for a, b in ((first, second), (second, first)):
        is_limited = COMMERCIAL_USE in b.prohibits
        if a.family == "CC-BY-SA" and is_limited and b.family == "CC-BY-NC":
            return reason("share-alike-non-commercial", (a.id, b.id))
        if not is_cc(a) and is_limited:
            return reason("copyleft-non-commercial", (a.id, b.id))
        if a.family == "Apache" and b.family == "GPL":
            return reason("patent-terms", (b.id, a.id))
        if a.family == "GFDL":
            return reason("documentation-license", (a.id, b.id))
    if is_cc(first) and is_cc(second):
        is_same = first.family == second.family
        return reason(
            "share-alike-version" if is_same else "share-alike-both", (first.id, second.id)
        )
    strict = second if is_cc(first) else first
    other = first if strict is second else second
    return reason("copyleft", (strict.id, other.id))
