"""Raw records as last served."""

from hashlib import blake2b
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from harvester.models.endpoints import Endpoint
from repository.models import LearningResource


def record_key(endpoint_id: int, identifier: str) -> UUID:
    """Give the key under which a record of an endpoint is kept."""
    return UUID(bytes=blake2b(f"{endpoint_id} {identifier}".encode(), digest_size=16).digest())


class HarvestedRecord(models.Model):
    """The raw record as last served, so that it can be mapped again without the network."""

    key = models.UUIDField(primary_key=True, editable=False)
    """``record_key`` of endpoint and identifier: one index to find by, however large the table."""
    endpoint = models.ForeignKey(
        Endpoint, on_delete=models.CASCADE, related_name="records", db_constraint=False
    )
    identifier = models.TextField()
    resource = models.ForeignKey(
        LearningResource,
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        db_constraint=False,
        related_name="+",
    )
    """None while the record has only ever been rejected."""
    digest = models.CharField(max_length=32)
    """BLAKE2b-128 of the payload before compression."""
    payload = models.BinaryField()
    """The ``<record>`` element, UTF-8, Zstandard."""
    source_datestamp = models.CharField(max_length=40, blank=True)
    is_deleted = models.BooleanField(default=False)
    rejected_because = models.TextField(blank=True)
    """Why the last payload was not used; empty when it was.

    The resource, if any, is then that of an earlier one.
    """
    issues_json = models.TextField(blank=True)
    """What could not be understood: JSON list of ``MetadataIssue``; empty when nothing."""
    harvested_at = models.DateTimeField()
    validator = models.TextField(blank=True, db_default="")
    """ETag and Last-Modified, in two lines, of a record with an address of its own."""
    crosswalk_version = models.PositiveSmallIntegerField(db_default=0)
    """``harvester.records.CROSSWALK_VERSION`` that made the resource; 0 is older than any."""
    missing_since = models.DateTimeField(null=True, blank=True)
    """When a complete list first lacked the record; None while it is listed."""

    class Meta:
        verbose_name = _("harvested record")
        verbose_name_plural = _("harvested records")

    def __str__(self) -> str:
        return self.identifier
