"""Contributors: roles, names without personal data, identifiers of people and bodies."""

import re
from functools import lru_cache
from typing import Literal

from repository.metadata.identifiers import web_address
from repository.metadata.record import ContributorRole
from repository.metadata.texts import clean_line
from repository.metadata.vocabulary import fold_term

ContributorKind = Literal["person", "organization", "unknown"]

_ROLES: dict[str, ContributorRole] = {
    "author": "creator",
    "aut": "creator",
    "creator": "creator",
    "cre": "creator",
    "photographer": "creator",
    "composer": "creator",
    "contributor": "contributor",
    "ctb": "contributor",
    "publisher": "publisher",
    "pbl": "publisher",
    "provider": "content-provider",
    "content provider": "content-provider",
    "editor": "editor",
    "edt": "editor",
    "translator": "translator",
    "trl": "translator",
    "illustrator": "illustrator",
    "ill": "illustrator",
    "instructional designer": "instructional-designer",
    "educational validator": "educational-validator",
    "technical validator": "technical-validator",
    "technical implementer": "technical-implementer",
    "subject matter expert": "subject-matter-expert",
    "script writer": "script-writer",
    "graphical designer": "graphical-designer",
    "validator": "validator",
    "reviewer": "validator",
    "initiator": "initiator",
    "terminator": "terminator",
    "funder": "funder",
    "fnd": "funder",
    "sponsor": "funder",
}
"""IEEE LOM 2.3.1, MARC relator codes and schema.org properties, folded."""

_KINDS: dict[str, ContributorKind] = {
    "person": "person",
    "personal": "person",
    "organization": "organization",
    "organisation": "organization",
    "corporate": "organization",
    "organizational": "organization",
}
_EMAIL = re.compile(  # a domain has a dot: "ScholarWorks@UMass Amherst" is a name
    r"[<(\[]?(?:e-?mail\s*:?\s*)?(?:mailto:)?[^\s<>()\[\],;:@]{1,128}"
    r"@(?:[^\s<>()\[\],;:@.]{1,63}\.){1,8}[^\W\d_]{2,24}[>)\]]?",
    re.IGNORECASE,
)
_ORCID = re.compile(
    r"(?:https?://(?:www\.)?orcid\.org/|orcid:?\s*)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])/?", re.IGNORECASE
)


@lru_cache(maxsize=1024)
def contributor_role(stated: str) -> ContributorRole:
    """Give the role that a stated one means; ``unknown`` for others."""
    return _ROLES.get(fold_term(clean_line(stated)), "unknown")


def contributor_kind(stated: str) -> ContributorKind:
    """Say whether a contributor is a person or a body, where that is stated."""
    return _KINDS.get(stated.casefold(), "unknown")


def contributor_name(stated: str) -> str:
    """Give a name as it may be kept, without e-mail addresses; empty when nothing is left."""
    name = clean_line(stated)
    if "@" in name:
        name = clean_line(_EMAIL.sub(" ", name)).replace(" ,", ",").replace(" ;", ";")
    return name.strip(" ,;")


@lru_cache(maxsize=4096)
def contributor_identifier(stated: str) -> str:
    """Give the URI of a person or body, an ORCID iD in its canonical form; else empty."""
    text = clean_line(stated)
    if orcid := _ORCID.fullmatch(text):
        return f"https://orcid.org/{orcid[1].upper()}"
    return web_address(text)
