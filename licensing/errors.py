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
