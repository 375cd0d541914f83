"""When an endpoint is harvested: at once, at its interval, or not for now.

Only the row is changed; whoever does the work looks at it. See ``harvester.tasks``.
"""

from datetime import UTC, datetime
from secrets import token_urlsafe

from harvester.models import Endpoint

INTERVALS_HOURS = (1, 6, 24, 168, 720)
"""Hourly, every six hours, daily, weekly, every thirty days."""


def request_run(endpoint: Endpoint, *, is_full: bool) -> None:
    """Make an endpoint due now; a full run stays asked for until one was read to its end."""
    fields: dict[str, object] = {"due_at": datetime.now(UTC)}
    if is_full:
        fields["is_full_due"] = True
    change(endpoint, fields)


def set_active(endpoint: Endpoint, *, is_active: bool) -> None:
    """Pause an endpoint, or let it go on; one that never had a time is then due at once."""
    fields: dict[str, object] = {"is_active": is_active}
    if is_active and endpoint.due_at is None:
        fields["due_at"] = datetime.now(UTC)
    change(endpoint, fields)


def set_interval(endpoint: Endpoint, *, hours: int) -> None:
    """Change how often an endpoint is harvested.

    Raises:
        ValueError: It is none of ``INTERVALS_HOURS``.
    """
    if hours not in INTERVALS_HOURS:
        raise ValueError(hours)
    change(endpoint, {"interval_hours": hours})


def note_run(endpoint: Endpoint, *, was_full: bool, is_complete: bool) -> None:
    """Take note of a run that ended: a full one that was asked for is done, or is due next."""
    asked = Endpoint.objects.filter(pk=endpoint.pk, is_full_due=True)
    if was_full and is_complete:
        asked.update(is_full_due=False)
    elif not was_full and is_complete:  # it was asked for while that run was under way
        asked.update(due_at=datetime.now(UTC))


def renew_partner_key(endpoint: Endpoint) -> None:
    """Give the partner a new private link; the old one ends."""
    change(endpoint, {"partner_key": token_urlsafe(12)})


def revoke_partner_key(endpoint: Endpoint) -> None:
    """End the partner's private link."""
    change(endpoint, {"partner_key": ""})


def change(endpoint: Endpoint, fields: dict[str, object]) -> None:
    """Write these fields alone: a worker may be writing others at this moment."""
    Endpoint.objects.filter(pk=endpoint.pk).update(**fields)
    for name, value in fields.items():
        setattr(endpoint, name, value)
