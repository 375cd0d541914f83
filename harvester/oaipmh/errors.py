"""The error codes of the protocol as exceptions. Source: OAI-PMH 2.0, section 3.6."""

from collections.abc import Sequence

from oaipmh import error as names

from harvester.errors import BadResumptionToken, ProtocolError


class NoRecordsMatch(ProtocolError):
    """The list is empty; for a harvest that is an answer, not a failure."""


class NoSetHierarchy(ProtocolError):
    """The repository has no sets."""


class CannotDisseminateFormat(ProtocolError):
    """The repository, or the item, does not have this format."""


class IdDoesNotExist(ProtocolError):
    """There is no such item."""


class NoMetadataFormats(ProtocolError):
    """The item has no metadata in any format."""


PROTOCOL_ERRORS: dict[str, type[ProtocolError]] = {
    cls().oainame(): ours
    for cls, ours in (
        (names.BadResumptionTokenError, BadResumptionToken),
        (names.NoRecordsMatchError, NoRecordsMatch),
        (names.NoSetHierarchyError, NoSetHierarchy),
        (names.CannotDisseminateFormatError, CannotDisseminateFormat),
        (names.IdDoesNotExistError, IdDoesNotExist),
        (names.NoMetadataFormatsError, NoMetadataFormats),
        (names.BadArgumentError, ProtocolError),
        (names.BadVerbError, ProtocolError),
    )
}
"""By code, in the order in which they decide when several are given at once."""
CODES = {code.casefold(): code for code in PROTOCOL_ERRORS}
"""The codes however they are spelled: some sources write ``BadResumptionToken``."""

ADVICE = {
    "badResumptionToken": "start the list again",
    "noRecordsMatch": "check the set and the dates",
    "noSetHierarchy": "leave the set out",
    "cannotDisseminateFormat": "choose a format that ListMetadataFormats names",
    "badArgument": "check the metadata prefix and the set",
    "badVerb": "check the base URL",
}


def protocol_error(stated: Sequence[tuple[str, str]], *, url: str) -> ProtocolError:
    """Give the exception for the errors of an answer.

    Args:
        stated: Code and message of each, as sent; at least one.
        url: What was asked.
    """
    order = list(PROTOCOL_ERRORS)
    codes = [CODES.get(code.casefold(), code) for code, _ in stated]
    code = min(codes, key=lambda each: order.index(each) if each in order else len(order))
    said = "; ".join(f"{each}: {text}" if text else each for each, text in stated)
    return PROTOCOL_ERRORS.get(code, ProtocolError)(
        f"the source refused the request ({said})",
        url=url,
        advice=ADVICE.get(code, "ask the partner"),
        code=code,
    )
