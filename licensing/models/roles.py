"""Who was given which role by whom."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from licensing.models.append_only import Entry


class RoleChange(Entry):
    """One entry of the audit of roles: never changed, never removed."""

    class Action(models.TextChoices):
        """What was done."""

        GIVE = "give", pgettext_lazy("change of a role", "given")
        TAKE = "take", pgettext_lazy("change of a role", "taken away")

    action = models.CharField(max_length=10, choices=Action)
    role = models.CharField(max_length=40)
    """Name of the group."""
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        db_constraint=False,
    )
    account_name = models.CharField(max_length=200)
    reason = models.TextField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        db_constraint=False,
    )
    changed_by_name = models.CharField(max_length=200)
    changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)
        base_manager_name = "objects"
        permissions = (("assign_roles", "Can give and take the roles of curators"),)
        verbose_name = _("change of a role")
        verbose_name_plural = _("changes of roles")

    def __str__(self) -> str:
        return f"{self.account_name}: {self.role} {self.action}"
