"""Saving, confirming, changing and stopping. Each is one short transaction."""

from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.http import QueryDict

from search.forms import query_string, read_query, sorted_by
from search.models import Reader, SavedSearch
from search.queries import SearchQuery
from search.saved.limits import may_write_to

Interval = SavedSearch.Interval
SPANS = {Interval.DAILY: timedelta(days=1), Interval.WEEKLY: timedelta(days=7)}
MAX_PARAMETERS_CHARACTERS = 2000
MAX_SEARCHES = 100
"""Of one account or address."""
CONFIRM_WITHIN = timedelta(days=3)
"""What nobody has confirmed until then is forgotten."""


class TooMany(Exception):
    """The account has as many saved searches as it may have."""


def parameters_of(query: SearchQuery) -> str:
    """Give what of a search is saved: the words and filters, not the order and the page."""
    return query_string(sorted_by(query, "relevance"))


def query_of(search: SavedSearch) -> SearchQuery:
    """Give the query of a saved search, for a reader of its language."""
    return read_query(QueryDict(search.parameters), reader_languages=(search.language,))


def may_be_saved(query: SearchQuery) -> bool:
    """Tell whether a search is short enough to be kept."""
    return len(parameters_of(query)) <= MAX_PARAMETERS_CHARACTERS


@transaction.atomic
def follow(*, address: str, query: SearchQuery, language: str, interval: Interval) -> None:
    """Keep a search for the owner of an address, who is asked by mail whether that is right.

    What is already followed stays as it is; its private link is sent, with which it can be changed.
    Nothing tells the caller which of the two it was, or that the address gets no more letters
    today.
    """
    if not may_write_to(address):
        return
    written = written_address(address)
    if SavedSearch.objects.filter(user=None, address=written).count() >= MAX_SEARCHES:
        return
    search, is_new = SavedSearch.objects.get_or_create(
        user=None,
        address=written,
        parameters=parameters_of(query),
        defaults={
            "language": language,
            "interval": interval,
            "is_link_wanted": True,
            "due_at": datetime.now(UTC) + CONFIRM_WITHIN,
        },
    )
    if is_new:
        return
    wanted: dict[str, object] = {"is_link_wanted": True}
    if search.confirmed_at is None:
        wanted |= {
            "language": language,
            "interval": interval,
            "due_at": datetime.now(UTC) + CONFIRM_WITHIN,
        }
    SavedSearch.objects.filter(pk=search.pk).update(**wanted)


def written_address(address: str) -> str:
    """Give an address as it is kept: names of hosts are the same in any case, of mailboxes not."""
    local, _at, host = address.strip().rpartition("@")
    return f"{local}@{host.lower()}"


@transaction.atomic
def save_for_account(
    *, user: AbstractUser, query: SearchQuery, language: str, interval: Interval
) -> SavedSearch:
    """Keep a search for an account; one that it has already gets the new interval.

    Raises:
        TooMany: There are ``MAX_SEARCHES`` already.
    """
    parameters = parameters_of(query)
    search = SavedSearch.objects.filter(user_id=user.pk, parameters=parameters).first()
    if search is None:
        if SavedSearch.objects.filter(user_id=user.pk).count() >= MAX_SEARCHES:
            raise TooMany
        search = SavedSearch(user_id=user.pk, parameters=parameters, interval=Interval.NEVER)
        search.confirmed_at = now()
    search.language = language
    search.save()
    change_interval(search, interval)
    return search


@transaction.atomic
def confirm(search: SavedSearch) -> None:
    """Begin to tell of news; what was there before is none. To confirm twice changes nothing."""
    if search.confirmed_at is not None:
        return
    search.confirmed_at = now()
    search.told_until = search.confirmed_at
    search.due_at = search.confirmed_at + SPANS[Interval(search.interval)]
    search.save(update_fields=["confirmed_at", "told_until", "due_at"])
    if reader := Reader.objects.filter(address=search.address).first():
        join_account(reader)


def join_account(reader: Reader) -> None:
    """Bring what the address follows into its account; the links of its letters go on to work.

    Of a search that the account has, too, the one with letters is kept.
    """
    own = SavedSearch.objects.filter(user_id=reader.user_id)
    loose = SavedSearch.objects.filter(
        user=None, address=reader.address, confirmed_at__isnull=False
    )
    followed = loose.exclude(interval=Interval.NEVER).values("parameters")
    own.filter(interval=Interval.NEVER, parameters__in=followed).delete()
    loose.filter(parameters__in=own.values("parameters")).delete()
    loose.update(user_id=reader.user_id, address="")


@transaction.atomic
def change_interval(search: SavedSearch, interval: Interval) -> None:
    """Write more or less often; who begins anew is not told what came while they heard nothing."""
    if search.interval == interval:
        return
    was_silent = search.interval == Interval.NEVER
    search.interval = interval
    if interval == Interval.NEVER:
        search.due_at = search.told_until = search.telling_until = None
    else:
        search.told_until = now() if was_silent else search.told_until
        search.due_at = (search.told_until or now()) + SPANS[interval]
    search.refused_count = 0
    search.save(
        update_fields=["interval", "due_at", "told_until", "telling_until", "refused_count"]
    )


def note_look(search: SavedSearch) -> None:
    """Count as new only what comes from now on."""
    SavedSearch.objects.filter(pk=search.pk).update(seen_at=now())


def stop_letters(search: SavedSearch) -> None:
    """Send no more letters; a search without an account is forgotten with all that was kept."""
    if search.user_id is None:
        search.delete()
    else:
        change_interval(search, Interval.NEVER)


def stop_all_letters(search: SavedSearch) -> None:
    """Do so for every search of the same address or account."""
    mine = SavedSearch.objects.filter(user=search.user_id, address=search.address)
    for each in mine:
        stop_letters(each)


def now() -> datetime:
    """Give the time in whole seconds, as records have it."""
    return datetime.now(UTC).replace(microsecond=0)
