"""What an operator does to an endpoint: each act one transaction, with its row in the history."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from harvester import schedule, sets
from harvester.audit import record_event
from harvester.models import Endpoint, EndpointEvent, HarvestRun
from repository import providers

What = EndpointEvent.What
User = AbstractBaseUser | AnonymousUser

UNENDED = (HarvestRun.State.QUEUED, HarvestRun.State.RUNNING, HarvestRun.State.WAITING)


class AddressTaken(Exception):
    """Another endpoint has the address, format and set already."""


@transaction.atomic
def ask_for_run(endpoint: Endpoint, *, by: User, is_full: bool) -> HarvestRun:
    """Ask for a harvest, of what has changed or of everything."""
    run = schedule.request_run(endpoint, is_full=is_full)
    record_event(endpoint, by, What.FULL_RUN if is_full else What.RUN, f"#{run.pk}")
    return run


@transaction.atomic
def ask_for_replay(endpoint: Endpoint, *, by: User, is_full: bool) -> HarvestRun:
    """Ask for a replay, of all kept records or of what an older crosswalk has mapped."""
    run = schedule.request_run(endpoint, is_full=is_full, kind=HarvestRun.Kind.REPLAY)
    record_event(endpoint, by, What.REPLAY, f"#{run.pk}")
    return run


@transaction.atomic
def cancel(endpoint: Endpoint, *, by: User) -> int:
    """Stop every run of an endpoint that has not ended; give how many there were."""
    runs = list(HarvestRun.objects.filter(endpoint=endpoint, state__in=UNENDED))
    for run in runs:
        schedule.cancel_run(run)
        record_event(endpoint, by, What.CANCELLED, f"#{run.pk}")
    return len(runs)


@transaction.atomic
def set_active(endpoint: Endpoint, *, by: User, is_active: bool) -> None:
    """Pause an endpoint, or let it go on."""
    schedule.set_active(endpoint, is_active=is_active)
    record_event(endpoint, by, What.RESUMED if is_active else What.PAUSED)


@transaction.atomic
def remove_records(endpoint: Endpoint, *, by: User, why: str) -> HarvestRun:
    """Take all records of an endpoint out of the catalogue, and harvest it no more.

    A worker withdraws them; what was under way is cancelled first. Whoever lets the endpoint go on
    gets them back with the next full harvest.
    """
    cancel(endpoint, by=by)
    schedule.set_active(endpoint, is_active=False)
    run = schedule.request_run(endpoint, is_full=True, kind=HarvestRun.Kind.REMOVAL)
    HarvestRun.objects.filter(pk=run.pk).update(is_approved=True)
    record_event(endpoint, by, What.REMOVED, why)
    return run


@transaction.atomic
def change_settings(endpoint: Endpoint, fields: Mapping[str, object], *, by: User) -> bool:
    """Change columns of an endpoint; tell whether any was another one before."""
    before = {name: getattr(endpoint, name) for name in fields}
    changed = {name: value for name, value in fields.items() if before[name] != value}
    if not changed:
        return False
    record_event(
        endpoint,
        by,
        What.SETTINGS,
        before=json.dumps({name: before[name] for name in changed}),
        after=json.dumps(changed),
    )
    if "interval_hours" in changed and endpoint.due_at is not None:
        soonest = datetime.now(UTC) + timedelta(hours=float(str(changed["interval_hours"])))
        changed["due_at"] = min(endpoint.due_at, soonest)
    if changed.get("contact") and not endpoint.partner_key:
        schedule.renew_partner_key(endpoint)
    schedule.change(endpoint, changed)
    return True


@transaction.atomic
def change_country(endpoint: Endpoint, country: str, *, by: User) -> bool:
    """Say where the endpoint's provider is at home; tell whether that was not known so before."""
    before = endpoint.provider.country
    if not providers.set_country(endpoint.provider, country):
        return False
    record_event(
        endpoint,
        by,
        What.SETTINGS,
        before=json.dumps({"country": before}),
        after=json.dumps({"country": country}),
    )
    return True


@transaction.atomic
def renew_link(endpoint: Endpoint, *, by: User) -> None:
    """Give the partner a new private link; the old one ends."""
    schedule.renew_partner_key(endpoint)
    record_event(endpoint, by, What.LINK_RENEWED)


@transaction.atomic
def revoke_link(endpoint: Endpoint, *, by: User) -> None:
    """End the partner's private link."""
    schedule.revoke_partner_key(endpoint)
    record_event(endpoint, by, What.LINK_REVOKED)


@transaction.atomic
def harvest_set(endpoint: Endpoint, spec: str, *, by: User) -> Endpoint:
    """Harvest another set of the source, beginning now; give its endpoint.

    Raises:
        SourceSet.DoesNotExist: The source has no such set.
    """
    registered = sets.harvest_set(endpoint, spec)
    schedule.request_run(registered, is_full=False)
    record_event(registered, by, What.SET_HARVESTED, spec)
    record_event(endpoint, by, What.SET_NOTED, spec)
    return registered


@transaction.atomic
def note_set(endpoint: Endpoint, spec: str, *, by: User) -> None:
    """Take note of a new set without harvesting it."""
    if sets.note(endpoint, spec):
        record_event(endpoint, by, What.SET_NOTED, spec)


@transaction.atomic
def follow_move(endpoint: Endpoint, *, by: User) -> None:
    """Ask the source from now on where it has moved to; its records stay the same ones.

    Raises:
        AddressTaken: That is another endpoint already.
    """
    if not endpoint.moved_to:
        return
    same = Endpoint.objects.filter(
        base_url=endpoint.moved_to,
        metadata_prefix=endpoint.metadata_prefix,
        set_spec=endpoint.set_spec,
    )
    if same.exists():
        raise AddressTaken(endpoint.moved_to)
    record_event(endpoint, by, What.MOVED, before=endpoint.base_url, after=endpoint.moved_to)
    schedule.change(endpoint, {"base_url": endpoint.moved_to, "moved_to": ""})
