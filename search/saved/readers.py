"""Readers' accounts: signed in to by a link that is mailed, works once, and soon ends.

An account comes into being when somebody first uses such a link, so whoever types an address
learns nothing of it. Accounts with a password (of staff and partners) keep to it: a mailbox alone
must not open what they may do.
"""

import secrets
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from repository.models import ProviderMember
from search.models import Reader, SavedSearch, SignInLink, new_key
from search.saved.limits import may_send_link_to
from search.saved.services import join_account, written_address

SIGNER = Signer(salt="search.sign-in")
VALID_FOR = timedelta(hours=1)


@transaction.atomic
def ask_for_link(address: str, *, language: str) -> None:
    """Have a link to sign in with mailed; the one before is good no more.

    Nothing tells the caller whether there is an account, or that the address gets no more letters
    for now.
    """
    if not may_send_link_to(address):
        return
    SignInLink.objects.update_or_create(
        address=written_address(address),
        defaults={
            "key": new_key(),
            "language": language,
            "expires_at": datetime.now(UTC) + VALID_FOR,
            "is_letter_wanted": True,
            "held_until": None,
        },
    )


def sign_in_url(link: SignInLink) -> str:
    """Give the whole link."""
    token = SIGNER.sign_object({"link": link.pk, "key": link.key})
    return settings.PUBLIC_URL + reverse("sign-in-link", args=[token])


def find_link(token: str) -> SignInLink | None:
    """Give what a link stands for; None when it was used, is too old, or another one came after.

    Raises:
        BadSignature: The link is none of ours.
    """
    said = SIGNER.unsign_object(token)
    if not (isinstance(said, dict) and {"link", "key"} <= said.keys()):
        raise BadSignature("the token names no link")
    link = SignInLink.objects.filter(pk=said["link"], expires_at__gt=datetime.now(UTC)).first()
    is_good = link is not None and constant_time_compare(link.key, said["key"])
    return link if is_good else None


@transaction.atomic
def use_link(link: SignInLink) -> User | None:
    """Spend a link and give the account of its address, a new one where there is none.

    What the address follows already is the account's from now on.

    Returns:
        None when somebody was faster, or the account is closed or has a password to sign in with.
    """
    if not SignInLink.objects.filter(pk=link.pk, key=link.key).delete()[0]:
        return None
    reader = Reader.objects.select_related("user").filter(address=link.address).first()
    if reader is None:
        reader = open_account(link.address)
    if not reader.user.is_active or is_more_than_reader(reader.user):
        return None
    join_account(reader)
    return reader.user


def open_account(address: str) -> Reader:
    """Make the account of an address; it has no password and no rights."""
    user = User(username=f"reader-{secrets.token_hex(12)}", email=address)
    user.set_unusable_password()
    user.save()
    return Reader.objects.create(user=user, address=address)


def is_more_than_reader(user: User) -> bool:
    """Tell whether an account has a password or any rights, so that a mailbox must not open it."""
    return (
        user.is_staff
        or user.is_superuser
        or user.has_usable_password()
        or user.groups.exists()
        or user.user_permissions.exists()
        or ProviderMember.objects.filter(user_id=user.pk).exists()
        or not Reader.objects.filter(user_id=user.pk).exists()
    )


@transaction.atomic
def forget(user: User) -> None:
    """Delete what is kept of a reader: the searches, and the account where it is no more than that.

    An account that somebody works here with stays; the administrators close it.
    """
    SavedSearch.objects.filter(user_id=user.pk).delete()
    SignInLink.objects.filter(address=user.email).delete()
    if not is_more_than_reader(user):
        user.delete()


def kept_of(user: User) -> dict[str, object]:
    """Give everything that is kept of a reader, as JSON has it."""
    searches = SavedSearch.objects.filter(user_id=user.pk).order_by("created_at", "id")
    return {
        "address": user.email,
        "joined": user.date_joined.isoformat(),
        "last_signed_in": user.last_login.isoformat() if user.last_login else None,
        "searches": [
            {
                "search": f"{settings.PUBLIC_URL}{reverse('search')}?{search.parameters}",
                "language": search.language,
                "letters": search.interval,
                "saved": search.created_at.isoformat(),
                "last_letter": search.last_sent_at.isoformat() if search.last_sent_at else None,
            }
            for search in searches
        ],
    }
