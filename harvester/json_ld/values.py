"""The values of JSON-LD: terms, texts, languages, containers."""

import re
from typing import Any, TypeAlias

JsonObject: TypeAlias = dict[str, Any]
"""What a JSON parser gives for ``{...}``."""

_LANGUAGE_TAG = re.compile(r"@none|[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,3}|x-[A-Za-z0-9-]{1,20}")


def local_name(term: str) -> str:
    """Give the last part of a term, case-folded: of ``schema:name``, ``http://schema.org/name``."""
    return re.split(r"[:/#]", term.rstrip("/#"))[-1].lstrip("@").casefold()


def default_language(context: Any, inherited: str) -> str:
    """Give the language that a context states for texts without one; else the inherited one."""
    language = inherited
    for one in context if isinstance(context, list) else [context]:
        if isinstance(one, dict) and "@language" in one:
            stated = one["@language"]
            language = stated if isinstance(stated, str) else ""
    return language


def is_language_map(value: JsonObject) -> bool:
    """Tell ``{"de": "Titel", "en": ["Title"]}`` from an object; ``id`` and ``url`` are no tags."""
    return (
        bool(value)
        and not {"id", "url"} & value.keys()
        and all(map(_LANGUAGE_TAG.fullmatch, value))
        and all(isinstance(one, str | list) for one in value.values())
    )


def as_text(value: Any) -> str:
    """Give a string trimmed, a number in figures, a boolean as JSON writes it; else ""."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) else ""


def contents_of(value: JsonObject) -> Any:
    """Give what a list, set or value object contains; None for every other object."""
    for key in ("@list", "@set", "@value"):
        if key in value:
            return value[key] if value[key] is not None else []
    return None
