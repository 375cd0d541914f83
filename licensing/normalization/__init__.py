"""What a rights statement says: free text, code or address -> licence, with the evidence for it.

``normalize`` reads one statement, ``combine`` all statements of a record. Rules are made of the
grammar of licences (elements, version, port) and of tables in ``licensing/data``; nothing here
knows of databases, networks or Django.
"""

from licensing.normalization.match import Basis, Kind, LicenseMatch, RecordRights
from licensing.normalization.record import combine
from licensing.normalization.statement import normalize

ENGINE_VERSION = 3
"""Raised when statements are read otherwise than before; they are then read again."""

__all__ = [
    "ENGINE_VERSION",
    "Basis",
    "Kind",
    "LicenseMatch",
    "RecordRights",
    "combine",
    "normalize",
]
