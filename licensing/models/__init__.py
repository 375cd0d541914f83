"""The tables of the room. It knows no resources: sources and records are ids, as plain values."""

from licensing.models.decisions import Decision, Ruling
from licensing.models.findings import LicenseEvidence, LicenseReport
from licensing.models.jobs import RightsJob, RightsTarget
from licensing.models.roles import RoleChange
from licensing.models.statements import RightsStatement, StatementBand

__all__ = [
    "Decision",
    "LicenseEvidence",
    "LicenseReport",
    "RightsJob",
    "RightsStatement",
    "RightsTarget",
    "RoleChange",
    "Ruling",
    "StatementBand",
]
