"""The canonical record: what Commonloom knows of one learning resource, whatever format it came in.

Every value is either in a controlled form or kept as the source stated it, never guessed. Records
are frozen, compare by value and have one JSON form (see ``docs/record.md``; the schema is
``manage.py record_schema``). This file must know nothing of Django, of a database or of any
exchange format.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec

LanguageMap = Mapping[str, tuple[str, ...]]
"""BCP 47 tag -> texts in that language, in the order stated.

``und`` for texts whose language is not stated.
"""

Text = Annotated[str, msgspec.Meta(min_length=1)]
LanguageTag = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$")]

ContributorRole = Literal[
    "creator",
    "contributor",
    "publisher",
    "editor",
    "translator",
    "illustrator",
    "instructional-designer",
    "content-provider",
    "educational-validator",
    "technical-validator",
    "technical-implementer",
    "subject-matter-expert",
    "script-writer",
    "graphical-designer",
    "validator",
    "initiator",
    "terminator",
    "funder",
    "unknown",
]
DateKind = Literal[
    "issued", "created", "modified", "available", "valid", "copyrighted", "submitted", "other"
]
DatePrecision = Literal["second", "day", "month", "season", "year", "decade", "century", "interval"]
ResourceType = Literal[
    "text",
    "textbook",
    "article",
    "course",
    "lesson-plan",
    "lecture",
    "exercise",
    "worksheet",
    "assessment",
    "simulation",
    "video",
    "audio",
    "image",
    "presentation",
    "dataset",
    "software",
    "game",
    "story",
    "reference",
    "case-study",
    "experiment",
    "project",
    "curriculum",
    "teacher-guide",
    "thesis",
    "report",
    "collection",
    "website",
    "other",
]
DeliveryChannel = Literal[
    "online", "offline-digital", "tv", "radio", "mobile", "sms-ivr", "print", "face-to-face"
]
Audience = Literal[
    "learner",
    "teacher",
    "author",
    "administrator",
    "parent",
    "professional",
    "mentor",
    "peer-tutor",
    "general-public",
]
RelationKind = Literal[
    "is-part-of",
    "has-part",
    "is-based-on",
    "is-basis-for",
    "is-version-of",
    "has-version",
    "is-format-of",
    "has-format",
    "is-translation-of",
    "has-translation",
    "references",
    "is-referenced-by",
    "requires",
    "is-required-by",
    "related",
]
IdentifierScheme = Literal["doi", "isbn", "issn", "handle", "urn", "ark", "uri", "other"]


class Value(msgspec.Struct, frozen=True, gc=False, omit_defaults=True, forbid_unknown_fields=True):
    """Base of every part of a record.

    Frozen, compared by value, empty fields left out of the JSON.
    """


class Contributor(Value, kw_only=True):
    """A person or body that took part, in the order stated."""

    name: Text
    role: ContributorRole = "creator"
    kind: Literal["person", "organization", "unknown"] = "unknown"
    identifier: str = ""
    """URI of the contributor (ORCID, ROR, GND, ...); empty when not stated."""


class DateValue(Value, kw_only=True):
    """A date with the precision it was stated in (EDTF, ISO 8601-2:2019).

    ``value`` is empty when unreadable.
    """

    kind: DateKind = "issued"
    value: str = ""
    precision: DatePrecision | None = None
    is_uncertain: bool = False
    stated: Text


class Subject(Value, kw_only=True):
    """A subject as stated, with the concept behind it where one is known."""

    label: str = ""
    language: str = ""
    concept: str = ""
    """``isced-f:0541`` or the URI of a concept; empty when unknown."""
    scheme: str = ""


class ResourceFile(Value, kw_only=True):
    """One downloadable file."""

    url: Text
    media_type: str = ""
    size_bytes: Annotated[int, msgspec.Meta(ge=0)] | None = None


class Identifier(Value, kw_only=True):
    """An identifier of the resource itself, not of the metadata record."""

    value: Text
    scheme: IdentifierScheme = "other"


class Relation(Value, kw_only=True):
    """A statement about another resource.

    ``target`` is a URL, an identifier or, failing both, a title.
    """

    kind: RelationKind
    target: Text


class AgeRange(Value, kw_only=True):
    """Typical age of the learner in years; an open end is None.

    ``stated`` keeps what cannot be read.
    """

    low: Annotated[int, msgspec.Meta(ge=0, le=120)] | None = None
    high: Annotated[int, msgspec.Meta(ge=0, le=120)] | None = None
    stated: str = ""


class Duration(Value, kw_only=True):
    """Time a learner needs or a recording lasts.

    ``seconds`` is None when what is stated cannot be read.

    Source: ISO 8601 durations, as LOM 5.9 and schema.org timeRequired use them.
    """

    seconds: Annotated[int, msgspec.Meta(ge=0)] | None = None
    kind: Literal["learning-time", "running-time"] = "learning-time"
    is_uncertain: bool = False
    stated: Text


class Accessibility(Value, kw_only=True):
    """Accessibility metadata in schema.org's terms.

    An empty tuple is "not stated", ``("none",)`` is "known absent".

    Source: W3C Schema.org Accessibility Properties for Discoverability Vocabulary.
    """

    access_modes: tuple[str, ...] = ()
    access_modes_sufficient: tuple[tuple[str, ...], ...] = ()
    features: tuple[str, ...] = ()
    hazards: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    apis: tuple[str, ...] = ()
    summaries: LanguageMap = {}


class Competency(Value, kw_only=True):
    """A competency the resource teaches or assesses, e.g.

    ``ictcft3:KA.1`` of the ICT CFT, version 3.
    """

    code: str = ""
    label: str = ""
    framework: str = ""


class LicenseFinding(Value, kw_only=True):
    """What the rights statements say, and how that was read. An empty ``id`` means: not recognised.

    ``id`` is a canonical licence id (``CC-BY-SA-4.0``, ``MIT``, ``PD``, ``rs:InC``); ``kind``,
    ``basis`` and ``license_class`` are the words of ``licensing``.
    """

    id: str = ""
    url: str = ""
    license_class: str = "unknown"
    kind: str = "none"
    basis: str = "none"
    confidence: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.0
    evidence: str = ""


class ResourceMetadata(Value, kw_only=True):
    """One learning resource. Field order is the order of the JSON form."""

    titles: LanguageMap
    descriptions: LanguageMap = {}
    keywords: LanguageMap = {}
    languages: tuple[LanguageTag, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    publishers: tuple[Text, ...] = ()
    dates: tuple[DateValue, ...] = ()
    resource_types: tuple[ResourceType, ...] = ()
    types_stated: tuple[Text, ...] = ()
    educational_levels: tuple[str, ...] = ()
    """ISCED 2011 levels, ``"0"`` to ``"8"``, sorted; two digits where the source is that exact."""
    levels_stated: tuple[Text, ...] = ()
    age_ranges: tuple[AgeRange, ...] = ()
    audiences: tuple[Audience, ...] = ()
    subjects: tuple[Subject, ...] = ()
    delivery_channels: tuple[DeliveryChannel, ...] = ()
    accessibility: Accessibility | None = None
    competencies: tuple[Competency, ...] = ()
    durations: tuple[Duration, ...] = ()
    url: str = ""
    """Landing page, http or https; empty when none is stated."""
    files: tuple[ResourceFile, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    relations: tuple[Relation, ...] = ()
    rights_statements: tuple[Text, ...] = ()
    """Exactly as stated, in the order stated."""
    license: LicenseFinding = LicenseFinding()
    access: str = ""
    """Who may reach it (``access:open`` ...), never a licence; empty when not stated."""


_encode = msgspec.json.Encoder(order="deterministic").encode
_decode = msgspec.json.Decoder(ResourceMetadata).decode


def to_json(metadata: ResourceMetadata) -> bytes:
    """Give the one JSON form: UTF-8, keys of maps sorted, empty fields left out."""
    return _encode(metadata)


def from_json(document: bytes | str) -> ResourceMetadata:
    """Read and validate the JSON form.

    Raises:
        msgspec.ValidationError: A field is missing, unknown or of the wrong form; the message names
        its path. msgspec.DecodeError: The document is not JSON.
    """
    return _decode(document)


_decode_license = msgspec.json.Decoder(LicenseFinding).decode


def from_stored(document: bytes | str, license_json: bytes | str) -> ResourceMetadata:
    """Read the JSON form of a record and, where a decision made another licence hold, of that.

    Raises:
        msgspec.MsgspecError: See ``from_json``.
    """
    stated = _decode(document)
    if not license_json:
        return stated
    return msgspec.structs.replace(stated, license=_decode_license(license_json))


EMPTY = ResourceMetadata(titles={})
"""Metadata of a tombstone whose record was never seen."""
