"""Names of kinds, grounds and choices, in the curator's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from licensing.labels import license_name
from licensing.licenses import CC_VERSIONS, cc_id, find_license
from licensing.models import Decision

Word = str | Promise
KINDS: dict[str, Word] = {
    "license": pgettext_lazy("kind of a statement", "a licence"),
    "public-domain": pgettext_lazy("kind of a statement", "public domain"),
    "rights-statement": pgettext_lazy("kind of a statement", "a rights statement"),
    "access-only": pgettext_lazy("kind of a statement", "who may reach it"),
    "all-rights-reserved": pgettext_lazy("kind of a statement", "all rights reserved"),
    "custom-terms": pgettext_lazy("kind of a statement", "terms of its own"),
    "not-rights": pgettext_lazy("kind of a statement", "nothing about rights"),
    "ambiguous": pgettext_lazy("kind of a statement", "ambiguous"),
    "none": pgettext_lazy("kind of a statement", "no licence stated"),
}
BASES: dict[str, Word] = {
    "url": pgettext_lazy("ground of a reading", "by an address"),
    "spdx": pgettext_lazy("ground of a reading", "by an SPDX id"),
    "code": pgettext_lazy("ground of a reading", "by a code"),
    "name": pgettext_lazy("ground of a reading", "by a name"),
    "sentence": pgettext_lazy("ground of a reading", "by a sentence"),
    "source-token": pgettext_lazy("ground of a reading", "by a word of the source"),
    "none": "",
    "curator": pgettext_lazy("ground of a reading", "decided by a curator"),
    "curator-record": pgettext_lazy("ground of a reading", "decided for this one record"),
    "set-default": pgettext_lazy("ground of a reading", "default of a set"),
    "source-default": pgettext_lazy("ground of a reading", "default of the source"),
}
CONFIDENCES: dict[str, Word] = {
    "low": pgettext_lazy("confidence", "low"),
    "middle": pgettext_lazy("confidence", "middling"),
    "high": pgettext_lazy("confidence", "high"),
}
ORDERS: dict[str, Word] = {
    "": pgettext_lazy("order of the queue", "Most records first"),
    "downloads": pgettext_lazy("order of the queue", "Most downloads first"),
}
Action = Decision.Action
ACTIONS: dict[str, tuple[str, Word]] = {
    Action.ACCEPT: ("a", _("Accept the reading")),
    Action.LICENSE: ("l", _("Choose a licence")),
    Action.CLOSED: ("c", _("All rights reserved")),
    Action.NOT_LICENSE: ("n", _("Not a licence")),
    Action.ASK: ("p", _("Ask the partner")),
}
"""Action -> key, name."""
USUAL_REASON = _("The reading is right.")


def suggested_licenses() -> list[tuple[str, str]]:
    """Give pairs (id, name) of licences to suggest, the most usual first; others may be typed."""
    units = [each.split("-") for each in ("BY", "BY-SA", "BY-NC", "BY-NC-SA", "BY-ND", "BY-NC-ND")]
    versions = [version for version in reversed(CC_VERSIONS) if version in {"3.0", "4.0"}]
    ids = [cc_id(unit, version) for version in versions for unit in units]
    ids += ["CC0-1.0", "PDM-1.0", "PD", *(cc_id(unit) for unit in units)]
    ids += ["GFDL-1.3", "MIT", "Apache-2.0", "GPL-3.0", "rs:InC", "rs:InC-EDU", "rs:NoC-US"]
    return [(each, license_name(each)) for each in ids if find_license(each)]
