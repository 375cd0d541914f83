"""Texts, names and dates: what is written for people, cleaned and told apart by language."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import get_args

from harvester.normalize.issues import Reading, issue
from harvester.records import Stated, StatedContributor, StatedDate, StatedSubject
from repository.metadata.competencies import read_competency
from repository.metadata.contributors import (
    contributor_identifier,
    contributor_kind,
    contributor_name,
    contributor_role,
)
from repository.metadata.dates import read_date
from repository.metadata.languages import normalize_language
from repository.metadata.record import (
    Competency,
    Contributor,
    DateKind,
    DateValue,
    LanguageMap,
    Subject,
)
from repository.metadata.subjects import read_subject
from repository.metadata.texts import clean_line, clean_text

UNDETERMINED = "und"
_NO_TEXT_LANGUAGE = frozenset({"mul", "mis", "zxx"})
_DATE_KINDS: dict[str, DateKind] = {kind: kind for kind in get_args(DateKind)}
_NO_TEXTS: LanguageMap = {}
_EMBARGO = "info:eu-repo/date/embargoend/"
_HAS_WORDS = re.compile(r"[^\W\d_]").search
"""Only words have a language: a date in digits is remembered once for all of them."""
_MAY_BE_FUTURE = frozenset({"available", "valid"})


def language_of_untagged(languages: tuple[str, ...]) -> str:
    """Give the tag of texts that state none: the record's only language, or ``und``."""
    return (
        languages[0]
        if len(languages) == 1 and languages[0] not in _NO_TEXT_LANGUAGE
        else UNDETERMINED
    )


def read_texts(stated: tuple[Stated, ...], language: str) -> LanguageMap:
    """Give texts by language, each once, in the order stated; empty ones are left out."""
    if not stated:
        return _NO_TEXTS
    texts: dict[str, dict[str, None]] = {}
    for one in stated:
        if text := clean_text(one.text):
            texts.setdefault(_tag(one.language, language), {})[text] = None
    return {tag: tuple(listed) for tag, listed in texts.items()}


@lru_cache(maxsize=4096)
def _tag(stated: str, language: str) -> str:
    """Give the tag of one text; a tag that is unreadable or names no one language is ``und``."""
    if not stated:
        return language
    tags = normalize_language(stated)
    return tags[0] if len(tags) == 1 and tags[0] not in _NO_TEXT_LANGUAGE else UNDETERMINED


@lru_cache(maxsize=8192)
def read_lines(stated: tuple[str, ...]) -> tuple[str, ...]:
    """Give values as stated, each once, on one line."""
    return tuple(dict.fromkeys(line for text in stated if (line := clean_line(text))))


def read_contributors(stated: Iterable[StatedContributor]) -> tuple[Contributor, ...]:
    """Give the contributors in order, without e-mail addresses; nameless ones are left out."""
    found = dict.fromkeys([_contributor(one) for one in stated])
    return tuple([one for one in found if one is not None])


@lru_cache(maxsize=16384)
def _contributor(stated: StatedContributor) -> Contributor | None:
    name = contributor_name(stated.name)
    if not name:
        return None
    return Contributor(
        name=name,
        role=contributor_role(stated.role),
        kind=contributor_kind(stated.kind),
        identifier=contributor_identifier(stated.identifier) if stated.identifier else "",
    )


def read_dates(stated: Iterable[StatedDate], language: str) -> Reading[tuple[DateValue, ...]]:
    """Read dates; an unreadable one is kept as stated, with an issue."""
    dates = [
        _date(one.text, one.kind, _tag(one.language, language) if _HAS_WORDS(one.text) else "")
        for one in stated
    ]
    known = tuple([one for one in dict.fromkeys(dates) if one is not None])
    unread = [one.stated for one in known if not one.value]
    return Reading(known, tuple([issue("unreadable-date", "dates", text) for text in unread]))


@lru_cache(maxsize=16384)
def _date(stated: str, kind: str, language: str) -> DateValue | None:
    text = clean_line(stated)
    if not text:
        return None
    known_kind = _DATE_KINDS.get(kind, "other")
    if text.lower().startswith(_EMBARGO):
        known_kind = "available"
    value, precision, is_uncertain = read_date(
        text, language, may_be_future=known_kind in _MAY_BE_FUTURE
    )
    return DateValue(
        kind=known_kind, value=value, precision=precision, is_uncertain=is_uncertain, stated=text
    )


def read_subjects(stated: Iterable[StatedSubject], language: str) -> tuple[Subject, ...]:
    """Give the subjects in order, each once."""
    found = dict.fromkeys([_subject(one, language) for one in stated])
    return tuple([one for one in found if one is not None])


@lru_cache(maxsize=16384)
def _subject(stated: StatedSubject, language: str) -> Subject | None:
    read = read_subject(stated.label, stated.id, stated.scheme)
    if not read.label and not read.concept:
        return None
    tag = _tag(stated.language, language) if read.label else ""
    return Subject(
        label=read.label,
        language="" if tag == UNDETERMINED else tag,
        concept=read.concept,
        scheme=read.scheme,
    )


def read_competencies(stated: Iterable[StatedSubject]) -> tuple[Competency, ...]:
    """Give the competencies in order, each once."""
    found = (read_competency(one.label, one.id, one.scheme) for one in stated)
    return tuple(dict.fromkeys(one for one in found if one is not None))
