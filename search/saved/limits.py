"""How often anybody may have this site write letters."""

import hashlib
from time import time

from django.core.cache import cache

HOUR_SECONDS = 3600
DAY_SECONDS = 24 * HOUR_SECONDS
ASKED_AN_HOUR = 60
"""By network address of whoever asks: a whole school may sit behind one."""
LETTERS_A_DAY = 5
"""To one mail address, other than digests: nobody's mailbox is filled by strangers."""

LINKS_AN_HOUR = 4
"""To one mail address, to sign in with."""


def may_ask(network_address: str) -> bool:
    """Count one request of a reader, and tell whether it is still within the limit."""
    return count("asked", network_address, HOUR_SECONDS) <= ASKED_AN_HOUR


def may_send_link_to(mail_address: str) -> bool:
    """Count one link to sign in with, and tell whether it is within the limit."""
    return count("link", mail_address.casefold(), HOUR_SECONDS) <= LINKS_AN_HOUR


def may_write_to(mail_address: str) -> bool:
    """Count one letter that a reader asked for, and tell whether it is within the limit."""
    return count("letter", mail_address.casefold(), DAY_SECONDS) <= LETTERS_A_DAY


def count(what: str, whose: str, seconds: int) -> int:
    """Count one more in the current span of time; give how many there were in it, with this one."""
    digest = hashlib.sha256(whose.encode()).hexdigest()
    key = f"search.saved.{what}:{digest}:{int(time()) // seconds}"
    number = int(cache.get(key, 0)) + 1
    cache.set(key, number, seconds)
    return number
