"""The errors of the protocol. They are answers with status 200, not faults of the server.

Source: OAI-PMH 2.0, section 3.6.
"""

from typing import Literal

import msgspec

ErrorCode = Literal[
    "badArgument", "badResumptionToken", "badVerb", "cannotDisseminateFormat", "idDoesNotExist",
    "noMetadataFormats", "noRecordsMatch", "noSetHierarchy",
]  # fmt: skip


class Fault(msgspec.Struct, frozen=True):
    """One thing that is wrong with a request, in words that help to mend it."""

    code: ErrorCode
    message: str


class ProtocolError(Exception):
    """A request that cannot be answered, with everything that is wrong with it."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(f"{fault.code}: {fault.message}" for fault in faults))
        self.faults = faults

    @property
    def may_echo(self) -> bool:
        """Whether the answer may repeat the arguments: not if they, or the verb, are wrong."""
        return not any(fault.code in {"badVerb", "badArgument"} for fault in self.faults)
