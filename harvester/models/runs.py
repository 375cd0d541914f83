"""Runs over an endpoint's records, what they rejected and what they hold back for a person."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from harvester.models.endpoints import Endpoint


class HarvestRun(models.Model):
    """One pass over the records of one endpoint, with its checkpoint and its lease.

    ``seen`` is the sum of the six outcomes. Token, page and counts move in the transaction of each
    page.
    """

    class State(models.TextChoices):
        """What became of the run."""

        QUEUED = "queued", _("queued")
        RUNNING = "running", _("running")
        WAITING = "waiting", _("waiting")
        HELD = "held", _("held")
        COMPLETED = "completed", _("completed")
        PARTIAL = "partial", _("partial")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    class Kind(models.TextChoices):
        """What the run goes through."""

        HARVEST = "harvest", _("harvest")
        IDENTIFIERS = "identifiers", _("comparison of identifiers")
        REPLAY = "replay", _("replay of kept records")
        REMOVAL = "removal", _("removal of all records")

    ASKS_NOTHING = (Kind.REPLAY, Kind.REMOVAL)
    """Kinds that need no word of the source."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="runs")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.HARVEST)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    is_full = models.BooleanField(default=False)
    window_from = models.DateTimeField(null=True, blank=True)
    first_response_at = models.DateTimeField(null=True, blank=True)
    token = models.TextField(blank=True)
    page_number = models.PositiveIntegerField(default=0)
    """Pages completely stored."""
    is_read = models.BooleanField(default=False)
    """The list was read to its end; what is left is to make the changes set aside, if any."""
    first_datestamp = models.CharField(max_length=40, blank=True)
    """Datestamp of the first record stored; an order is seen when the last one is later."""
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
    held_count = models.PositiveIntegerField(default=0)
    """Records whose change is set aside in ``HeldChange``."""
    is_approved = models.BooleanField(default=False)
    """The changes set aside are to be made: the guard let them pass, or a person did."""
    is_cancel_wanted = models.BooleanField(default=False)
    """Somebody asked to stop; the worker does so behind the page it is at."""
    quality_json = models.TextField(blank=True)
    """What the source's records were worth when the run ended; see ``reports.quality``."""
    message = models.TextField(blank=True)
    error_code = models.CharField(max_length=40, blank=True)
    """``EndpointError.code`` of what ended the run; see ``reports.causes`` for what to do then."""
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
            + self.held_count
        )


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


class HeldChange(models.Model):
    """A change that is not made before the run's end, because many of its kind need a person's yes.

    One row for a record, as it was listed last. Rows of a run go when they are applied or
    discarded.
    """

    class Kind(models.TextChoices):
        """What would happen to the resource."""

        WITHDRAWAL = "withdrawal", _("withdrawal")
        BLANK_TITLE = "blank-title", _("title lost")
        UNUSABLE = "unusable", _("no longer usable")
        LICENSE = "license", _("licence changed")

    run = models.ForeignKey(HarvestRun, on_delete=models.CASCADE, related_name="held_changes")
    key = models.UUIDField()
    """That of the ``HarvestedRecord``."""
    identifier = models.TextField()
    kind = models.CharField(max_length=12, choices=Kind)
    before = models.TextField(blank=True)
    """What stands in the catalogue: title or licence."""
    after = models.TextField(blank=True)
    """The licence that would stand there, or why the record cannot be used."""
    payload = models.BinaryField()
    """What to store, MessagePack: ``records.StorableRecord``, or ``UnusableRecord``.

    Empty for a record that its source no longer lists.
    """

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("run", "key"), name="held_change_identity"),)
        verbose_name = _("held change")
        verbose_name_plural = _("held changes")

    def __str__(self) -> str:
        return f"{self.identifier}: {self.kind}"


class ListedIdentifier(models.Model):
    """A record that a complete list named, while what the list lacks is being looked for.

    In the database and not in memory: lists are long, and a worker may die in the middle of one.
    Rows of a run go when it ends.
    """

    run = models.ForeignKey(
        HarvestRun, on_delete=models.CASCADE, db_index=False, related_name="listed"
    )
    key = models.UUIDField()
    """That of the ``HarvestedRecord``, whether or not there is one."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("run", "key"), name="listed_identifier_identity"),
        )
        verbose_name = _("listed identifier")
        verbose_name_plural = _("listed identifiers")

    def __str__(self) -> str:
        return str(self.key)
