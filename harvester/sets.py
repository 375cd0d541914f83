"""The sets of a source: which there are, which are new, which have vanished."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.db import transaction

from harvester.errors import EndpointError
from harvester.letters import tell_new_sets
from harvester.models import Endpoint, SourceSet
from harvester.oaipmh.client import Client
from harvester.oaipmh.messages import SetInfo

logger = logging.getLogger(__name__)

LOOK_EVERY = timedelta(days=1)
MAX_SETS = 10_000
"""Sets beyond these are left out: no person could look at them."""
MAX_SPEC_CHARS = 500


def discover(endpoint: Endpoint, client: Client) -> None:
    """Ask a source for its sets, at most once a day; one that does not answer is asked next time.

    No harvest fails because of it.
    """
    last = endpoint.sets_listed_at
    if last is not None and last > datetime.now(UTC) - LOOK_EVERY:
        return
    try:
        listed = client.list_sets()
    except EndpointError as error:
        logger.info("the sets of %s: %s", endpoint, error)
        return
    note_sets(endpoint, listed)


@transaction.atomic
def note_sets(endpoint: Endpoint, listed: Sequence[SetInfo]) -> list[SourceSet]:
    """Keep what a source lists.

    What came after the first look is new until somebody notes it; what is listed no more is gone,
    and comes back as it was.

    Returns:
        The sets that are new.
    """
    now = datetime.now(UTC)
    Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    is_first_look = endpoint.sets_listed_at is None
    known = {each.spec: each for each in SourceSet.objects.filter(endpoint=endpoint)}
    usable = [each for each in listed if each.spec and len(each.spec) <= MAX_SPEC_CHARS][:MAX_SETS]
    found = {each.spec: each.name for each in usable}
    new = SourceSet.objects.bulk_create(
        SourceSet(
            endpoint=endpoint, spec=spec, name=name, first_seen_at=now, is_new=not is_first_look
        )
        for spec, name in found.items()
        if spec not in known
    )
    changed = []
    for spec, kept in known.items():
        gone_at = None if spec in found else kept.gone_at or now
        name = found.get(spec) or kept.name
        if (gone_at, name) != (kept.gone_at, kept.name):
            kept.gone_at, kept.name = gone_at, name
            changed.append(kept)
    SourceSet.objects.bulk_update(changed, ("gone_at", "name"))
    endpoint.sets_listed_at = now
    Endpoint.objects.filter(pk=endpoint.pk).update(sets_listed_at=now)
    if new and not is_first_look:
        tell_new_sets(endpoint, new)
    return new


def is_gone(endpoint: Endpoint) -> bool:
    """Whether the set that is harvested was lacking when the source last listed its sets."""
    gone = SourceSet.objects.filter(endpoint=endpoint, gone_at__isnull=False)
    return bool(endpoint.set_spec) and gone.filter(spec=endpoint.set_spec).exists()


def is_selective(endpoint: Endpoint) -> bool:
    """Whether only chosen sets of the source are harvested, so that a new one is not among them."""
    same = Endpoint.objects.filter(base_url=endpoint.base_url)
    return not same.filter(set_spec="").exists()


def harvest_set(endpoint: Endpoint, spec: str) -> Endpoint:
    """Register an endpoint for another set of a source, like the one given; found or made.

    Raises:
        SourceSet.DoesNotExist: The source has no such set.
    """
    with transaction.atomic():
        chosen = SourceSet.objects.get(endpoint=endpoint, spec=spec, gone_at=None)
        registered, _is_new = Endpoint.objects.get_or_create(
            base_url=endpoint.base_url,
            metadata_prefix=endpoint.metadata_prefix,
            set_spec=chosen.spec,
            defaults={
                "provider": endpoint.provider,
                "protocol": endpoint.protocol,
                "contact": endpoint.contact,
                "interval_hours": endpoint.interval_hours,
                "full_interval_days": endpoint.full_interval_days,
                "pause_seconds": endpoint.pause_seconds,
            },
        )
        note(endpoint, spec)
    return registered


def note(endpoint: Endpoint, spec: str) -> bool:
    """Take note of a new set; tell whether there was one."""
    return bool(SourceSet.objects.filter(endpoint=endpoint, spec=spec).update(is_new=False))
