"""Endpoints, runs, raw records and what was rejected.

Long work is a row with a lease, not a message.
"""

from hashlib import blake2b
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from repository.models import LearningResource, Provider


class Endpoint(models.Model):
    """One base URL + metadata prefix + set at a provider.

    What Identify said is kept as it was last said.
    """

    class Protocol(models.TextChoices):
        """How the records are asked for."""

        OAI_PMH = "oai-pmh", "OAI-PMH"
        SITEMAP = "sitemap", _("sitemap")

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="endpoints")
    protocol = models.CharField(max_length=10, choices=Protocol, default=Protocol.OAI_PMH)
    base_url = models.URLField(max_length=2000)
    """Of a web site: its sitemap, or the robots.txt that names its sitemaps."""
    metadata_prefix = models.CharField(max_length=100)
    set_spec = models.CharField(max_length=500, blank=True)
    granularity = models.CharField(max_length=20, blank=True)
    deleted_record = models.CharField(max_length=12, blank=True)
    earliest_datestamp = models.CharField(max_length=40, blank=True)
    stated_base_url = models.URLField(max_length=2000, blank=True)
    checkpoint_at = models.DateTimeField(null=True, blank=True)
    """The ``from`` of the next run: responseDate of the first page of the last complete run."""
    interval_hours = models.PositiveIntegerField(default=24)
    is_active = models.BooleanField(default=True)
    due_at = models.DateTimeField(null=True, blank=True)
    """When the next scheduled run may start; None is never (not scheduled)."""
    is_full_due = models.BooleanField(default=False)
    """Whether the next run asks for everything; stays until such a list was read to its end."""
    partner_key = models.CharField(max_length=32, blank=True)
    """What the private link of the partner is good for; empty while there is none."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("base_url", "metadata_prefix", "set_spec"), name="endpoint_identity"
            ),
        )
        verbose_name = _("endpoint")
        verbose_name_plural = _("endpoints")

    def __str__(self) -> str:
        chosen = ", ".join(filter(None, (self.metadata_prefix, self.set_spec)))
        return f"{self.base_url} ({chosen})"


class HarvestRun(models.Model):
    """One selective harvest of one endpoint, with its checkpoint and its lease.

    ``seen`` is the sum of the five outcomes. Token, page and counts move in the transaction of each
    page.
    """

    class State(models.TextChoices):
        """What became of the run."""

        QUEUED = "queued", _("queued")
        RUNNING = "running", _("running")
        COMPLETED = "completed", _("completed")
        PARTIAL = "partial", _("partial")
        FAILED = "failed", _("failed")

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="runs")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    is_full = models.BooleanField(default=False)
    window_from = models.DateTimeField(null=True, blank=True)
    first_response_at = models.DateTimeField(null=True, blank=True)
    token = models.TextField(blank=True)
    page_number = models.PositiveIntegerField(default=0)
    """Pages completely stored."""
    last_datestamp = models.CharField(max_length=40, blank=True)
    """Datestamp of the last record stored, as the source gave it."""
    is_ordered = models.BooleanField(default=True)
    """Whether the source has listed in the order of datestamps so far.

    Then a dead token costs little.
    """
    complete_list_size = models.PositiveIntegerField(null=True, blank=True)
    created_count = models.PositiveIntegerField(default=0)
    updated_count = models.PositiveIntegerField(default=0)
    unchanged_count = models.PositiveIntegerField(default=0)
    deleted_count = models.PositiveIntegerField(default=0)
    failed_count = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True)
    is_resumable = models.BooleanField(default=True)
    """False when going on with ``token`` is pointless.

    The run ended for a reason that will not pass.
    """
    lease_owner = models.CharField(max_length=200, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    busy_seconds = models.FloatField(default=0)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("harvest run")
        verbose_name_plural = _("harvest runs")

    def __str__(self) -> str:
        return f"{self.pk} {self.endpoint} {self.state}"

    @property
    def seen_count(self) -> int:
        """Records listed by the source in this run, each counted once by its outcome."""
        return (
            self.created_count
            + self.updated_count
            + self.unchanged_count
            + self.deleted_count
            + self.failed_count
        )


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

    class Meta:
        verbose_name = _("harvested record")
        verbose_name_plural = _("harvested records")

    def __str__(self) -> str:
        return self.identifier


class RecordIssue(models.Model):
    """One record rejected in one run, with the reason and the bytes."""

    run = models.ForeignKey(HarvestRun, on_delete=models.CASCADE, related_name="issues")
    identifier = models.TextField(blank=True)
    stage = models.CharField(max_length=12)
    reason = models.TextField()
    payload = models.BinaryField()
    """The bytes as served, Zstandard; cut at 64 KiB before compression."""

    class Meta:
        ordering = ("id",)
        verbose_name = _("record issue")
        verbose_name_plural = _("record issues")

    def __str__(self) -> str:
        return f"{self.identifier}: {self.reason}"


class PartnerApplication(models.Model):
    """Somebody asks to be harvested; what the probe found of them is kept as it was then."""

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("waiting")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")

    base_url = models.URLField(max_length=2000)
    metadata_prefix = models.CharField(max_length=100)
    repository_name = models.CharField(max_length=300)
    contact = models.EmailField()
    report_json = models.TextField()
    """A ``harvester.probe.ProbeReport``."""
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.TextField(blank=True)
    """Why it was declined."""
    endpoint = models.ForeignKey(
        Endpoint, on_delete=models.SET_NULL, null=True, blank=True, related_name="applications"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("-id",)
        verbose_name = _("partner application")
        verbose_name_plural = _("partner applications")

    def __str__(self) -> str:
        return f"{self.repository_name} ({self.base_url})"
