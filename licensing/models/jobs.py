"""Jobs: bringing decisions to the records they hold for."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RightsJob(models.Model):
    """One or more decisions on their way to the records.

    A worker takes the lease, and saves its place with every batch; a killed worker's lease runs
    out and another goes on. While a job is open, a record that it has not reached yet is marked
    wherever it is shown.
    """

    class State(models.TextChoices):
        """What became of the job."""

        QUEUED = "queued", pgettext_lazy("state of a job", "queued")
        RUNNING = "running", pgettext_lazy("state of a job", "running")
        DONE = "done", pgettext_lazy("state of a job", "done")
        FAILED = "failed", pgettext_lazy("state of a job", "failed")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    title = models.TextField()
    """What it is for, in few words."""
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    record_count = models.PositiveIntegerField(default=0)
    """How many records there are to go through, as counted at the start."""
    seen_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    position = models.UUIDField(null=True, blank=True)
    """The last record seen of the first target that is not done."""
    message = models.TextField(blank=True)
    lease_owner = models.CharField(max_length=200, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
    )
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "id")
        indexes = (
            models.Index(
                fields=("created_at",),
                condition=Q(state__in=("queued", "running", "failed")),
                name="job_open",
            ),
            models.Index(fields=("-created_at", "id"), name="job_by_start"),
            models.Index(fields=("finished_at",), name="job_by_end"),
        )
        verbose_name = _("licence job")
        verbose_name_plural = _("licence jobs")

    def __str__(self) -> str:
        return self.title


class RightsTarget(models.Model):
    """Records that a job goes through; ``licensing.statements.ANY`` stands for all."""

    job = models.ForeignKey(RightsJob, on_delete=models.CASCADE, related_name="targets")
    source_id = models.UUIDField()
    statement_key = models.UUIDField()
    resource_id = models.UUIDField()
    is_done = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)
        verbose_name = _("target of a licence job")
        verbose_name_plural = _("targets of licence jobs")

    def __str__(self) -> str:
        return f"{self.source_id} {self.statement_key} {self.resource_id}"
