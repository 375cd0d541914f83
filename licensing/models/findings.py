"""What readers report and what is found at the work itself: reasons to look again."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LicenseReport(models.Model):
    """A reader says that a licence shown is wrong."""

    class Reason(models.TextChoices):
        """What is wrong."""

        OTHER_LICENSE = "other-license", pgettext_lazy("report", "the work has another licence")
        NOT_OPEN = "not-open", pgettext_lazy("report", "the work is not free to use")
        MORE_OPEN = "more-open", pgettext_lazy("report", "the work is freer than shown")
        THIRD_PARTY = "third-party", pgettext_lazy("report", "parts belong to somebody else")
        OTHER = "other", pgettext_lazy("report", "something else")

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", pgettext_lazy("state of a report", "open")
        UPHELD = "upheld", pgettext_lazy("state of a report", "upheld")
        DISMISSED = "dismissed", pgettext_lazy("state of a report", "dismissed")

    resource_id = models.UUIDField(db_index=True)
    source_id = models.UUIDField()
    statement_key = models.UUIDField()
    license_id = models.CharField(max_length=60, blank=True)
    """What was shown when it was reported."""
    reason = models.CharField(max_length=20, choices=Reason)
    text = models.TextField(blank=True)
    contact = models.EmailField(blank=True)
    """Of the reader, if they want an answer."""
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answer = models.TextField(blank=True)
    """Why it was upheld or dismissed."""
    answered_by_name = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("state", "-id"), name="report_queue"),)
        verbose_name = _("report of a wrong licence")
        verbose_name_plural = _("reports of wrong licences")

    def __str__(self) -> str:
        return f"{self.resource_id}: {self.reason}"


class LicenseEvidence(models.Model):
    """A licence found at the work itself. Evidence for a person, never applied by itself."""

    class Kind(models.TextChoices):
        """Where it was found."""

        LANDING_PAGE = "landing-page", pgettext_lazy("place of evidence", "landing page")
        PDF = "pdf", pgettext_lazy("place of evidence", "PDF")

    resource_id = models.UUIDField()
    source_id = models.UUIDField()
    statement_key = models.UUIDField()
    kind = models.CharField(max_length=20, choices=Kind)
    url = models.TextField()
    license_id = models.CharField(max_length=60, blank=True)
    """Empty where nothing was found, or several that contradict each other."""
    snippet = models.TextField(blank=True)
    agrees = models.BooleanField()
    """Whether it says what the record says."""
    is_settled = models.BooleanField(default=False)
    """A curator has looked at it since."""
    found_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("resource_id", "kind", "url"), name="license_evidence_identity"
            ),
        )
        indexes = (
            models.Index(fields=("source_id", "statement_key"), name="evidence_by_statement"),
            models.Index(fields=("is_settled", "agrees", "-id"), name="evidence_queue"),
        )
        verbose_name = _("evidence for a licence")
        verbose_name_plural = _("evidence for licences")

    def __str__(self) -> str:
        return f"{self.resource_id}: {self.license_id}"
