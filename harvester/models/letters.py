"""Mail that is to be sent: a row first, so that nothing else waits for a mail server or fails."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from harvester.models.endpoints import Endpoint


class Letter(models.Model):
    """One message to one person. What is told twice would have the same key, and is told once."""

    key = models.CharField(max_length=300, unique=True)
    """What it tells whom, e.g. ``failed:7:librarian@partner.example``."""
    endpoint = models.ForeignKey(
        Endpoint, on_delete=models.CASCADE, null=True, blank=True, related_name="letters"
    )
    recipient = models.EmailField()
    subject = models.TextField()
    body = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(null=True, blank=True)
    """When to try next; None once it was sent or given up."""
    sent_at = models.DateTimeField(null=True, blank=True)
    try_count = models.PositiveSmallIntegerField(default=0)
    problem = models.TextField(blank=True)
    """What the mail server said to the last try; empty when it went out."""

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(
                fields=("due_at",), name="letter_by_due", condition=models.Q(due_at__isnull=False)
            ),
        )
        verbose_name = _("letter")
        verbose_name_plural = _("letters")

    def __str__(self) -> str:
        return f"{self.recipient}: {self.subject}"
