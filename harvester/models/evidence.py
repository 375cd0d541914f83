"""When the works themselves were, and will be, looked at for a licence."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from repository.models import LearningResource


class EvidenceCheck(models.Model):
    """One work that was looked at, or is to be: its place in the queue."""

    resource = models.OneToOneField(
        LearningResource,
        on_delete=models.CASCADE,
        primary_key=True,
        db_constraint=False,
        related_name="+",
    )
    is_wanted = models.BooleanField(default=False)
    """A curator asked for it: it comes before all others."""
    due_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    """A worker is looking at it; after a crash it is free from then on."""
    looked_at = models.DateTimeField(null=True, blank=True)
    validators_json = models.TextField(blank=True)
    """JSON: address -> ETag and Last-Modified in two lines, of what was read there."""
    message = models.TextField(blank=True)
    """Why something could not be looked at; empty when all could."""

    class Meta:
        indexes = (models.Index(fields=("is_wanted", "due_at"), name="evidence_check_due"),)
        verbose_name = _("look at a work")
        verbose_name_plural = _("looks at works")

    def __str__(self) -> str:
        return str(self.resource_id)


class EvidenceWalk(models.Model):
    """How far a stream of works was gone through, so that every one of them has its turn.

    The rows are also what workers lock while they choose.
    """

    stream = models.CharField(max_length=20, primary_key=True)
    """A class of licences, or ``again``."""
    datestamp = models.DateTimeField(null=True, blank=True)
    resource_id = models.UUIDField(null=True, blank=True)
    """Both of the last work passed, from the newest on; none: it begins anew."""
    chosen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("walk through works in doubt")
        verbose_name_plural = _("walks through works in doubt")

    def __str__(self) -> str:
        return self.stream
