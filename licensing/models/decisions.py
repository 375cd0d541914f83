"""Decisions: what was decided, by whom and why; and what holds because of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from licensing.models.append_only import Entry
from licensing.statements import ANY


class Decision(Entry):
    """One entry of the audit: never changed, never removed.

    An undoing, a confirming and a declining are entries of their own that ``answers`` another one.
    What holds now is in ``Ruling``.
    """

    class Action(models.TextChoices):
        """What was done."""

        ACCEPT = "accept", pgettext_lazy("decision", "the reading was accepted")
        LICENSE = "license", pgettext_lazy("decision", "a licence was chosen")
        CLOSED = "closed", pgettext_lazy("decision", "all rights reserved")
        NOT_LICENSE = "not-license", pgettext_lazy("decision", "not a licence")
        ASK = "ask", pgettext_lazy("decision", "the partner was asked")
        UNDO = "undo", pgettext_lazy("decision", "undone")
        DECLINE = "decline", pgettext_lazy("decision", "proposal declined")

    class Scope(models.TextChoices):
        """What it holds for; the narrower one wins, and a default holds only where nothing is said.

        In the order of precedence; the engine's reading stands before the two defaults.
        """

        RECORD = "record", pgettext_lazy("scope of a decision", "one record")
        SOURCE = "source", pgettext_lazy("scope of a decision", "this source")
        EVERYWHERE = "everywhere", pgettext_lazy("scope of a decision", "every source")
        SET = "set", pgettext_lazy("scope of a decision", "default of a set")
        DEFAULT = "default", pgettext_lazy("scope of a decision", "default of the source")

    action = models.CharField(max_length=12, choices=Action)
    scope = models.CharField(max_length=12, choices=Scope)
    source_id = models.UUIDField()
    """``licensing.statements.ANY`` for every source."""
    source_name = models.CharField(max_length=300, blank=True)
    statement_key = models.UUIDField()
    """``ANY`` of a default, and of one record."""
    set_spec = models.CharField(max_length=500, blank=True)
    resource_id = models.UUIDField()
    """``ANY`` but for one record."""
    statement = models.TextField(blank=True)
    """JSON list of the rights strings decided upon, so that the entry is understood by itself."""
    license_id = models.CharField(max_length=60, blank=True)
    finding_json = models.TextField(blank=True)
    """What holds for the records by this decision: the JSON of a record's ``license``."""
    before_json = models.TextField(blank=True)
    """What held before, likewise."""
    engine_reading = models.CharField(max_length=100, blank=True)
    """What the engine read, in few words: ``license CC-BY-4.0 url 0.97``."""
    reason = models.TextField(blank=True)
    is_proposal = models.BooleanField(default=False)
    """Waits for a second curator: holds for nothing by itself."""
    answers = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="answered_by"
    )
    """The entry that this one undoes, confirms or declines."""
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """What held for the same scope before; holds again when this is undone."""
    batch_id = models.UUIDField(default=ANY, db_index=True)
    """Shared by decisions made together; of the job that brings them to the records."""
    is_import = models.BooleanField(default=False)
    """Came with a file of decisions from elsewhere."""
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
    )
    decided_by_name = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)
        base_manager_name = "objects"
        indexes = (
            models.Index(fields=("statement_key", "source_id"), name="decision_by_statement"),
        )
        permissions = (
            ("set_default", "Can set the default licence of a source"),
            ("import_decisions", "Can import decisions"),
        )
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")

    def __str__(self) -> str:
        return f"{self.pk}: {self.action} {self.license_id}".rstrip()


class Ruling(models.Model):
    """What holds now for one scope: its last decision that is neither undone nor a proposal."""

    scope = models.CharField(max_length=12, choices=Decision.Scope)
    source_id = models.UUIDField()
    statement_key = models.UUIDField()
    set_spec = models.CharField(max_length=500, blank=True)
    resource_id = models.UUIDField()
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="rulings")
    finding_json = models.TextField()
    """That of the decision, so that a harvest reads one table only."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("source_id", "statement_key", "resource_id", "set_spec", "scope"),
                name="ruling_identity",
            ),
        )
        verbose_name = _("ruling")
        verbose_name_plural = _("rulings")

    def __str__(self) -> str:
        return f"{self.scope}: {self.decision_id}"
