"""How far the index has read the change feed; vocabularies that were imported."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IndexState(models.Model):
    """One row for each index: the last change it holds."""

    name = models.CharField(max_length=100, primary_key=True)
    last_change_id = models.BigIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.name} at {self.last_change_id}"


class Vocabulary(models.Model):
    """A vocabulary that was imported, beside the one that comes with the site."""

    uri = models.CharField(max_length=500, unique=True)
    """Of the SKOS concept scheme."""
    title = models.CharField(max_length=300)
    concept_count = models.PositiveIntegerField()
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ("title",)
        verbose_name = _("vocabulary")
        verbose_name_plural = _("vocabularies")

    def __str__(self) -> str:
        return self.title


class VocabularyConcept(models.Model):
    """One concept of an imported vocabulary."""

    vocabulary = models.ForeignKey(Vocabulary, on_delete=models.CASCADE, related_name="concepts")
    uri = models.CharField(max_length=500)
    concept_json = models.TextField()
    """A ``search.concepts.vocabulary.Concept``."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("vocabulary", "uri"), name="vocabulary_concept_identity"
            ),
        )

    def __str__(self) -> str:
        return self.uri
