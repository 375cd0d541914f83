"""What a statement says besides licences: public domain, access, reserved rights, terms, nothing."""

import re
from collections.abc import Iterator, Sequence

from licensing.normalization.lexicon import Lexeme
from licensing.normalization.match import Finding, Kind

_SENTENCE_END = re.compile(r"[.;!?](?:\s|$)")
_HEDGE = re.compile(
    r"\b(?:may be|might be|believed|presumed|probably|possibly|likely|appears?|if|unless|whether|some|"
    r"not all|works? not|most|certain|unclear|thought to be|assumed|podria|puede|peut etre|vermutlich)\b"
)
_SUBJECT = re.compile(
    r"^\W*(?:this|these|the|it|all|work|image|item|text|book|es|is|c'est|cette|esta|este|dieses|das)\b"
)
_CLAIM = re.compile(
    r"©|\(c\)\s|\bc (?:19|20)\d\d\b|\?\?\s?(?:19|20)\d\d\b"
    r"|\bcop(?:yright|yrights|yrighted|ryright|yrigth)\b|\bcopr\."
)
_GRANT = re.compile(
    r"\bmay (?:be |freely |also )?(?!be view|not\b)(?:be )?(?:use|used|download|downloaded|cop|reproduc|print|share|"
    r"distribut|quote|cite|link|display)|\bmade available for\b|\breproduction (?:is )?(?:allowed|permitted)\b|"
    r"\b(?:use|copying|reproduction) (?:is )?(?:allowed|permitted|granted)\b|\bpersonal use\b|\bfair use\b.*\bmay\b|"
    r"\bpolic(?:y|ies)\b.*\bterms\b|\bsubject to\b|\bterms of use\b|\bpermission (?:is|has been) (?:hereby )?granted\b|"
    r"\bfor (?:use in|educational|research|non-?commercial|scholarly)\b|\bresponsib\w+ (?:for )?\w* ?rests\b|"
    r"\bphysical (?:ownership|items?)\b"
)
_RETAINED = re.compile(
    r"\b(?:copyright|rights?)\b.{0,60}\b(?:retain|reserv|held|holds?|remain|belong|protect|own)"
    r"|\b(?:holds?|owns?|retain\w*|own) .{0,20}copyright|\bcopyright (?:owners?|holders?)\b.{0,20}$"
    r"|\bexclusive licen[cs]e\b|\btransferred the copyright\b|\bprotected by copyright\b"
)
_RIGHTS_PAGE = re.compile(
    r"terms|copyright|licen[cs]e|legal|rights|nutzungsbedingungen|\btdm\b|conditions|permission|tos\b"
)
_TERMS = re.compile(
    r"\b(?:permission|permissions|restricted|restrictions?|permit\w*|allowed|terms|license|licensed|licence|courtesy of|"
    r"for use|users?|reproduc\w+|royalty|responsib\w+|cite|contact|provided by|educational|non-?profit|commercial|"
    r"publication may|property of|fair use)\b"
)


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Give the span of the sentence, or sentences, that hold a span."""
    first = 0
    for mark in _SENTENCE_END.finditer(text, max(0, start - 600), start):
        first = mark.end()
    following = _SENTENCE_END.search(text, end, end + 600)
    return max(first, start - 600), following.start() if following else min(len(text), end + 600)


def find_public_domain(text: str, lexemes: list[Lexeme]) -> Iterator[Finding]:
    """Yield a finding where the work is said to be in the public domain; hedges and denials give none."""
    for index, lexeme in enumerate(lexemes):
        categories = lexeme.categories
        if "public_domain" not in categories and "in_public_domain" not in categories:
            continue
        first, last = sentence_around(text, lexeme.start, lexeme.end)
        before, sentence = text[first : lexeme.start], text[first:last]
        if _HEDGE.search(sentence) or is_denied(lexemes, index, first):
            continue
        opens = not before.strip(" -\"'(:*[")
        short = len(sentence.split()) <= 6
        if not (opens or short or "in_public_domain" in categories):
            continue
        following = text[lexeme.end : lexeme.end + 40]
        if re.match(r"\s*(?:dedication|waiver)", following) and _has_commons(lexemes, index):
            yield Finding(start=lexeme.start, end=lexeme.end, id="CC0-1.0", confidence=0.8)
        else:
            confidence = 0.9 if opens and short else 0.8
            yield Finding(
                start=lexeme.start,
                end=lexeme.end,
                id="PD",
                kind="public-domain",
                confidence=confidence,
            )


def _has_commons(lexemes: Sequence[Lexeme], index: int) -> bool:
    return any(
        "commons" in lexeme.categories or "cc" in lexeme.categories
        for lexeme in lexemes[max(0, index - 4) : index]
    )


def is_denied(lexemes: Sequence[Lexeme], index: int, first: int) -> bool:
    """Tell whether a negation stands up to five words before, in the same sentence.

    "unless otherwise noted" is no denial: a word for "otherwise" takes it back.
    """
    for at in range(index - 1, max(-1, index - 7), -1):
        lexeme = lexemes[at]
        if lexeme.start < first or "otherwise" in lexeme.categories:
            return False
        if "not" in lexeme.categories:
            return True
    return False


_BETWEEN = frozenset(
    "covered available released published distributed shared offered made lizenziert veroffentlicht "
    "licenciado publicado distribuido sous publie unter".split()
)


def is_refused(lexemes: Sequence[Lexeme], index: int) -> bool:
    """Tell whether a licence's name is denied: "not licensed under", with nothing else between."""
    for at in range(index - 1, max(-1, index - 7), -1):
        lexeme = lexemes[at]
        if "not" in lexeme.categories:
            return True
        known = lexeme.categories.keys() & {"license", "glue", "commons", "cc", "open"}
        if "otherwise" in lexeme.categories or not (known or lexeme.text in _BETWEEN):
            return False
    return False


