"""How templates show licences: in words, with a colour and a picture that never stand alone."""

import re

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from licensing.licenses import (
    ATTRIBUTION,
    COMMERCIAL_USE,
    DERIVATIVE_WORKS,
    DISTRIBUTION,
    LESSER_COPYLEFT,
    NOTICE,
    REPRODUCTION,
    SHARE_ALIKE,
    LicenseClass,
    find_license,
)

register = template.Library()

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

PERMISSIONS = (
    (REPRODUCTION, _("copy it and use it in class")),
    (DISTRIBUTION, _("pass it on, printed or online")),
    (DERIVATIVE_WORKS, _("change it: translate, shorten, adapt, combine")),
)
CONDITIONS = (
    (ATTRIBUTION, _("name the author and the licence, and say what you changed")),
    (NOTICE, _("keep the copyright notice")),
    (SHARE_ALIKE, _("share what you make of it under the same licence")),
    (LESSER_COPYLEFT, _("keep changed parts under the same licence")),
)


@register.filter
def license_class_label(license_class: str) -> str:
    """Give the name of a licence class in the reader's language."""
    return str(CLASS_LABELS.get(license_class, license_class))


@register.filter
def license_class_explanation(license_class: str) -> str:
    """Give one sentence on what a licence class allows."""
    return str(CLASS_EXPLANATIONS.get(license_class, ""))


@register.filter
def license_name(license_id: str) -> str:
    """Give the name of a licence as people write it: ``CC BY-SA 4.0`` for ``CC-BY-SA-4.0``."""
    if found := CREATIVE_COMMONS.fullmatch(license_id):
        return " ".join(part for part in ("CC", *found.groups()) if part)
    if license_id in NAMES:
        return str(NAMES[license_id])
    known = find_license(license_id)
    return known.name if known and known.is_rights_statement else license_id


@register.inclusion_tag("licensing/badge.html")
def license_badge(license_class: str, license_id: str = "") -> dict[str, str]:
    """Show what may be done with a work: the class in words, and the licence where one is known."""
    known = license_class if license_class in CLASS_LABELS else "unknown"
    return {"license_class": known, "license_id": license_id}


@register.inclusion_tag("licensing/terms.html")
def license_terms(license_id: str, license_class: str) -> dict[str, object]:
    """Explain in words what may be done with a work, on which conditions, and what may not."""
    known = find_license(license_id)
    terms: dict[str, object] = {"license_class": license_class, "license": known}
    if known is None or not known.permits:
        return terms
    is_commercial = COMMERCIAL_USE not in known.prohibits
    return terms | {
        "permissions": [text for term, text in PERMISSIONS if term in known.permits]
        + ([_("use it to earn money")] if is_commercial else []),
        "conditions": [text for term, text in CONDITIONS if term in known.requires],
        "refusals": ([] if is_commercial else [_("use it to earn money")])
        + ([] if known.may_be_adapted else [_("share changed versions")]),
    }
