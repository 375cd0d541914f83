"""Why records were rejected or not understood, and how the source can be repaired."""

from collections.abc import Mapping

import msgspec
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Cause(msgspec.Struct, frozen=True):
    """One cause, in words."""

    code: str
    label: str | Promise
    advice: str | Promise
    marks: tuple[str, ...] = ()
    """What the reason of a rejected record says then, and says in no other case."""


STATE_THE_LICENSE = _(
    "State the licence as an address, such as https://creativecommons.org/licenses/by/4.0/."
)
GIVE_THE_PAGE = _("Give the address of the resource’s own page, beginning with https://.")
USE_A_VOCABULARY = _("Use the terms of a known vocabulary: LRMI, LOM, ISCED, schema.org.")

OTHER = Cause("other", _("Another reason"), _("Read the reason given with each record."))
REJECTIONS = (
    Cause("no-title", _("No title"), _("Give every record at least one title."), ("no title",)),
    Cause(
        "repaired",
        _("Repaired"),
        _("Nothing is lost. Send UTF-8 without control characters, and nothing before the XML."),
        ("repaired, ", "blank before the XML"),
    ),
    Cause(
        "date-refused",
        _("Date of the request refused"),
        _("Accept from and until in the granularity that Identify announces."),
        ("refused the date",),
    ),
    Cause(
        "unknown-format",
        _("Unknown metadata format"),
        _("Offer the records in one of the formats that the reason names."),
        ("unknown metadata format",),
    ),
    Cause(
        "no-identifier",
        _("No identifier"),
        _("Give every record a header with an identifier that never changes."),
        ("has no header", "has no identifier"),
    ),
    Cause(
        "no-metadata",
        _("No metadata"),
        _('Send the metadata, or mark the header with status="deleted".'),
        ("has no metadata",),
    ),
    Cause(
        "too-large",
        _("Too large"),
        _("Link to files instead of putting them into the record."),
        ("is larger than", "is longer than"),
    ),
    Cause(
        "broken-xml",
        _("Broken XML"),
        _("Escape & and < in texts, send UTF-8, leave out control characters."),
        ("not well-formed",),
    ),
    Cause(
        "no-resource",
        _("No learning resource in the page"),
        _("Describe the resource as LearningResource or a creative work with licence and level."),
        ("describes no learning resource",),
    ),
    Cause(
        "broken-json",
        _("Broken JSON-LD"),
        _("Correct the JSON-LD: a JSON validator shows the place."),
        ("the JSON-LD of the page cannot", "refers to itself", "the kept JSON"),
    ),
    Cause(
        "other-site",
        _("Leads to another site"),
        _("List in the sitemap only pages of the same site, at their final address."),
        ("leads to another site",),
    ),
    Cause(
        "page-not-had",
        _("Page that cannot be fetched"),
        _("Take addresses that no longer answer out of the sitemap."),
        (" at http",),
    ),
    Cause(
        "unreadable-copy",
        _("Our copy cannot be read"),
        _("Nothing needs to be mended at the source. Run in full."),
        ("the kept record",),
    ),
)
ISSUES = (
    Cause("no-license", _("No licence stated"), STATE_THE_LICENSE),
    Cause("unknown-license", _("Licence not recognised"), STATE_THE_LICENSE),
    Cause("license-conflict", _("Contradictory licences stated"), _("State one licence only.")),
    Cause(
        "unknown-language",
        _("Language not recognised"),
        _("Use language codes such as en, fr or ar."),
    ),
    Cause("no-landing-page", _("No link to the resource"), GIVE_THE_PAGE),
    Cause("bad-address", _("Address that cannot be used"), GIVE_THE_PAGE),
    Cause(
        "unreadable-date",
        _("Date not readable"),
        _("Write dates as 2024-05-31, 2024-05 or 2024."),
    ),
    Cause("unknown-type", _("Type not recognised"), USE_A_VOCABULARY),
    Cause("unknown-level", _("Level not recognised"), USE_A_VOCABULARY),
    Cause("unknown-audience", _("Audience not recognised"), USE_A_VOCABULARY),
    Cause("unknown-channel", _("Way of delivery not recognised"), USE_A_VOCABULARY),
    Cause("unknown-accessibility-term", _("Accessibility term not recognised"), USE_A_VOCABULARY),
    Cause("unreadable-age", _("Age not readable"), _("Write ages as 12-15.")),
    Cause("unreadable-duration", _("Duration not readable"), _("Write durations as PT1H30M.")),
)
REJECTION_BY_CODE: Mapping[str, Cause] = {cause.code: cause for cause in (*REJECTIONS, OTHER)}
ISSUE_BY_CODE: Mapping[str, Cause] = {cause.code: cause for cause in ISSUES}


def rejection_cause(reason: str) -> Cause:
    """Give the cause that a reason speaks of."""
    for cause in REJECTIONS:
        if any(mark in reason for mark in cause.marks):
            return cause
    return OTHER


def issue_cause(code: str) -> Cause:
    """Give the cause of an issue's code; one without words of its own goes by its code."""
    return ISSUE_BY_CODE.get(code) or Cause(code, code, "")


def reasons_of(cause: Cause) -> Q:
    """Give the condition on ``reason`` that holds for the rejected records of a cause."""
    if cause is OTHER:
        return ~any_of([mark for each in REJECTIONS for mark in each.marks])
    return any_of(cause.marks)


def any_of(marks: list[str] | tuple[str, ...]) -> Q:
    """Give the condition that a reason holds one of these marks."""
    condition = Q()
    for mark in marks:
        condition |= Q(reason__contains=mark)
    return condition
