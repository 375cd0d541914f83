"""Kinds of relation between resources.

Sources: IEEE LOM 7.1; DCMI Metadata Terms; schema.org; DataCite 4.
"""

from functools import lru_cache

from repository.metadata.record import RelationKind
from repository.metadata.texts import clean_line

_KINDS: dict[str, RelationKind] = {
    "ispartof": "is-part-of",
    "host": "is-part-of",
    "series": "is-part-of",
    "issupplementto": "is-part-of",
    "haspart": "has-part",
    "constituent": "has-part",
    "isbasedon": "is-based-on",
    "isderivedfrom": "is-based-on",
    "isadaptationof": "is-based-on",
    "original": "is-based-on",
    "source": "is-based-on",
    "isbasisfor": "is-basis-for",
    "issourceof": "is-basis-for",
    "isversionof": "is-version-of",
    "isnewversionof": "is-version-of",
    "exampleofwork": "is-version-of",
    "otherversion": "is-version-of",
    "hasversion": "has-version",
    "ispreviousversionof": "has-version",
    "workexample": "has-version",
    "isformatof": "is-format-of",
    "isvariantformof": "is-format-of",
    "otherformat": "is-format-of",
    "hasformat": "has-format",
    "encoding": "has-format",
    "istranslationof": "is-translation-of",
    "translationofwork": "is-translation-of",
    "hastranslation": "has-translation",
    "worktranslation": "has-translation",
    "references": "references",
    "cites": "references",
    "citation": "references",
    "mentions": "references",
    "isreferencedby": "is-referenced-by",
    "iscitedby": "is-referenced-by",
    "requires": "requires",
    "isrequiredby": "is-required-by",
}


@lru_cache(maxsize=2048)
def relation_kind(stated: str) -> RelationKind:
    """Give the kind that a stated one means; ``related`` for what says no more than that."""
    name = clean_line(stated).rpartition("/")[2].rpartition("#")[2].rpartition(":")[2]
    return _KINDS.get("".join(letter for letter in name if letter.isalnum()).casefold(), "related")
