"""Hosts that are asked outside of any run: by a page, a command, or a look at a work."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class HostTurn(models.Model):
    """Who may ask a host, or waits for a run to make room there. No run of the host begins."""

    host = models.CharField(max_length=300, primary_key=True)
    """As ``politeness.place_of`` names it."""
    owner = models.CharField(max_length=200)
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("turn at a host")
        verbose_name_plural = _("turns at hosts")

    def __str__(self) -> str:
        return self.host