_ACCESS = {
    "open": "access:open",
    "restricted": "access:restricted",
    "embargoed": "access:embargoed",
    "closed": "access:closed",
    "metadata_only": "access:metadata-only",
}


def find_access(text: str, lexemes: list[Lexeme]) -> Iterator[Finding]:
    """Yield a finding for each phrase that says who may reach the work, where little else is said."""
    if len(lexemes) > 14:
        return
    others = sum(1 for lexeme in lexemes if lexeme.is_word)
    for index, lexeme in enumerate(lexemes):
        said = next((value for key, value in _ACCESS.items() if key in lexeme.categories), "")
        if not said or is_denied(lexemes, index, 0):
            continue
        is_phrase = len(lexeme.text) >= 9
        if len(lexemes) == 1 or (is_phrase and others <= 6):
            confidence = 0.95 if len(lexemes) == 1 else 0.8
            yield Finding(
                start=lexeme.start,
                end=lexeme.end,
                id=said,
                kind="access-only",
                basis="name" if len(lexemes) == 1 else "sentence",
                confidence=confidence,
            )


def classify(
    text: str, lexemes: list[Lexeme], urls: Sequence[tuple[str, Finding]]
) -> tuple[Kind, int, int]:
    """Give the kind of a statement that names no licence, and the span that decided.

    ``urls`` are the addresses in it, each with its finding; ``text`` has them blanked.
    """
    plain = text.strip()
    reserved = next((lexeme for lexeme in lexemes if "reserved" in lexeme.categories), None)
    claim = _CLAIM.search(text)
    retained = _RETAINED.search(text)
    grant = _GRANT.search(text)
    first = reserved or next(
        (lexeme for lexeme in lexemes if "copyright" in lexeme.categories), None
    )
    if (claim or first or retained) and (not grant or reserved):
        if first and not claim:
            return "all-rights-reserved", first.start, first.end
        decided = claim or retained
        if decided and (claim or not _TERMS.match(plain)):
            return "all-rights-reserved", decided.start(), decided.end()
    if grant:
        return "custom-terms", grant.start(), grant.end()
    for address, url in urls:
        if _RIGHTS_PAGE.search(address):
            return "custom-terms", url.start, url.end
    if terms := _TERMS.search(text):
        return "custom-terms", terms.start(), terms.end()
    said = next((lexeme for lexeme in lexemes if "terms" in lexeme.categories), None)
    if said and len(lexemes) > 2:
        return "custom-terms", said.start, said.end
    return "not-rights", 0, 0
