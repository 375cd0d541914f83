"""Read one statement: find everything it says, then decide."""

from bisect import bisect_left
from functools import cache, lru_cache
from typing import cast

import msgspec

from licensing.licenses import find_license, read_data
from licensing.normalization.access import find_access
from licensing.normalization.codes import find_code, find_spdx_id
from licensing.normalization.creative_commons import find_creative_commons
from licensing.normalization.domain import find_public_domain
from licensing.normalization.kinds import classify
from licensing.normalization.match import Basis, Finding, Kind, LicenseMatch
from licensing.normalization.names import find_names, find_statement, versions_of
from licensing.normalization.resolve import drop_abbreviated, is_contradicted, most_exact
from licensing.normalization.sentences import (
    is_alternative,
    is_denied_after,
    is_mentioned,
    is_refused,
    speaks_of,
)
from licensing.normalization.text import blank_tags, fold, squeeze
from licensing.normalization.urls import blank, find_urls
from licensing.normalization.words import Words

_MEMO_LENGTH = 2000
"""Statements up to this many characters are remembered; longer ones are rare and fill memory."""
_KINDS = frozenset({"ambiguous", "custom-terms", "all-rights-reserved", "not-rights"})
_SENTENCE_WORDS = 8
"""So many words beside a licence's name make the statement a sentence."""


def normalize(statement: str, *, context: str = "") -> LicenseMatch:
    """Read what one rights statement says.

    Never raises and never guesses: a version or port that is not stated is not in the id, words
    such as "non-commercial" alone are no licence, who may reach a work is no licence, and two
    different licences are ``ambiguous`` with both as ``candidates``.

    Args:
        statement: As the source states it: text, code, address or HTML. Read in time linear in
            its length; repeated spellings are looked up.
        context: The vocabulary or field it came from, where that decides what a short token means:
            ``nl-lom``, ``youtube``, ``flickr``; others change nothing.
    """
    if len(statement) <= _MEMO_LENGTH:
        return _remembered(statement, context)
    return _read(statement, context)


@lru_cache(maxsize=65536)
def _remembered(statement: str, context: str) -> LicenseMatch:
    return _read(statement, context)


def _read(statement: str, context: str) -> LicenseMatch:
    folded = fold(statement)
    whole = folded.text.strip(" \"'.,;:*")
    if not whole:
        return LicenseMatch()
    at = folded.text.index(whole)
    if match := _read_token(whole, at, context):
        start, end = match.start, match.end
    else:
        reading = _Reading(folded.text)
        match = reading.match()
        start, end = reading.span_of(match)
    start, end = folded.original_span(start, end)
    return msgspec.structs.replace(match, start=start, end=end, evidence=statement[start:end])


@cache
def _source_tokens(context: str) -> dict[str, str]:
    tables = read_data("source_tokens.toml")
    return {**tables["any"], **tables.get(context, {})}


def _read_token(whole: str, at: int, context: str) -> LicenseMatch | None:
    """Read a statement that is one token: of a vocabulary, an SPDX id, or a code."""
    basis: Basis = "source-token"
    if found := _source_tokens(context).get(whole):
        confidence = 0.5 if whole == "by" else 0.95
    elif len(whole) > 60 or " " in whole:
        return None
    elif found := find_spdx_id(whole):
        basis, confidence = "spdx", 0.98
        if not _is_complete(found):
            basis = "code"
    elif found := find_code(whole):
        basis, confidence = "code", 0.97
    else:
        return None
    if found in _KINDS:
        return LicenseMatch(
            kind=cast("Kind", found),
            basis=basis,
            confidence=confidence,
            start=at,
            end=at + len(whole),
        )
    return LicenseMatch(
        id=found,
        start=at,
        end=at + len(whole),
        kind="public-domain" if found == "PD" else "license",
        basis=basis,
        confidence=confidence,
        unstated=_unstated(found, is_unported=False),
    )


def _is_complete(license_id: str) -> bool:
    """Tell whether an id is one that SPDX has: with a version, where its family has versions."""
    found = find_license(license_id)
    return bool(found and found.spdx_id)


def _unstated(license_id: str, *, is_unported: bool) -> tuple[str, ...]:
    """Give what an id leaves open: its version where its family has versions, its port likewise."""
    found = find_license(license_id)
    if not found or found.is_rights_statement:
        return ()
    if license_id.startswith("CC-BY"):
        if not found.version:
            return ("version",) if found.port or is_unported else ("version", "port")
        may_be_ported = found.version not in {"1.0", "4.0"} and not found.port
        return ("port",) if may_be_ported and not is_unported else ()
    return ("version",) if not found.version and versions_of(found.family) else ()


