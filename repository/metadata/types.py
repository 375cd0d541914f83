"""Resource types: what partners call them, in many languages and vocabularies."""

import re
from functools import lru_cache

import msgspec

from repository.metadata.media_types import is_media_type
from repository.metadata.record import ResourceType
from repository.metadata.texts import clean_line
from repository.metadata.vocabulary import NO_VALUE, fold_term, look_up, read_words

_WORDS = read_words("resource-types.toml") | read_words("resource-types.toml", "coar")
_VOCABULARY = re.compile(
    r"(?:https?://(?:www\.)?(?:purl\.org/(?:dc/dcmitype|dcx/lrmi-vocabs/learningResourceType"
    r"|eprint/type|coar/resource_type|ontology/bibo)|w3id\.org/kim/hcrt"
    r"|vocabularies\.coar-repositories\.org/resource_types|schema\.org)[/#]"
    r"|info:eu-repo/semantics/|doc-type:|(?:dcmitype|schema|lrmi|bibo):|publications?[-:])([^/]+)/?",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*[;|]\s*")
_IN_TWO_LANGUAGES = re.compile(r"\s+/\s+")
_IN_PARENTHESES = re.compile(r"\s*\([^()]*\)")
_MEDIA_KINDS = frozenset({"video", "audio", "image"})
_NAME_OF_VOCABULARY = re.compile(r"https?://purl\.edustandaard\.nl/vdex_\S+", re.IGNORECASE)


@lru_cache(maxsize=8192)
def normalize_type(stated: str) -> tuple[ResourceType, ...] | None:
    """Give the resource types that one stated value names.

    Returns:
        Distinct types in the order stated; ``()`` for what is known to name none (a version, a
        review state, a media type that leaves the kind open); None for what is unknown.
    """
    text = clean_line(stated)
    found = [_read(part) for part in _SEPARATOR.split(text) if part]
    known = [value for value in found if value is not None]
    if not known:
        return None
    types = dict.fromkeys(value for value in known if value != NO_VALUE)
    return msgspec.convert(tuple(types), tuple[ResourceType, ...])


def _read(text: str) -> str | None:
    if is_media_type(text):
        kind = text.partition("/")[0].lower()
        return kind if kind in _MEDIA_KINDS else NO_VALUE
    if _NAME_OF_VOCABULARY.fullmatch(text):
        return NO_VALUE
    concept = _VOCABULARY.fullmatch(text)
    word = concept[1] if concept else text
    variants = (word, _IN_PARENTHESES.sub("", word), *_IN_TWO_LANGUAGES.split(word)[::-1])
    return next((read for one in variants if (read := look_up(_WORDS, fold_term(one)))), None)
