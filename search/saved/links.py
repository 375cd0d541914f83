"""The private link of a saved search: it names the row and the key kept with it, signed.

Who has the link may change and stop this one search, without an account.
"""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from search.models import SavedSearch

SIGNER = Signer(salt="search.saved")


def token_of(search: SavedSearch) -> str:
    """Give the token of the private link."""
    return SIGNER.sign_object({"search": search.pk, "key": search.key})


def private_url(search: SavedSearch) -> str:
    """Give the whole private link."""
    return settings.PUBLIC_URL + reverse("saved-search", args=[token_of(search)])


def unsubscribe_url(search: SavedSearch) -> str:
    """Give the address that a mail program posts to. Source: RFC 8058."""
    return settings.PUBLIC_URL + reverse("saved-search-unsubscribe", args=[token_of(search)])


def find_by_token(token: str) -> SavedSearch | None:
    """Give the saved search of a private link; None when it is kept no more.

    Raises:
        BadSignature: The link is none of ours.
    """
    said = SIGNER.unsign_object(token)
    if not (isinstance(said, dict) and {"search", "key"} <= said.keys()):
        raise BadSignature("the token names no saved search")
    search = SavedSearch.objects.select_related("user").filter(pk=said["search"]).first()
    is_good = search is not None and constant_time_compare(search.key, said["key"])
    return search if is_good else None