class _Reading:
    """Everything one folded statement says."""

    def __init__(self, text: str) -> None:
        urls = sorted(find_urls(text), key=lambda found: found.start)
        spans = [(url.start, url.end) for url in urls]
        self.prose = squeeze(blank_tags(blank(text, spans)))
        """Without addresses and tags; positions of findings count its characters."""
        self.text = self.prose.text
        self.urls = [self._placed(url) for url in urls]
        self.addresses = [text[start:end] for start, end in spans]
        self._spans = {
            (url.start, url.end): span for url, span in zip(self.urls, spans, strict=True)
        }
        self.words = Words(self.text)
        self.access = next(iter(self._access()), None)

    def _placed(self, url: Finding) -> Finding:
        start, end = self.prose.folded_span(url.start, url.end)
        return msgspec.structs.replace(url, start=start, end=end)

    def span_of(self, match: LicenseMatch) -> tuple[int, int]:
        """Give where in the folded statement stands what decided: of an address, nothing else."""
        span = (match.start, match.end)
        return self._spans.get(span) or self.prose.original_span(*span)

    def _access(self) -> list[Finding]:
        stated = [url for url in self.urls if url.kind == "access-only"]
        return stated or list(find_access(self.words))

    def match(self) -> LicenseMatch:
        """Decide. Positions count folded characters."""
        stated = [
            *self.urls,
            *find_creative_commons(self.words),
            *find_names(self.words),
            *find_statement(self.words),
            *find_public_domain(self.words),
        ]
        claims = [
            found
            for found in stated
            if found.id and found.kind != "access-only" and not self._is_refused(found)
        ]
        unclear = [found for found in stated if found.kind == "ambiguous"]
        refused = any(self._is_refused(found) for found in stated if found.id)
        if claims:
            return self._choose(claims)
        return self._without_license(unclear, is_refused=refused)

    def _is_refused(self, finding: Finding) -> bool:
        index = bisect_left(self.words.lexemes, finding.start, key=lambda lexeme: lexeme.start)
        return (
            is_refused(self.words, index)
            or is_mentioned(self.text, finding.start)
            or is_denied_after(self.text, finding.end)
        )

    def _ids_of(self, name: str, claims: list[Finding]) -> frozenset[str]:
        """Give the ids that are said of what a pattern names: of a part, of the metadata."""
        found: set[str] = set()
        for index, claim in enumerate(claims):
            after = claims[index - 1].end if index else 0
            before = claims[index + 1].start if index + 1 < len(claims) else len(self.text)
            if speaks_of(name, self.text, claim.start, claim.end, after=after, before=before):
                found.add(claim.id)
        return frozenset(found)

    def _choose(self, claims: list[Finding]) -> LicenseMatch:
        """Choose among licences found: the one they all say, or none of them."""
        claims = drop_abbreviated(claims, self.text)
        partial = self._ids_of("partial", claims)
        exact = most_exact(claims)
        if len(exact) > 1:
            exact = [found for found in exact if found.id not in partial] or exact
        exact = _statement_before_domain(exact)
        if len(exact) > 1:
            return LicenseMatch(
                kind="ambiguous",
                basis=exact[0].basis,
                confidence=0.8,
                start=exact[0].start,
                end=exact[0].end,
                candidates=tuple(found.id for found in exact),
                access=self.access.id if self.access else "",
            )
        (found,) = exact
        is_of_part = found.id in partial
        is_open = is_alternative(self.text, found.start, found.end)
        is_denied = is_open or is_contradicted(found.id, self.text)
        if is_denied or (is_of_part and self._reserves()):
            return self._match(found, kind="ambiguous", confidence=0.5)
        match = self._match(found, id_=found.id, confidence=found.confidence - 0.25 * is_of_part)
        if is_of_part and found.id in self._ids_of("metadata", claims):
            return msgspec.structs.replace(match, is_of_metadata=True)
        return match

    def _reserves(self) -> bool:
        return any("reserved" in lexeme.categories for lexeme in self.words.lexemes)

    def _match(
        self, found: Finding, *, confidence: float, id_: str = "", kind: Kind | None = None
    ) -> LicenseMatch:
        basis = found.basis
        if basis == "name" and self._words_beside(found) > _SENTENCE_WORDS:
            basis = "sentence"
        return LicenseMatch(
            id=id_,
            kind=kind or found.kind,
            basis=basis,
            confidence=round(confidence, 2),
            start=found.start,
            end=found.end,
            unstated=_unstated(id_, is_unported=found.is_unported),
            access=self.access.id if self.access else "",
        )

    def _words_beside(self, found: Finding) -> int:
        return sum(
            1
            for lexeme in self.words.lexemes
            if lexeme.end <= found.start or lexeme.start >= found.end
        )

    def _without_license(self, unclear: list[Finding], *, is_refused: bool) -> LicenseMatch:
        """Say what a statement is that names no licence."""
        if unclear or is_refused or self._mentions_commons():
            found = unclear[0] if unclear else Finding(start=0, end=len(self.text))
            return self._match(found, kind="ambiguous", confidence=0.5)
        if self.access and (self.access.basis == "url" or not self._reserves()):
            return self._match(self.access, id_=self.access.id, confidence=self.access.confidence)
        kind, start, end = classify(
            self.words,
            list(zip(self.addresses, self.urls, strict=True)),
        )
        basis: Basis = "none" if kind == "not-rights" else "sentence"
        return LicenseMatch(
            kind=kind,
            basis=basis,
            confidence=0.7,
            start=start,
            end=end,
            access=self.access.id if self.access else "",
        )

    def _mentions_commons(self) -> bool:
        return any("commons" in lexeme.categories for lexeme in self.words.lexemes)


def _statement_before_domain(findings: list[Finding]) -> list[Finding]:
    """Let a rights statement such as NoC-US stand for the words "public domain" beside it."""
    ids = {found.id for found in findings}
    if "PD" in ids and any(found.startswith(("rs:NoC", "rs:NKC")) for found in ids):
        return [found for found in findings if found.id != "PD"]
    return findings
