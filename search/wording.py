"""A search in words, for titles of feeds, subjects of letters and lists of searches."""

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from repository.metadata.texts import clean_line
from repository.pages.texts import shorten
from search.facets import label
from search.queries import SearchQuery

MAX_WIDTH = 160
"""Of the description; wide characters count double."""


def describe(query: SearchQuery) -> str:
    """Give one line in the active language: the words looked for, then the values chosen."""
    language = get_language() or "en"
    parts = [_("“%(words)s”") % {"words": query.text}] if query.text.strip() else []
    parts += [label(facet, value, language) for facet, values in query.filters for value in values]
    if not parts:
        return _("All resources")
    line = pgettext("between parts of a search", " · ").join(parts)
    return shorten(clean_line(line), width=MAX_WIDTH)
