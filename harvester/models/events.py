"""Who did what to an endpoint. Rows are only ever added."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from harvester.models.endpoints import Endpoint


class EndpointEvent(models.Model):
    """One act of a person that changed how an endpoint is harvested, or what came of it."""

    class What(models.TextChoices):
        """The act."""

        APPROVED = "approved", _("application approved")
        PAUSED = "paused", _("paused")
        RESUMED = "resumed", _("resumed")
        SETTINGS = "settings", _("settings changed")
        RUN = "run", _("run asked for")
        FULL_RUN = "full-run", _("full run asked for")
        REPLAY = "replay", _("replay asked for")
        CANCELLED = "cancelled", _("run cancelled")
        HELD_APPLIED = "held-applied", _("held changes applied")
        HELD_DISCARDED = "held-discarded", _("held changes discarded")
        SET_HARVESTED = "set-harvested", _("harvest of a set begun")
        SET_NOTED = "set-noted", _("new set noted")
        MOVED = "moved", _("new address taken over")
        REMOVED = "removed", _("removal of all records asked for")
        LINK_RENEWED = "link-renewed", _("private link made")
        LINK_REVOKED = "link-revoked", _("private link ended")

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="events")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    user_name = models.CharField(max_length=150, blank=True)
    """As it was then; outlives the account."""
    what = models.CharField(max_length=20, choices=What)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    why = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("endpoint event")
        verbose_name_plural = _("endpoint events")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.user_name} {self.what}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row.

        Raises:
            TypeError: It is there already, and is not to be changed.
        """
        if not self._state.adding:
            raise TypeError("an event is not changed")
        super().save(*args, **kwargs)
