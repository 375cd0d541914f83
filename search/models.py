"""How far the index has read the change feed; vocabularies; searches people follow; readers."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


def new_key() -> str:
    """Give what the private link of a saved search is good for."""
    return secrets.token_urlsafe(16)


class SavedSearch(models.Model):
    """A search that somebody wants to hear of: of an account, or of a mail address alone.

    Nothing else is kept of a person, and nothing once they stop.
    """

    class Interval(models.TextChoices):
        """How often to write, if there is anything new."""

        DAILY = "daily", pgettext_lazy("interval", "Every day")
        WEEKLY = "weekly", pgettext_lazy("interval", "Every week")
        NEVER = "never", pgettext_lazy("interval", "Never")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="saved_searches",
    )
    """The letters of an account go to its own address."""
    address = models.EmailField(blank=True)
    """Of somebody without an account; empty with one."""
    parameters = models.CharField(max_length=2000, blank=True)
    """The search as the address of the search page has it, without order and page."""
    language = models.CharField(max_length=12)
    """Of the letters: one of the site's."""
    interval = models.CharField(max_length=8, choices=Interval)
    key = models.CharField(max_length=32, default=new_key)
    """What the private link is good for; another one ends the link."""
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    """When the owner of the address said yes; None until then."""
    told_until = models.DateTimeField(null=True, blank=True)
    """What the site got before that was told, or was there when the search was confirmed."""
    telling_until = models.DateTimeField(null=True, blank=True)
    """Until when the letter that is being sent tells: another try tells the same."""
    last_sent_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    """When its account last had a look at what is new; None: since it was saved."""
    due_at = models.DateTimeField(null=True, blank=True)
    """When to look for news, or to forget what nobody has confirmed; None: never."""
    held_until = models.DateTimeField(null=True, blank=True)
    """Until then a worker is at it, or the last try was too short ago."""
    is_link_wanted = models.BooleanField(default=False)
    """Somebody asked at the site, so the private link is to be sent."""
    refused_count = models.PositiveSmallIntegerField(default=0)
    """Letters in a row that the mail server did not take for this address."""

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("address", "parameters"),
                condition=models.Q(user__isnull=True),
                name="saved_search_of_address",
            ),
            models.UniqueConstraint(
                fields=("user", "parameters"),
                condition=models.Q(user__isnull=False),
                name="saved_search_of_account",
            ),
        )
        indexes = (
            models.Index(
                fields=("due_at",),
                name="saved_search_by_due",
                condition=models.Q(due_at__isnull=False),
            ),
            models.Index(
                fields=("id",), name="saved_search_link", condition=models.Q(is_link_wanted=True)
            ),
        )
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")

    def __str__(self) -> str:
        return f"{self.recipient}: {self.parameters}"

    @property
    def recipient(self) -> str:
        """Give where letters go; empty where an account has no address."""
        return self.user.email if self.user else self.address


class Reader(models.Model):
    """An account that is signed in to by mail: somebody who keeps searches here, and no more."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reader"
    )
    address = models.EmailField(unique=True)
    """As ``search.saved.readers`` writes it; the account's address for letters is the same."""

    def __str__(self) -> str:
        return self.address


class SignInLink(models.Model):
    """The link by which the owner of an address signs in, once and soon; one for each address.

    Gone as soon as it was used or is too old, whether or not there is an account.
    """

    address = models.EmailField(unique=True)
    key = models.CharField(max_length=32, default=new_key)
    """What the link is good for; asking again makes another one and ends the link before."""
    language = models.CharField(max_length=12)
    expires_at = models.DateTimeField(db_index=True)
    is_letter_wanted = models.BooleanField(default=True)
    held_until = models.DateTimeField(null=True, blank=True)
    """Until then a worker is at it, or the last try was too short ago."""

    def __str__(self) -> str:
        return self.address
