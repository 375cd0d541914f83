"""The catalogue's tables. What may be changed, and how, is in ``services``.

What may be asked, in ``selectors``.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from licensing.statements import ANY
from repository.metadata.record import ResourceMetadata, from_stored


class Provider(models.Model):
    """Who supplies records: a partner, or this site itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=300)
    home_url = models.URLField(max_length=2000, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True, default="", db_default="")
    """Where it is at home (ISO 3166-1 alpha-2); empty: not known. Records say nothing of it."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name",)
        verbose_name = _("provider")
        verbose_name_plural = _("providers")

    def __str__(self) -> str:
        return self.name


class ProviderMember(models.Model):
    """An account of somebody who looks after a provider's repository: its partner here."""

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("provider", "user"), name="provider_member_identity"),
        )
        verbose_name = _("member of a provider")
        verbose_name_plural = _("members of providers")

    def __str__(self) -> str:
        return f"{self.provider}: {self.user}"


class LearningResource(models.Model):
    """One learning resource as one provider describes it, or the tombstone of one.

    ``id`` is a name-based UUID of (provider, source identifier), so a record that is deleted and
    listed again, or harvested anew into an emptied catalogue, keeps its address, and the primary
    key alone guards its identity. Rows are never removed: withdrawal is a state.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.ForeignKey(
        Provider,
        on_delete=models.PROTECT,
        related_name="resources",
        db_index=False,  # ``resource_by_provider`` begins with it
        db_constraint=False,
    )
    """The database checks no keys of hot tables: a check a row is a fifth of a harvest."""
    source_identifier = models.TextField()
    metadata_json = models.TextField()
    digest = models.CharField(max_length=32)
    """BLAKE2b-128 of ``metadata_json``: equal digest, equal record, nothing to write."""
    title = models.TextField(blank=True)
    """The first title in any language, for lists, sorting and look-ups without the engine."""
    license_id = models.CharField(max_length=60, blank=True)
    license_class = models.CharField(max_length=20)
    """Both of the licence that holds: ``license_json`` where a decision made it."""
    license_json = models.TextField(blank=True, db_default="")
    """The licence by a decision, in the form of the record's; empty: as read from the statement.

    ``metadata_json`` keeps what was read.
    """
    decision_id = models.BigIntegerField(default=0, db_default=0)
    """The ``licensing.Decision`` that made ``license_json``; 0 for none."""
    statement_key = models.UUIDField(default=ANY, db_default=ANY)
    """Of the record's rights statements; see ``licensing.statements``."""
    stated_on = models.DateField(null=True, blank=True)
    """When these statements were first read in the source's record, UTC; decisions move it not.

    None of a record that was stored before this was noted, until it changes at its source.
    """
    source_sets = models.TextField(blank=True, db_default="")
    """The sets that the source says it is in: setSpecs, separated by spaces."""
    datestamp = models.DateTimeField()
    """When the record as disseminated last changed; UTC, whole seconds.

    See ``repository.clock``.
    """
    is_withdrawn = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("datestamp", "id")
        indexes = (
            models.Index(fields=("datestamp", "id"), name="resource_by_datestamp"),
            models.Index(fields=("provider", "datestamp", "id"), name="resource_by_provider"),
            models.Index(
                fields=("license_class", "datestamp", "id"), name="resource_by_license_class"
            ),
            models.Index(
                fields=("provider", "statement_key", "id", "decision_id"),
                condition=Q(is_withdrawn=False),
                name="resource_by_statement",
            ),
        )
        verbose_name = _("learning resource")
        verbose_name_plural = _("learning resources")

    def __str__(self) -> str:
        return self.title or self.source_identifier

    @property
    def metadata(self) -> ResourceMetadata:
        """The canonical record with the licence that holds; decoded once for what is stored."""
        stored = (self.metadata_json, self.license_json)
        known: tuple[tuple[str, str], ResourceMetadata] | None = self.__dict__.get("_decoded")
        if known is None or known[0] != stored:
            known = self.__dict__["_decoded"] = (stored, from_stored(*stored))
        return known[1]


class Change(models.Model):
    """The change feed: one row for every write of the catalogue, in the transaction of that write.

    Readers keep the highest id they have seen; see ``selectors.changes_after``.
    """

    id = models.BigAutoField(primary_key=True)
    resource = models.ForeignKey(
        LearningResource,
        on_delete=models.CASCADE,
        db_index=False,
        db_constraint=False,
        related_name="+",
    )
    left_statement_key = models.UUIDField(null=True, blank=True)
    """The key of the rights statement that the record had before, where it has another one now."""
    is_about_use = models.BooleanField(default=False, db_default=False)
    """The record is as it was: only the number of its downloads is another one."""

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.pk}: {self.resource_id}"


class FeedReader(models.Model):
    """How far a reader of the change feed inside this room has come."""

    name = models.CharField(max_length=40, primary_key=True)
    last_change_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.last_change_id}"


class DownloadDay(models.Model):
    """How often readers opened a resource, or one of its files, on one day (UTC).

    Nothing is kept of the readers. See ``repository.downloads``.
    """

    resource = models.ForeignKey(
        LearningResource,
        on_delete=models.CASCADE,
        db_index=False,
        db_constraint=False,
        related_name="+",
    )
    day = models.DateField()
    count = models.PositiveIntegerField()
    summed_count = models.PositiveIntegerField(default=0)
    """So many of them are in the ``DownloadTotal``."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("resource", "day"), name="download_day_identity"),
        )
        indexes = (
            models.Index(
                fields=("resource", "day"),
                condition=Q(count__gt=models.F("summed_count")),
                name="download_day_unsummed",
            ),
            models.Index(fields=("day",), name="download_day_by_day"),
        )

    def __str__(self) -> str:
        return f"{self.resource_id} on {self.day}: {self.count}"


class DownloadTotal(models.Model):
    """How often a resource was opened in all, when last summed up; none that never was.

    A table of its own: a row of ``LearningResource`` is wide, and harvests write it.
    """

    resource = models.OneToOneField(
        LearningResource,
        on_delete=models.CASCADE,
        primary_key=True,
        db_constraint=False,
        related_name="download_total",
    )
    count = models.PositiveBigIntegerField()
    counted_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.resource_id}: {self.count}"
