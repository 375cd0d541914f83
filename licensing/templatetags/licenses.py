"""How templates show licences: in words, with a colour and a picture that never stand alone."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from licensing.compatibility import Reason
from licensing.definitions import is_oer, is_open
from licensing.labels import (
    CLASS_EXPLANATIONS,
    CLASS_LABELS,
    clause_label,
    license_name,
    reason_template,
)
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
register.filter("license_name", license_name)
register.filter("clause_label", clause_label)

PERMISSIONS = (
    (REPRODUCTION, _("copy it and use it in class")),
    (DISTRIBUTION, _("pass it on, printed or online")),
    (DERIVATIVE_WORKS, _("change it: translate, shorten, adapt, combine")),
)
ASSUMPTIONS: dict[str, tuple[str | Promise, ...]] = {
    LicenseClass.CLOSED: (
        _("that you may copy it, change it or pass it on, even if you may read it for free"),
        _("that teaching makes it lawful: what a school may do differs from country to country"),
    ),
    LicenseClass.CONFLICT: (
        _("that the more generous of the licences holds"),
        _("that you may change it or use it to earn money"),
    ),
    LicenseClass.UNKNOWN: (
        _("that you may copy it, change it or pass it on: free to read is not free to use"),
        _("that no licence means no copyright; ask the owner"),
    ),
}
"""What a reader may not conclude where no licence says what is allowed."""
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
def reason_text(reason: Reason) -> SafeString:
    """Give the sentence of a reason in the reader's language, names kept from turning it around."""
    names = {
        key: format_html('<bdi dir="ltr">{}</bdi>', license_name(work))
        for key, work in (("a", reason.works[0]), ("b", reason.works[-1]))
    }
    sentence = conditional_escape(reason_template(reason.code))
    return mark_safe(sentence.format(**names))  # noqa: S308 - both parts are escaped above


@register.simple_tag
def license_badge(license_class: str, license_id: str = "") -> SafeString:
    """Show what may be done with a work: the class in words, and the licence where one is known."""
    known = license_class if license_class in CLASS_LABELS else "unknown"
    return _badge(known, license_id, get_language() or "")


@lru_cache(maxsize=1_000)
def _badge(license_class: str, license_id: str, _language: str) -> SafeString:
    """Give the badge in the active language; a list repeats few of them in every row."""
    context = {"license_class": license_class, "license_id": license_id}
    return render_to_string("licensing/badge.html", context)


@register.inclusion_tag("licensing/terms.html")
def license_terms(license_id: str, license_class: str) -> dict[str, object]:
    """Explain in words what may be done with a work, on which conditions, and what may not."""
    known = find_license(license_id)
    terms: dict[str, object] = {
        "license_class": license_class,
        "license": known,
        "oer": is_oer(license_class),
        "open": is_open(license_id, license_class),
        "is_nc_question": license_class == LicenseClass.OPEN_WITH_NC,
        "assumptions": ASSUMPTIONS.get(license_class, ()),
    }
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
