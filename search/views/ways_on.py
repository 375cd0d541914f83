"""What helps a reader whose search found little: each way with the number of hits behind it."""

from collections.abc import Iterator
from itertools import islice

import msgspec
from django.utils.translation import gettext as _

from search import services
from search.errors import BackendUnavailable
from search.forms import query_string, with_text, with_values, without_filters
from search.queries import SearchQuery
from search.views.facets import HEADINGS, value_label

MAX_FILTERS = 4
MAX_WORDS = 6


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """Another search that finds something."""

    label: str
    """What it does, in a few words."""
    text: str
    """The words or values of readers and records that it is about, in any direction."""
    parameters: str
    count: int


class Help(msgspec.Struct, frozen=True, kw_only=True):
    """What to offer beside an answer that is none, or none to all words."""

    corrected: Way | None = None
    ways: tuple[Way, ...] = ()


def help_with(query: SearchQuery, *, is_empty: bool) -> Help:
    """Give the searches next to one that found little; nothing while the engine does not answer.

    First the words as records spell them, then the same words with fewer choices, then fewer words.
    """
    try:
        text = services.correct(query.text) if query.text else ""
        better = with_text(query, text)
        corrected = text and (
            counted("", text, better) or counted("", text, without_filters(better))
        )
        return Help(
            corrected=corrected or None, ways=ways_on(query, text or query.text) if is_empty else ()
        )
    except BackendUnavailable:
        return Help()


def ways_on(query: SearchQuery, words: str) -> tuple[Way, ...]:
    """Give the searches with fewer choices, and those for the rarest of some words first.

    Raises:
        BackendUnavailable: The engine does not answer.
    """
    filters = sorted(islice(iter_fewer_filters(query), MAX_FILTERS), key=lambda way: -way.count)
    single = sorted(iter_fewer_words(with_text(query, words)), key=lambda way: way.count)
    return (*filters, *single)


def iter_fewer_filters(query: SearchQuery) -> Iterator[Way]:
    """Yield the search without the choices of one facet, for each; without any, if that is all."""
    names = [name for name, _values in query.filters]
    for name, values in query.filters:
        fewer = with_values(query, name, ())
        label = _("In all languages") if name == "language" else _("Without the filter")
        text = "" if name == "language" else f"{HEADINGS[name]}: {value_label(name, values[0])}"
        if way := counted(label, text + (" …" if text and len(values) > 1 else ""), fewer):
            yield way
    if len(names) > 1 and (way := counted(_("Without any filters"), "", without_filters(query))):
        yield way


def iter_fewer_words(query: SearchQuery) -> Iterator[Way]:
    """Yield the search for each word alone, and without the choices where it needs to be."""
    words = [word for word in dict.fromkeys(query.text.split()) if not word.startswith("-")]
    if len(words) < 2:
        return
    for word in words[:MAX_WORDS]:
        way = counted(_("Only"), word, with_text(query, word))
        if way is None and query.filters:
            way = counted(_("Only"), word, without_filters(with_text(query, word)))
        if way:
            yield way


def counted(label: str, text: str, query: SearchQuery) -> Way | None:
    """Give a way with its number of hits; None of one that leads nowhere."""
    page = services.search(msgspec.structs.replace(query, page=1, page_size=1, cursor=""))
    if not page.count:
        return None
    return Way(label=label, text=text, parameters=query_string(query), count=page.count)
