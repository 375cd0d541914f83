"""Errors of the licensing room, by consequence."""


class LicensingError(Exception):
    """Base of everything the licensing room raises."""


class UnknownLicense(LicensingError):
    """An id names no licence; nothing can be said of it."""

    def __init__(self, license_id: str) -> None:
        super().__init__(
            f"no licence has the id {license_id!r}; ids are those of licensing.licenses"
        )
        self.license_id = license_id


class DecisionIsFinal(LicensingError):
    """Somebody tried to change what was decided; write another decision instead."""

    def __init__(self) -> None:
        super().__init__("a decision is never changed or removed; undo it by another decision")


class DecisionRefused(LicensingError):
    """This person may not decide that, or it cannot be decided so; the message says why."""
