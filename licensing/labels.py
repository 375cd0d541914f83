"""Licences, their classes and the clauses that keep works apart, in the reader's words.

The sentences of the clauses stand in ``data/clauses.toml``, where the pure code has them from; the
catalogues of the interface are collected from there, too.
"""

import re

from django.utils.functional import Promise
from django.utils.translation import get_language_bidi, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from licensing.compatibility import Reason, clause_texts
from licensing.licenses import LicenseClass, find_license

_FIRST_STRONG, _POP = "\u2068", "\u2069"

CREATIVE_COMMONS = re.compile(
    r"CC-(BY(?:-(?:NC|ND|SA))*)(?:-([0-9][0-9.]*))?(?:-([A-Z]+(?:-[A-Z]+)*))?"
)
NAMES: dict[str, str | Promise] = {
    "CC0-1.0": "CC0 1.0",
    "CC0": "CC0",
    "PDM-1.0": _("Public Domain Mark"),
    "PD": pgettext_lazy("licence class", "Public domain"),
}

CLASS_LABELS: dict[str, str | Promise] = {
    LicenseClass.PUBLIC_DOMAIN: pgettext_lazy("licence class", "Public domain"),
    LicenseClass.OPEN: pgettext_lazy("licence class", "Open"),
    LicenseClass.OPEN_WITH_NC: pgettext_lazy("licence class", "Open, non-commercial"),
    LicenseClass.VIEW_ONLY: pgettext_lazy("licence class", "No changes allowed"),
    LicenseClass.CLOSED: pgettext_lazy("licence class", "All rights reserved"),
    LicenseClass.CONFLICT: pgettext_lazy("licence class", "Contradictory licences"),
    LicenseClass.UNKNOWN: pgettext_lazy("licence class", "Licence not known"),
}
CLASS_EXPLANATIONS: dict[str, str | Promise] = {
    LicenseClass.PUBLIC_DOMAIN: _("No copyright: use, change and share it as you like."),
    LicenseClass.OPEN: _("You may use, change and share it."),
    LicenseClass.OPEN_WITH_NC: _("You may use, change and share it, but not to earn money."),
    LicenseClass.VIEW_ONLY: _("You may use it as it is; changed versions may not be shared."),
    LicenseClass.CLOSED: _("You may look at it; for anything more, ask the owner."),
    LicenseClass.CONFLICT: _(
        "The licences named contradict each other. Check before you reuse it."
    ),
    LicenseClass.UNKNOWN: _("It is not clear what is allowed. Check before you reuse it."),
}


def license_name(license_id: str) -> str:
    """Give the name of a licence as people write it: ``CC BY-SA 4.0`` for ``CC-BY-SA-4.0``."""
    if found := CREATIVE_COMMONS.fullmatch(license_id):
        return " ".join(part for part in ("CC", *found.groups()) if part)
    if license_id in NAMES:
        return str(NAMES[license_id])
    known = find_license(license_id)
    return known.name if known and known.is_rights_statement else license_id


def reason_template(code: str) -> str:
    """Give the sentence of a reason, with ``{a}`` and ``{b}`` for the names of the licences."""
    text = clause_texts(code)["text"]
    return gettext(text)


def clause_label(code: str) -> str:
    """Give the name of the clause that a reason's code stands for."""
    clause = clause_texts(code)["clause"]
    return gettext(clause)


def reason_sentence(found: Reason) -> str:
    """Give the sentence of a reason as plain text; names are isolated where the text runs left."""
    a, b = map(license_name, (found.works[0], found.works[-1]))
    if get_language_bidi():
        a, b = (f"{_FIRST_STRONG}{name}{_POP}" for name in (a, b))
    return reason_template(found.code).format(a=a, b=b)
