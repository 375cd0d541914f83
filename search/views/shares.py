"""How a score is made up, in the words of the active language, for the page that explains a hit."""

import msgspec
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from repository.labels import language_name
from search.backends.explaining import Share
from search.backends.preparing import EXACT_FIELD, STEMS_FIELDS
from search.backends.ranking import CONCEPT_FIELD
from search.facets import subject_name

FIELDS: dict[str, str | Promise] = {
    "title": pgettext_lazy("field of a record", "Title"),
    "keywords": pgettext_lazy("field of a record", "Keywords and subjects"),
    "text": pgettext_lazy("field of a record", "Description"),
    "names": pgettext_lazy("field of a record", "Names and identifiers"),
}
KINDS: dict[str, str | Promise] = {
    "sum": _("Added up"),
    "best": _("The best of these, with a little of the others"),
    "phrase": _("Words beside each other"),
    "word": _("A word"),
}
FIXED: dict[str, str | Promise] = {
    "language": _("In a language of the reader"),
    "id": _("Joined place by words and by meaning"),
}
_FIELD_OF_STEMS = {stems: field for field, stems in STEMS_FIELDS.items()}


class ShownShare(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the tree: how much, for what, and what that is made of."""

    score: float
    label: str
    words: str = ""
    """As the index has them; empty where the label says all."""
    parts: tuple["ShownShare", ...] = ()


def shown(share: Share) -> ShownShare:
    """Give a share and all below it with labels."""
    label, words = named(share)
    parts = tuple(map(shown, share.parts))
    return ShownShare(score=share.score, label=label, words=words, parts=parts)


def named(share: Share) -> tuple[str, str]:
    """Give what a share is called, and the words that it is for."""
    if share.kind == "fixed":
        return str(FIXED.get(share.field, share.field)), ""
    if share.kind == "other":
        return share.text, ""
    if share.field == CONCEPT_FIELD:
        return gettext("Subject"), subject_name(share.text, get_language() or "en")
    if share.field == EXACT_FIELD:
        return gettext("Spelled the very same"), share.text
    if field := _FIELD_OF_STEMS.get(share.field):
        language, _colon, stem = share.text.partition(":")
        place = gettext("%(field)s, in any form of %(language)s") % {
            "field": FIELDS[field],
            "language": language_name(language, get_language() or "en"),
        }
        return place, stem
    return str(FIELDS.get(share.field, KINDS.get(share.kind, ""))), share.text
