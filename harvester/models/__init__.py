"""The harvester's tables. Long work is a row with a lease, not a message."""

from harvester.models.applications import PartnerApplication
from harvester.models.endpoints import Endpoint, SourceSet
from harvester.models.events import EndpointEvent
from harvester.models.evidence import EvidenceCheck, EvidenceWalk
from harvester.models.hosts import HostTurn
from harvester.models.letters import Letter
from harvester.models.records import HarvestedRecord, record_key
from harvester.models.runs import HarvestRun, HeldChange, ListedIdentifier, RecordIssue

__all__ = (
    "Endpoint",
    "EndpointEvent",
    "EvidenceCheck",
    "EvidenceWalk",
    "HarvestRun",
    "HarvestedRecord",
    "HeldChange",
    "HostTurn",
    "Letter",
    "ListedIdentifier",
    "PartnerApplication",
    "RecordIssue",
    "SourceSet",
    "record_key",
)
