"""Subjects: concepts known by code or address, and ISCED-F 2013 fields known by their label.

A label counts only where it is a label of the classification, in any of the languages we hold; a
wider or a narrower word is kept as stated.
"""

import re
from typing import NamedTuple

from repository.metadata.identifiers import web_address
from repository.metadata.texts import clean_line, clean_text
from repository.metadata.vocabulary import fold_term, read_table

ISCED_F: dict[str, dict[str, str]] = {
    code: {language: labels[language] for language in ("en", "fr", "es", "de")}
    for code, labels in read_table("isced-f.toml").items()
}
"""Code of two (broad), three (narrow) or four digits (detailed) -> language -> label."""
ISCED_F_SCHEME = "isced-f"
UNESCO_THESAURUS = "http://vocabularies.unesco.org/thesaurus/"

_CODE_OF_LABEL = {
    fold_term(label): code
    for code, labels in sorted(
        read_table("isced-f.toml").items(),
        key=lambda field: -len(field[0]),  # "Education" is the broad 01 as well as the narrow 011
    )
    for label in (*(labels[language] for language in ISCED_F[code]), *labels.get("other", ()))
}
_ISCED_CODE = re.compile(
    r"(?:isced[-_ ]?f?[-_ ]?(?:2013)?[:/ ]+|https?://\S*isced\S*/n?)(\d{2,4})(?:\s*[-:–]?\s.*)?",
    re.IGNORECASE | re.ASCII,
)
_BARE_CODE = re.compile(r"n?(\d{2,4})(?:\s*[-:–]?\s.*)?", re.ASCII)
_UNESCO = re.compile(
    r"https?://vocabularies\.unesco\.org/(?:browser/thesaurus/\w+/page|thesaurus)/"
    r"((?:concept|domain|mt)[\d.]+)/?",
    re.IGNORECASE | re.ASCII,
)
_CLASSIFIED = re.compile(
    r"(?:info:eu-repo/classification/(\w+)/|(ddc|udc|lcc|lcsh|mesh|msc|jel|acm):\s?)(\S.*)",
    re.IGNORECASE,
)


class ReadSubject(NamedTuple):
    """A subject as read; ``label`` and ``concept`` are both empty only when nothing was stated."""

    label: str
    concept: str
    scheme: str


def read_subject(label: str, key: str = "", scheme: str = "") -> ReadSubject:
    """Read a subject: its label as stated, and the concept that code, address or label tell.

    Args:
        label: What it is called; may itself be an address or a code.
        key: Code or address in the scheme; may be empty.
        scheme: Name or address of the scheme; may be empty.
    """
    text, key, scheme = clean_text(label), clean_line(key), clean_line(scheme)
    if isced := _isced_code(key, scheme) or _isced_code(text, scheme):
        named = "" if _ISCED_CODE.fullmatch(text) or _BARE_CODE.fullmatch(text) else text
        return ReadSubject(named, f"{ISCED_F_SCHEME}:{isced}", ISCED_F_SCHEME)
    if address := _concept_address(key):
        return ReadSubject(text, address, scheme)
    if address := _concept_address(text):
        return ReadSubject("", address, scheme)
    if not scheme and (classified := _CLASSIFIED.fullmatch(text)):
        return ReadSubject(classified[3], "", (classified[1] or classified[2]).lower())
    if not scheme and (code := _CODE_OF_LABEL.get(fold_term(text))):
        return ReadSubject(text, f"{ISCED_F_SCHEME}:{code}", "")
    return ReadSubject(text or key, "", scheme)


def isced_f_label(code: str, language: str = "en") -> str:
    """Give the label of a field in English, French, Spanish or German; else in English.

    Raises:
        KeyError: The classification has no such code.
    """
    labels = ISCED_F[code]
    return labels.get(language.partition("-")[0], labels["en"])


def isced_f_code(concept: str) -> str:
    """Give the code of an ISCED-F concept; empty for any other concept."""
    scheme, _, code = concept.partition(":")
    return code if scheme == ISCED_F_SCHEME else ""


def _isced_code(text: str, scheme: str) -> str:
    """Give a code of the classification, from a text that names it or stands under its name."""
    match = _ISCED_CODE.fullmatch(text)
    if match is None and "isced" in scheme.casefold():
        match = _BARE_CODE.fullmatch(text)
    return match[1] if match and match[1] in ISCED_F else ""


def _concept_address(text: str) -> str:
    if unesco := _UNESCO.fullmatch(text):
        return UNESCO_THESAURUS + unesco[1]
    return web_address(text)
