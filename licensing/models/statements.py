"""Statements: what is reviewed."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RightsStatement(models.Model):
    """What records of one source state about their rights: one row for each distinct statement.

    A statement is all rights strings of a record in their order; see
    ``licensing.statements.statement_key``. Rows are written by ``services.note_statements`` from
    what the catalogue counts, and stay when no record states them any more.
    """

    class State(models.TextChoices):
        """Where the statement stands in the review."""

        REVIEW = "review", pgettext_lazy("state of a statement", "to review")
        CLEAR = "clear", pgettext_lazy("state of a statement", "read with certainty")
        ASKED = "asked", pgettext_lazy("state of a statement", "partner asked")
        PROPOSED = "proposed", pgettext_lazy("state of a statement", "waits for a second curator")
        DECIDED = "decided", pgettext_lazy("state of a statement", "decided")

    source_id = models.UUIDField()
    source_name = models.CharField(max_length=300)
    statement_key = models.UUIDField()
    texts_json = models.TextField()
    """JSON list of the rights strings, trimmed, in the order stated; empty: nothing is stated."""
    kind = models.CharField(max_length=20)
    license_id = models.CharField(max_length=60, blank=True)
    license_class = models.CharField(max_length=20)
    basis = models.CharField(max_length=20)
    confidence = models.FloatField()
    evidence = models.TextField(blank=True)
    """The characters that decided; of a conflict, the candidates."""
    engine_version = models.PositiveSmallIntegerField()
    """``licensing.normalization.ENGINE_VERSION`` that read it."""
    languages = models.TextField(blank=True)
    """BCP 47 tags of records that state it (a sample), each between spaces: `` en fr ``."""
    record_count = models.PositiveIntegerField(default=0)
    """Records that state it and are not withdrawn, when last counted."""
    decided_count = models.PositiveIntegerField(default=0)
    """Those of them whose licence is by a decision."""
    download_count = models.PositiveBigIntegerField(default=0)
    """How often readers opened these records' works from here, when last counted."""
    freed_count = models.PositiveBigIntegerField(default=0)
    """Records that a decision frees: 0 where the reading is certain already."""
    freed_download_count = models.PositiveBigIntegerField(default=0)
    """Their downloads."""
    state = models.CharField(max_length=10, choices=State, default=State.REVIEW)
    first_seen_at = models.DateTimeField()
    last_counted_at = models.DateTimeField()

    class Meta:
        ordering = ("-freed_count", "-record_count", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("source_id", "statement_key"), name="rights_statement_identity"
            ),
        )
        indexes = (
            models.Index(
                fields=("state", "-freed_count", "-record_count", "id"), name="statement_queue"
            ),
            models.Index(
                fields=("state", "-freed_download_count", "-freed_count", "-record_count", "id"),
                name="statement_queue_downloads",
            ),
            models.Index(fields=("statement_key",), name="statement_by_key"),
        )
        verbose_name = _("rights statement")
        verbose_name_plural = _("rights statements")

    def __str__(self) -> str:
        return f"{self.source_name}: {self.texts_json[:80]}"


class StatementBand(models.Model):
    """One part of the signature of a statement that was decided on: like statements share some."""

    band = models.BigIntegerField()
    """See ``licensing.statements.bands``."""
    statement_key = models.UUIDField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("band", "statement_key"), name="statement_band"),
        )
        verbose_name = _("part of a statement's signature")
        verbose_name_plural = _("parts of statements' signatures")

    def __str__(self) -> str:
        return f"{self.statement_key}: {self.band}"
