"""Endpoints: where records come from, and what is known of the source."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from repository.models import Provider


class Endpoint(models.Model):
    """One base URL + metadata prefix + set at a provider.

    What Identify said is kept as it was last said.
    """

    class Protocol(models.TextChoices):
        """How the records are asked for."""

        OAI_PMH = "oai-pmh", "OAI-PMH"
        SITEMAP = "sitemap", _("sitemap")

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="endpoints")
    protocol = models.CharField(max_length=10, choices=Protocol, default=Protocol.OAI_PMH)
    base_url = models.URLField(max_length=2000)
    """Of a web site: its sitemap, or the robots.txt that names its sitemaps."""
    metadata_prefix = models.CharField(max_length=100)
    set_spec = models.CharField(max_length=500, blank=True)
    granularity = models.CharField(max_length=20, blank=True)
    deleted_record = models.CharField(max_length=12, blank=True)
    earliest_datestamp = models.CharField(max_length=40, blank=True)
    stated_base_url = models.URLField(max_length=2000, blank=True)
    moved_to = models.URLField(max_length=2000, blank=True)
    """Where the last request was redirected to for good; empty while it answers where it is."""
    pause_seconds = models.FloatField(default=0)
    """Rest between two requests, beyond what the source itself asks for."""
    contact = models.EmailField(blank=True)
    """Whom to write to when a run fails or a new cause of rejections turns up."""
    checkpoint_at = models.DateTimeField(null=True, blank=True)
    """The ``from`` of the next run: responseDate of the first page of the last complete run."""
    interval_hours = models.PositiveIntegerField(default=24)
    is_active = models.BooleanField(default=True)
    due_at = models.DateTimeField(null=True, blank=True)
    """When the next scheduled run may start; None is never (not scheduled)."""
    waiting_until = models.DateTimeField(null=True, blank=True)
    """Until when the source asked to be left alone; None or past when it did not."""
    failure_count = models.PositiveIntegerField(default=0, db_default=0)
    """Tries in a row that failed or were put off; each makes the next one wait longer."""
    full_interval_days = models.PositiveIntegerField(default=30)
    """How often everything is asked for anew; 0 is never."""
    last_full_at = models.DateTimeField(null=True, blank=True)
    """When a complete list of everything was last read to its end."""
    last_identifiers_at = models.DateTimeField(null=True, blank=True)
    """When a complete list of identifiers was last compared with what is kept."""
    is_full_due = models.BooleanField(default=False)
    """Whether the next run asks for everything; stays until such a list was read to its end."""
    overstates_size = models.BooleanField(default=False, db_default=False)
    """Its last list was far shorter than announced, and so was the one before, by the same share.

    What it announces is then not believed.
    """
    sets_listed_at = models.DateTimeField(null=True, blank=True)
    """When the source was last asked for its sets, and answered."""
    partner_key = models.CharField(max_length=32, blank=True)
    """What the private link of the partner is good for; empty while there is none."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("base_url", "metadata_prefix", "set_spec"), name="endpoint_identity"
            ),
        )
        verbose_name = _("endpoint")
        verbose_name_plural = _("endpoints")

    def __str__(self) -> str:
        chosen = ", ".join(filter(None, (self.metadata_prefix, self.set_spec)))
        return f"{self.base_url} ({chosen})"


class SourceSet(models.Model):
    """A set that the repository behind an endpoint offers. Source: OAI-PMH 2.0, section 4.6."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="sets")
    spec = models.CharField(max_length=500)
    name = models.TextField(blank=True)
    first_seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)
    """When it was first lacking; None while it is listed."""
    is_new = models.BooleanField(default=False)
    """Came after the first look, and nobody has taken note of it yet."""

    class Meta:
        ordering = ("spec",)
        constraints = (
            models.UniqueConstraint(fields=("endpoint", "spec"), name="source_set_identity"),
        )
        verbose_name = _("set of a source")
        verbose_name_plural = _("sets of sources")

    def __str__(self) -> str:
        return self.spec
