"""What may be asked: the arguments of each verb, and the reading of a request.

Everything wrong with a request is found at once, so that a partner mends it in one go. This file
must know nothing of the catalogue. Source: OAI-PMH 2.0, sections 3.1.1, 3.3, 3.6 and 4.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, time
from typing import Literal, get_args

import msgspec

from repository.formats.registry import FORMATS
from repository.oaipmh.errors import Fault, ProtocolError

Verb = Literal[
    "Identify", "ListMetadataFormats", "ListSets", "GetRecord", "ListIdentifiers", "ListRecords"
]
VERBS: frozenset[str] = frozenset(get_args(Verb))
TOKEN = "resumptionToken"  # noqa: S105 - the name of an argument

UNRESERVED = r"[A-Za-z0-9\-_.!~*'()]+"
METADATA_PREFIX = re.compile(UNRESERVED)
SET_SPEC = re.compile(rf"{UNRESERVED}(:{UNRESERVED})*")
DATESTAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?")
IDENTIFIER = re.compile(
    r"([A-Za-z][A-Za-z0-9+.-]*:)?([A-Za-z0-9._~!$&'()*+,;=@/?-]|:|%[0-9A-Fa-f]{2})+"
)
LAST_SECOND = time(23, 59, 59)


class Arguments(msgspec.Struct, frozen=True):
    """The arguments of one verb; ``is_resumable``: a resumption token may stand instead of them."""

    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    is_resumable: bool = False


LIST_ARGUMENTS = Arguments(
    frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"}), is_resumable=True
)
ARGUMENTS: Mapping[Verb, Arguments] = {
    "Identify": Arguments(),
    "ListMetadataFormats": Arguments(optional=frozenset({"identifier"})),
    "ListSets": Arguments(is_resumable=True),
    "GetRecord": Arguments(required=frozenset({"identifier", "metadataPrefix"})),
    "ListIdentifiers": LIST_ARGUMENTS,
    "ListRecords": LIST_ARGUMENTS,
}


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A request that is formally right; what was not given is empty, token and bounds are None."""

    verb: Verb
    arguments: Mapping[str, str]
    """Everything given, the verb included, as given: what the answer repeats."""
    identifier: str = ""
    metadata_prefix: str = ""
    set_spec: str = ""
    since: datetime | None = None
    until: datetime | None = None
    """Both bounds are aware UTC and included; a day means its first or its last second."""
    token: str | None = None


def parse_request(
    pairs: Iterable[tuple[str, str]], *, prefixes: Collection[str] = FORMATS
) -> Request:
    """Read the arguments of a request to a repository that offers the formats ``prefixes``.

    Raises:
        ProtocolError: With ``badVerb`` alone, or with all of ``badArgument`` and
            ``cannotDisseminateFormat`` that apply.
    """
    pairs = list(pairs)
    verb = parse_verb([value for name, value in pairs if name == "verb"])
    given = dict(pairs)
    names = [name for name, _value in pairs if name != "verb"]
    faults = [*unfit_arguments(verb, names), *ill_formed_values(given, prefixes)]
    if faults:
        raise ProtocolError(*faults)
    return Request(
        verb=verb,
        arguments=given,
        identifier=given.get("identifier", ""),
        metadata_prefix=given.get("metadataPrefix", ""),
        set_spec=given.get("set", ""),
        since=parse_datestamp(given["from"]) if "from" in given else None,
        until=parse_datestamp(given["until"], day_ends=True) if "until" in given else None,
        token=given.get(TOKEN),
    )


def parse_verb(values: list[str]) -> Verb:
    """Give the verb.

    Raises:
        ProtocolError: It is missing, repeated or none of the six.
    """
    match values:
        case []:
            message = "The verb is missing."
        case [verb] if verb in VERBS:
            return verb  # type: ignore[return-value]  # mypy does not narrow a str to a Literal by a set
        case [verb]:
            message = f"“{verb}” is not a verb of OAI-PMH."
        case _:
            message = "The verb is given more than once."
    raise ProtocolError(Fault("badVerb", message))


def unfit_arguments(verb: Verb, names: list[str]) -> Iterable[Fault]:
    """Yield what is wrong with the choice of arguments."""
    table = ARGUMENTS[verb]
    known = table.required | table.optional | ({TOKEN} if table.is_resumable else frozenset())
    for name, count in Counter(names).items():
        if name not in known:
            yield Fault("badArgument", f"{verb} takes no argument “{name}”.")
        elif count > 1:
            yield Fault("badArgument", f"The argument {name} is given more than once.")
    if TOKEN in known and TOKEN in names:
        if len(set(names)) > 1:
            yield Fault("badArgument", f"{TOKEN} must be the only argument beside the verb.")
        return
    for name in sorted(table.required - set(names)):
        yield Fault("badArgument", f"{verb} needs the argument {name}.")


def ill_formed_values(given: Mapping[str, str], prefixes: Collection[str]) -> Iterable[Fault]:
    """Yield what is wrong with the values, each by itself and the two bounds together."""
    if "identifier" in given and not IDENTIFIER.fullmatch(given["identifier"]):
        yield Fault("badArgument", "The identifier is not a URI.")
    if "set" in given and not SET_SPEC.fullmatch(given["set"]):
        yield Fault("badArgument", "The set is not a setSpec.")
    bounds = []
    for name in ("from", "until"):
        if name in given:
            try:
                bounds.append(parse_datestamp(given[name], day_ends=name == "until"))
            except ValueError:
                form = "YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ"
                yield Fault("badArgument", f"{name} is not a date of the form {form}.")
    if len(bounds) == 2:
        if len(given["from"]) != len(given["until"]):
            yield Fault("badArgument", "from and until must have the same granularity.")
        elif bounds[0] > bounds[1]:
            yield Fault("badArgument", "from is later than until.")
    if "metadataPrefix" in given:
        yield from unfit_prefix(given["metadataPrefix"], prefixes)


def unfit_prefix(metadata_prefix: str, prefixes: Collection[str]) -> Iterable[Fault]:
    """Yield what is wrong with a metadata prefix."""
    if not METADATA_PREFIX.fullmatch(metadata_prefix):
        yield Fault("badArgument", "The metadataPrefix holds characters that no prefix may hold.")
    elif metadata_prefix not in prefixes:
        offered = ", ".join(prefixes)
        message = f"“{metadata_prefix}” is not offered here; these are: {offered}."
        yield Fault("cannotDisseminateFormat", message)


def parse_datestamp(value: str, *, day_ends: bool = False) -> datetime:
    """Read a bound of either granularity.

    Raises:
        ValueError: It has neither form, or names a time that does not exist.
    """
    if not DATESTAMP.fullmatch(value):
        raise ValueError(value)
    moment = datetime.fromisoformat(value.removesuffix("Z")).replace(tzinfo=UTC)
    if day_ends and "T" not in value:
        return datetime.combine(moment, LAST_SECOND, UTC)
    return moment
