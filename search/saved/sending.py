"""Sending what is due: at least once, a bounded time a round, by any number of workers.

A worker holds a row while it is at it. What a letter is to tell is written down before it is sent,
so that a worker that dies is followed by one that sends the very same letter under the same
``Message-ID``, or none if it had noted that it went out.
"""

import logging
from datetime import UTC, datetime, timedelta
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused
from time import monotonic

from django.core.mail import EmailMessage
from django.db.models import Q, QuerySet

from search.errors import SearchError
from search.models import SavedSearch, SignInLink
from search.saved import letters
from search.saved.news import Horizon, find_new, look_ahead
from search.saved.services import SPANS, Interval, query_of, stop_letters

logger = logging.getLogger(__name__)

AT_ONCE = 200
ROUND_SECONDS = 20.0
"""After so long the rest waits for the next round."""
HELD_FOR = timedelta(minutes=10)
PAUSE = timedelta(minutes=5)
"""After a mail server or an engine did not answer."""
LINK_PAUSE = timedelta(minutes=1)
"""Likewise, for a link to sign in with, which somebody waits for."""
FIRST_REFUSAL_PAUSE = timedelta(minutes=10)
"""After the mail server did not take a letter for this address; then four times as long each."""
LONGEST_PAUSE = timedelta(days=1)
MAX_REFUSALS = 10
"""In a row, about a week; an address that takes nothing for so long gets nothing more."""


class Unreachable(Exception):
    """The mail server does not answer; nothing is wrong with the letter."""


class Refused(Exception):
    """The mail server does not take the letter for this address."""


def send_due() -> int:
    """Do what is due, for those first who wait for a link; give how many were attended to."""
    ends_at = monotonic() + ROUND_SECONDS
    horizon: Horizon | None = None
    count = send_sign_in_links()
    for search in due().order_by("-is_link_wanted", "due_at")[:AT_ONCE]:
        if monotonic() > ends_at:
            break
        if not hold(search):
            continue
        try:
            if search.is_link_wanted:
                send_link(search)
            elif search.confirmed_at is None:
                search.delete()
            else:
                horizon = horizon or look_ahead()
                tell_news(search, horizon)
        except (SearchError, Unreachable) as error:
            logger.warning("saved search %s: %s", search.pk, error)
            note(search, held_until=datetime.now(UTC) + PAUSE)
            break
        except Refused as error:
            count_refusal(search, error)
        count += 1
    return count


def send_sign_in_links() -> int:
    """Mail the links that readers wait for, and forget those that are too old."""
    now, count = datetime.now(UTC), 0
    SignInLink.objects.filter(expires_at__lte=now).delete()
    waiting = SignInLink.objects.filter(is_free(now), is_letter_wanted=True)
    for link in waiting.order_by("expires_at")[:AT_ONCE]:
        mine = SignInLink.objects.filter(pk=link.pk, key=link.key)
        if not mine.filter(is_free(now), is_letter_wanted=True).update(held_until=now + HELD_FOR):
            continue
        try:
            send(letters.sign_in_letter(link))
        except Unreachable as error:
            logger.warning("link to sign in: %s", error)
            mine.update(held_until=now + LINK_PAUSE)
            break
        except Refused as error:
            logger.warning("link to sign in: the letter was refused: %s", error)
            mine.delete()
            continue
        mine.update(is_letter_wanted=False)
        count += 1
    return count


def is_free(now: datetime) -> Q:
    """Tell what nobody is at."""
    return Q(held_until=None) | Q(held_until__lte=now)


def due() -> QuerySet[SavedSearch]:
    """Give what there is to do, less what others are at."""
    now = datetime.now(UTC)
    rows = SavedSearch.objects.select_related("user")
    return rows.filter(is_free(now), Q(is_link_wanted=True) | Q(due_at__lte=now))


def hold(search: SavedSearch) -> bool:
    """Keep others from a row; tell whether this worker was the first."""
    return bool(due().filter(pk=search.pk).update(held_until=datetime.now(UTC) + HELD_FOR))


def send_link(search: SavedSearch) -> None:
    """Send the private link that was asked for at the site.

    Raises:
        Unreachable: The mail server does not answer.
        Refused: The mail server does not take the letter.
    """
    send(letters.link_letter(search))
    note(search, is_link_wanted=False, held_until=None, refused_count=0)


def tell_news(search: SavedSearch, horizon: Horizon) -> None:
    """Send what is new, if anything is, and note until when it was told.

    Raises:
        SearchError: The engine does not answer.
        Unreachable: The mail server does not answer.
        Refused: The mail server does not take the letter.
    """
    since = search.told_until or horizon.settled
    until = search.telling_until or horizon.until(since)
    told: dict[str, object] = {"told_until": max(since, until), "telling_until": None}
    if is_reachable(search):
        limit = letters.MAX_ITEMS + 1
        found = find_new(query_of(search), since=since, until=until, limit=limit)
        if found:
            note(search, telling_until=until)
            send(letters.digest(search, found, until=until))
            told["last_sent_at"] = datetime.now(UTC)
    note(search, **told, due_at=next_due(search), held_until=None, refused_count=0)


def is_reachable(search: SavedSearch) -> bool:
    """Tell whether there is somebody to write to: an account may be closed, or have no address."""
    return bool(search.recipient) and (search.user is None or search.user.is_active)


def next_due(search: SavedSearch) -> datetime:
    """Give the next time of day, or of the week, at which this search is looked at."""
    now = datetime.now(UTC)
    span = SPANS[Interval(search.interval)]
    return now + span - (now - (search.due_at or now)) % span


def send(letter: EmailMessage) -> None:
    """Send a letter.

    Raises:
        Unreachable: The mail server does not answer.
        Refused: It does not take the letter, or the address is none.
    """
    try:
        letter.send()
    except (SMTPRecipientsRefused, SMTPDataError, ValueError) as error:
        raise Refused(str(error) or type(error).__name__) from error
    except (OSError, SMTPException) as error:
        raise Unreachable(str(error) or type(error).__name__) from error


def count_refusal(search: SavedSearch, error: Refused) -> None:
    """Try again later and later; in the end send no more letters."""
    logger.warning("saved search %s: the letter was refused: %s", search.pk, error)
    number = search.refused_count + 1
    if number >= MAX_REFUSALS:
        stop_letters(search)
        return
    pause = min(FIRST_REFUSAL_PAUSE * 4**search.refused_count, LONGEST_PAUSE)
    note(search, refused_count=number, held_until=datetime.now(UTC) + pause)


def note(search: SavedSearch, **values: object) -> None:
    """Write down what was done; nothing where the owner has stopped it meanwhile."""
    SavedSearch.objects.filter(pk=search.pk, key=search.key).update(**values)
