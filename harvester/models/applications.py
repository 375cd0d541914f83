"""Partners who ask to be harvested."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from harvester.models.endpoints import Endpoint


class PartnerApplication(models.Model):
    """Somebody asks to be harvested; what the probe found of them is kept as it was then."""

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("waiting")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")

    protocol = models.CharField(
        max_length=10, choices=Endpoint.Protocol, default=Endpoint.Protocol.OAI_PMH
    )
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
