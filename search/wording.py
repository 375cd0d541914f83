"""A search in words, for titles of feeds, subjects of letters and lists of searches."""

from django.utils.translation import get_language, get_language_bidi, pgettext
from django.utils.translation import gettext as _

from repository.metadata.texts import clean_line
from repository.pages.texts import shorten
from search.facets import label
from search.queries import SearchQuery

MAX_WIDTH = 80
"""Of one part; wide characters count double."""
MAX_PARTS = 6
FIRST_STRONG_ISOLATE, POP_DIRECTIONAL_ISOLATE = "\u2068", "\u2069"


def describe(query: SearchQuery) -> str:
    """Give one line in the active language: the words looked for, then the values chosen.

    In a language written from right to left each part is set apart from the direction of the line
    (Unicode Standard Annex 9, section 2.4.2), since subjects and titles can hold no markup.
    """
    language = get_language() or "en"
    parts = [_("“%(words)s”") % {"words": query.text}] if query.text.strip() else []
    parts += [label(facet, value, language) for facet, values in query.filters for value in values]
    if not parts:
        return _("All resources")
    shown = [shorten(clean_line(part), width=MAX_WIDTH) for part in parts[:MAX_PARTS]]
    if get_language_bidi():
        shown = [f"{FIRST_STRONG_ISOLATE}{part}{POP_DIRECTIONAL_ISOLATE}" for part in shown]
    more = ["…"] if len(parts) > MAX_PARTS else []
    return pgettext("between parts of a search", " · ").join([*shown, *more])
